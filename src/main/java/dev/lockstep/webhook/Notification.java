package dev.lockstep.webhook;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message to the webhook claims, nothing of it checked.
 *
 * @param token the channel's secret, if the sender knows it
 * @param message its number; Google counts up, though not by one
 * @param state `sync` opens a channel; anything else means that something changed
 */
record Notification(
    String channelId, String token, String resourceId, String message, String state) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

  static Notification of(Map<String, @Nullable Object> headers) {
    return new Notification(
        header(headers, "X-Goog-Channel-ID"),
        header(headers, "X-Goog-Channel-Token"),
        header(headers, "X-Goog-Resource-ID"),
        number(header(headers, "X-Goog-Message-Number")),
        header(headers, "X-Goog-Resource-State"));
  }

  boolean isHandshake() {
    return state.equalsIgnoreCase("sync");
  }

  /** Whatever else somebody sends is not kept. */
  private static String number(String text) {
    return NUMBER.matcher(text).matches() ? text : "";
  }

  private static String header(Map<String, @Nullable Object> headers, String name) {
    return headers.get(name) instanceof String text ? text : "";
  }

  /** The token stays out of logs. */
  @Override
  public String toString() {
    return "Notification[channelId=" + channelId + ", state=" + state + "]";
  }
}
