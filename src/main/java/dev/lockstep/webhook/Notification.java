package dev.lockstep.webhook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message to the webhook claims, nothing of it checked.
 *
 * @param token the channel's secret, if the sender knows it
 * @param state `sync` opens a channel; anything else means that something changed
 */
record Notification(String channelId, String token, String resourceId, String state) {

  static Notification of(Map<String, @Nullable Object> headers) {
    return new Notification(
        header(headers, "X-Goog-Channel-ID"),
        header(headers, "X-Goog-Channel-Token"),
        header(headers, "X-Goog-Resource-ID"),
        header(headers, "X-Goog-Resource-State"));
  }

  boolean isHandshake() {
    return state.equalsIgnoreCase("sync");
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
