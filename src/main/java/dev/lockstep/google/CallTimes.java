package dev.lockstep.google;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.List;

/**
 * How long Google took for each call, by what was asked and how it was answered: for the metrics,
 * and for the trace that the call belongs to.
 */
final class CallTimes {

  static final String NO_ANSWER = "io";
  private static final int FIRST_FAILURE = 400;

  private final MeterRegistry metrics;
  private final Tracer tracer;

  CallTimes(MeterRegistry metrics, Tracer tracer) {
    this.metrics = metrics;
    this.tracer = tracer;
  }

  /** The call as part of the trace under way; its address stays out, it names people. */
  Span begin(String api, String method) {
    return tracer
        .spanBuilder(method)
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("google.api", api)
        .startSpan();
  }

  void end(Span span, String status) {
    if (status.equals(NO_ANSWER)) {
      span.setStatus(StatusCode.ERROR);
    } else {
      long code = Long.parseLong(status);
      span.setAttribute("http.response.status_code", code);
      if (code >= FIRST_FAILURE) {
        span.setStatus(StatusCode.ERROR);
      }
    }
    span.end();
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
