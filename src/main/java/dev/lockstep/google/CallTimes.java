package dev.lockstep.google;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/** How long Google took for each call, by what was asked and how it was answered. */
final class CallTimes {

  static final String NO_ANSWER = "io";

  private final MeterRegistry metrics;

  CallTimes(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /**
   * @param status the HTTP status, {@link #NO_ANSWER} where there was none
   */
  void took(String api, String method, String status, Duration time) {
    metrics
        .timer("lockstep.google.calls", "api", api, "method", method, "status", status)
        .record(time);
  }

  /** The call as Google names it, `events.patch`; the HTTP method where it is none of ours. */
  static String name(String httpMethod, List<String> path) {
    int size = path.size();
    String last = size == 0 ? "" : path.get(size - 1);
    if (path.contains("batch")) {
      return "batch";
    }
    int events = path.lastIndexOf("events");
    if (events >= 0 && events == size - 1) {
      return httpMethod.equals("POST") ? "events.insert" : "events.list";
    }
    if (events >= 0 && events == size - 2 && !(httpMethod.equals("POST") && isVerb(last))) {
      return switch (httpMethod) {
        case "GET" -> "events.get";
        case "PATCH" -> "events.patch";
        case "PUT" -> "events.update";
        case "DELETE" -> "events.delete";
        default -> httpMethod;
      };
    }
    if (events >= 0) {
      return "events." + last;
    }
    return path.contains("channels") ? "channels." + last : httpMethod;
  }

  private static boolean isVerb(String word) {
    return word.equals("watch") || word.equals("import") || word.equals("quickAdd");
  }
}
