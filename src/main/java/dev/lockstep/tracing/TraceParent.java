package dev.lockstep.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a trace stands, as W3C's {@code traceparent} has it: what a queue item carries along. */
public final class TraceParent {

  private static final String FIELD = "traceparent";

  private static final TextMapGetter<String> ONLY_FIELD =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String text) {
          return List.of(FIELD);
        }

        @Override
        public @Nullable String get(@Nullable String text, String field) {
          return field.equals(FIELD) ? text : null;
        }
      };

  private TraceParent() {}

  /** Of the span under way; null where nothing is traced. */
  public static @Nullable String current() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid()
        ? "00-%s-%s-%s".formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
        : null;
  }

  /** The span that it names; an invalid one where the text is none. */
  public static SpanContext parse(String text) {
    return Span.fromContext(
            W3CTraceContextPropagator.getInstance().extract(Context.root(), text, ONLY_FIELD))
        .getSpanContext();
  }
}
