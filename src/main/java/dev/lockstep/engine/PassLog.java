package dev.lockstep.engine;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.sync.Syncs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Says in the log and in the metrics what a pass did, once that is committed. */
@Component
public class PassLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.pass");

  private final Syncs syncs;
  private final MeterRegistry metrics;
  private final Map<Failure.Kind, Counter> errors = new EnumMap<>(Failure.Kind.class);
  private final Map<PartitionKey, Long> found = new ConcurrentHashMap<>();

  PassLog(Syncs syncs, MeterRegistry metrics) {
    this.syncs = syncs;
    this.metrics = metrics;
    for (Failure.Kind kind : Failure.Kind.values()) {
      errors.put(
          kind, metrics.counter("lockstep.errors", "kind", kind.name().toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * What a batch on its way to Google came to.
   *
   * @param pushed records written there
   * @param failed records that became dead letters
   * @param settled records that left the queue
   */
  public record Pushed(long pushed, long conflicts, long held, long failed, long settled) {
    Pushed failing(long more) {
      return new Pushed(pushed, conflicts, held, failed + more, settled);
    }

    boolean isSomething() {
      return pushed + conflicts + held + failed > 0;
    }
  }

  /**
   * What a pull came to.
   *
   * @param pulled records that Google showed
   * @param echoes those of them that were our own writes
   * @param applied rows written
   */
  public record Pulled(long pulled, long echoes, long applied, long conflicts, long failed) {
    Pulled failing(long more) {
      return new Pulled(pulled, echoes, applied, conflicts, failed + more);
    }

    boolean isSomething() {
      return applied + conflicts + failed > 0;
    }
  }

  /** A batch of the current transaction; told when it commits. */
  public void pushed(PartitionKey partition, String pass, Pushed batch, Duration took) {
    afterCommit(
        () -> {
          Pushed what = batch.failing(foundLately(partition));
          items(partition, Direction.TO_GOOGLE, what.settled(), took);
          line(
              what.isSomething(),
              partition,
              pass,
              "pushed=%d conflicts=%d held=%d failed=%d"
                  .formatted(what.pushed(), what.conflicts(), what.held(), what.failed()),
              took);
        });
  }

  /** A pull whose end is in the current transaction; told when it commits. */
  public void pulled(PartitionKey partition, String pass, Pulled all, Duration took) {
    afterCommit(
        () -> {
          Pulled what = all.failing(foundLately(partition));
          line(
              what.isSomething(),
              partition,
              pass,
              "pulled=%d echoes=%d applied=%d conflicts=%d failed=%d"
                  .formatted(
                      what.pulled(),
                      what.echoes(),
                      what.applied(),
                      what.conflicts(),
                      what.failed()),
              took);
        });
  }

  /** Dead letters that a look found while no record was worked on; the next line has them too. */
  public void found(PartitionKey partition, long deadLetters) {
    if (deadLetters > 0) {
      afterCommit(() -> found.merge(partition, deadLetters, Long::sum));
    }
  }

  private long foundLately(PartitionKey partition) {
    Long lately = found.remove(partition);
    return lately == null ? 0 : lately;
  }

  /** Records of the current transaction that came from Google; counted when it commits. */
  public void taken(PartitionKey partition, long records, Duration took) {
    afterCommit(() -> items(partition, Direction.FROM_GOOGLE, records, took));
  }

  /** Something failed, whoever is to blame. */
  public void failed(Failure.Kind kind) {
    errors.get(kind).increment();
  }

  private void items(PartitionKey partition, Direction direction, long records, Duration took) {
    Timer timer =
        metrics.timer(
            "lockstep.item",
            "sync",
            partition.sync(),
            "direction",
            direction.name().toLowerCase(Locale.ROOT));
    for (long i = 0; i < records; i++) {
      timer.record(took);
    }
  }

  private void line(
      boolean isSomething, PartitionKey partition, String pass, String counts, Duration took) {
    LOG.atLevel(isSomething ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.DEBUG)
        .log("{} {} ms={} pass={}", syncs.named(partition), counts, took.toMillis(), pass);
  }

  private static void afterCommit(Runnable telling) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      telling.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            telling.run();
          }
        });
  }
}
