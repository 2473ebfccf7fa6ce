package dev.lockstep.engine.outbound;

import dev.lockstep.engine.EngineSettings;
import dev.lockstep.logs.Told;
import io.opentelemetry.context.Context;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Asks the route that rows pass, on a thread of its own and for a limited time. When that is over
 * the thread is interrupted; a route that several such threads do not leave even so is asked
 * nothing more until one does.
 */
@Component
class EnrichRoute {

  /** How many threads may be kept by a route beyond its time. */
  static final int KEPT = 4;

  /** While a route is waited for, something else has its turn as often as this. */
  private static final Duration SLICE = Duration.ofSeconds(5);

  private final ProducerTemplate camel;
  private final Duration limit;
  private final Map<String, Set<Thread>> overdue = new ConcurrentHashMap<>();

  EnrichRoute(ProducerTemplate camel, EngineSettings settings) {
    this.camel = camel;
    this.limit = settings.enrichRouteLimit();
  }

  /** As failures call it. */
  static String named(String uri) {
    return "the enrich route " + uri;
  }

  /** The route gives no answer in time. */
  static final class TooSlow extends Exception {
    private static final long serialVersionUID = 1L;

    TooSlow(String message) {
      super(message);
    }
  }

  /**
   * What the route makes of the rows.
   *
   * @param meanwhile is run now and then while it is waited for
   * @throws CamelExecutionException with what the route threw
   */
  List<?> ask(String uri, List<Map<String, @Nullable Object>> rows, Runnable meanwhile)
      throws TooSlow, InterruptedException {
    Set<Thread> kept = overdue.computeIfAbsent(uri, route -> ConcurrentHashMap.newKeySet());
    kept.removeIf(thread -> !thread.isAlive());
    if (kept.size() >= KEPT) {
      throw new TooSlow(
          "%s has not ended %d earlier questions, and is asked no more until it does"
              .formatted(named(uri), KEPT));
    }
    CompletableFuture<List<?>> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(uri)
            .unstarted(Context.current().wrap(() -> answer(answer, uri, rows)));
    thread.start();
    try {
      return await(answer, meanwhile);
    } catch (TimeoutException e) {
      throw new TooSlow("%s did not answer within %s s".formatted(named(uri), seconds(limit)));
    } finally {
      if (!answer.isDone()) {
        kept.add(thread);
        thread.interrupt();
      }
    }
  }

  private void answer(
      CompletableFuture<List<?>> answer, String uri, List<Map<String, @Nullable Object>> rows) {
    try (MDC.MDCCloseable told = Told.byCaller(uri)) {
      answer.complete(camel.requestBody(uri, rows, List.class));
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private List<?> await(CompletableFuture<List<?>> answer, Runnable meanwhile)
      throws TimeoutException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long rest = end - System.nanoTime();
      try {
        return answer.get(Math.min(rest, SLICE.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException slow) {
        if (rest <= SLICE.toNanos()) {
          throw slow;
        }
        meanwhile.run();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof CamelExecutionException failed
            ? failed
            : new IllegalStateException(e.getCause());
      }
    }
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
