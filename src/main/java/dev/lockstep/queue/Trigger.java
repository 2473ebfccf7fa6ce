package dev.lockstep.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a pull or a comparison is asked for, as the history of what comes of it shows it.
 *
 * @param details what tells it from others of its kind: the channel and its message, the reason
 */
public record Trigger(By by, Map<String, String> details) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who asks. */
  public enum By {
    /** Google, through a channel. */
    NOTIFICATION,
    /** The script in a spreadsheet. */
    SCRIPT,
    /** The time has come. */
    SCHEDULE,
    /** The sync begins, or a place of it does. */
    START,
    /** A person, by hand. */
    RESYNC,
    /** A person who wants dead letters tried again. */
    REPLAY,
    /** Something has become unsure, so both sides are compared. */
    RECONCILE
  }

  public Trigger {
    details = Map.copyOf(details);
  }

  public static Trigger of(By by) {
    return new Trigger(by, Map.of());
  }

  /**
   * A person asks.
   *
   * @param who as the history is to name them
   */
  public static Trigger resync(String who) {
    return new Trigger(By.RESYNC, Map.of("who", who));
  }

  /**
   * A person has dead letters tried again.
   *
   * @param who as the history is to name them
   */
  public static Trigger replay(String who) {
    return new Trigger(By.REPLAY, Map.of("who", who));
  }

  /** Both sides are compared because of this. */
  public static Trigger reconcile(String reason) {
    return new Trigger(By.RECONCILE, Map.of("reason", reason));
  }

  /**
   * A message of Google's.
   *
   * @param channel null where messages of any were put off together
   * @param message null or empty where it has no number
   */
  public static Trigger notification(@Nullable String channel, @Nullable String message) {
    Map<String, String> details = new LinkedHashMap<>();
    if (channel != null) {
      details.put("channel", channel);
    }
    if (message != null && !message.isEmpty()) {
      details.put("message", message);
    }
    return new Trigger(By.NOTIFICATION, details);
  }

  String json() {
    return json(Map.of());
  }

  /** With when it was asked for, where the queue carries it. */
  public String json(Instant at) {
    return json(Map.of("at", at.toString()));
  }

  private String json(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("by", by.name().toLowerCase(Locale.ROOT));
    all.putAll(details);
    all.putAll(more);
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
