package dev.lockstep.engine;

import dev.lockstep.queue.Lease;
import dev.lockstep.tracing.TraceParent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A span for each pass and one for each step in it. A pass goes on with the trace of the first
 * change that it takes up, and is linked to those of the others. Spans bear names of steps, syncs
 * and owners, never values.
 */
@Component
class PassSpans implements InterceptStrategy {

  private static final String PASS = "lockstepPassSpan";

  private final boolean isOn;
  private final Tracer tracer;

  PassSpans(OpenTelemetry telemetry, Tracer tracer) {
    this.isOn = telemetry != OpenTelemetry.noop();
    this.tracer = tracer;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext camel, NamedNode step, Processor target, @Nullable Processor next) {
    String route = CamelContextHelper.getRouteId(step);
    boolean isStep = step.getShortName().equals("bean") && route != null && isPass(route);
    return isOn && isStep ? new Step(target, route, step.getId()) : target;
  }

  /** One step, as it is and with its span. */
  private final class Step extends DelegateAsyncProcessor {
    private final String route;
    private final String name;

    Step(Processor target, String route, String name) {
      super(target);
      this.route = route;
      this.name = name;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      try {
        traced(exchange, route, name, getProcessor());
      } catch (Exception e) {
        exchange.setException(e);
      }
      callback.done(true);
      return true;
    }
  }

  private static boolean isPass(String route) {
    return route.equals("outbound") || route.startsWith("inbound");
  }

  private void traced(Exchange exchange, String route, String step, Processor target)
      throws Exception {
    Span pass = exchange.getProperty(PASS, Span.class);
    boolean beginsPass = exchange.getMessage().getBody() instanceof Lease;
    if (beginsPass) {
      Instant begun = Instant.now();
      target.process(exchange);
      begin(exchange, route, step, begun);
    } else if (pass == null) {
      target.process(exchange);
    } else {
      step(pass, step, exchange, target);
    }
  }

  /** Only what it took up tells whose trace it is; so it begins when its first step is done. */
  private void begin(Exchange exchange, String route, String step, Instant begun) {
    exchange.removeProperty(PASS);
    if (!(exchange.getMessage().getBody() instanceof Traced taken) || taken.isIdle()) {
      return;
    }
    List<SpanContext> changes =
        taken.traces().stream()
            .distinct()
            .map(TraceParent::parse)
            .filter(SpanContext::isValid)
            .toList();
    SpanBuilder builder =
        tracer
            .spanBuilder(route)
            .setStartTimestamp(begun)
            .setAttribute("lockstep.sync", taken.lease().partition().sync())
            .setAttribute("lockstep.account", taken.lease().partition().account());
    if (changes.isEmpty()) {
      builder.setNoParent();
    } else {
      builder.setParent(Context.root().with(Span.wrap(changes.getFirst())));
      changes.stream().skip(1).forEach(builder::addLink);
    }
    Span pass = builder.startSpan();
    exchange.setProperty(PASS, pass);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                pass.end();
              }
            });
    tracer
        .spanBuilder(step)
        .setParent(Context.root().with(pass))
        .setStartTimestamp(begun)
        .startSpan()
        .end();
  }

  private void step(Span pass, String name, Exchange exchange, Processor target) throws Exception {
    Span span = tracer.spanBuilder(name).setParent(Context.root().with(pass)).startSpan();
    try (Scope scope = span.makeCurrent()) {
      target.process(exchange);
      if (exchange.getException() != null) {
        failed(span, exchange.getException());
      }
    } catch (Exception e) {
      failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  /** The kind of failure alone: its message may quote values. */
  private static void failed(Span span, Exception failure) {
    span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
  }
}
