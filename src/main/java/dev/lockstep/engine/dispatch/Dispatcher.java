package dev.lockstep.engine.dispatch;

import dev.lockstep.engine.EngineSettings;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.source.Fold;
import dev.lockstep.source.Folded;
import dev.lockstep.source.WakeUp;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One thread that folds the capture log and hands leased partitions to workers, and sleeps while
 * there is nothing to do.
 */
@Component
public class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  // The wake-up watches over the capture log; pulls that another node stores are found by looking.
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Syncs syncs;
  private final DefinitionSets definitions;
  private final InstanceGuard guard;
  private final Fold fold;
  private final WakeUp wakeUp;
  private final Leases leases;
  private final PassRunner passes;
  private final Sweeper sweeper;
  private final TransactionTemplate transaction;
  private final Tracer tracer;
  private final int workers;
  private final Semaphore free;
  private final Node node = Node.here();

  private volatile boolean running;
  private volatile @Nullable Thread thread;

  Dispatcher(
      Syncs syncs,
      DefinitionSets definitions,
      InstanceGuard guard,
      Fold fold,
      WakeUp wakeUp,
      Leases leases,
      PassRunner passes,
      Sweeper sweeper,
      TransactionTemplate transaction,
      Tracer tracer,
      EngineSettings settings) {
    this.syncs = syncs;
    this.definitions = definitions;
    this.guard = guard;
    this.fold = fold;
    this.wakeUp = wakeUp;
    this.leases = leases;
    this.passes = passes;
    this.sweeper = sweeper;
    this.transaction = transaction;
    this.tracer = tracer;
    this.workers = settings.workers();
    this.free = new Semaphore(workers);
  }

  public void start() {
    running = true;
    endLeasesOfTheDead();
    thread = Thread.ofPlatform().name("lockstep-dispatcher").start(this::work);
  }

  /** After a kill the next start on the same host need not wait for what it left behind. */
  private void endLeasesOfTheDead() {
    for (String holder : leases.holders()) {
      if (Node.parse(holder).isDeadOn(node)) {
        leases.end(holder);
        LOG.info("the leases of {} ended with it", holder);
      }
    }
  }

  /** Takes nothing new and waits for what is in hand, as long as this at most. */
  public void stop(Duration atMost) {
    running = false;
    wakeUp.wake();
    Thread worker = thread;
    try {
      if (worker != null) {
        worker.join(atMost);
      }
      if (free.tryAcquire(workers, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        free.release(workers);
      } else {
        LOG.warn("stopped while passes were under way; their leases run out by themselves");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (running) {
      try {
        passes.giveBackOwed();
        if (mayWork()) {
          foldAll();
          handOut();
          sleep();
        } else {
          // Somebody else's log wakes at once whoever sleeps on it; a node that may not work waits.
          pause(LOOK_AGAIN);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("the dispatcher goes on after a failure", e);
        pause(LOOK_AGAIN);
      }
    }
  }

  /** Whether nothing is in doubt, and no other node has newer definitions. */
  public boolean mayWork() {
    return guard.reason() == null && definitions.isNewest();
  }

  private void foldAll() {
    Folded folded;
    do {
      folded = foldOnce();
      sweeper.folded(folded.changes());
    } while (folded.isMore() && running && mayWork());
  }

  /** Where traces of changes begin; a fold that found none leaves no span. */
  private Folded foldOnce() {
    Span span = tracer.spanBuilder("fold").setNoParent().startSpan();
    Folded folded;
    try (Scope scope = span.makeCurrent()) {
      folded = fold.fold(syncs.all().stream().map(RunningSync::foldTarget).toList());
    }
    if (folded.changes() > 0) {
      span.setAttribute("lockstep.changes", folded.changes());
      span.end();
    }
    return folded;
  }

  private void handOut() {
    while (running && free.tryAcquire()) {
      @Nullable Lease lease = null;
      try {
        lease = lease().orElse(null);
      } finally {
        if (lease == null) {
          free.release(); // There is none, or the database could not say.
        }
      }
      if (lease == null) {
        return;
      }
      begin(lease);
    }
  }

  private void begin(Lease lease) {
    Thread.ofPlatform()
        .daemon()
        .name("pass-" + lease.partition())
        .start(
            () -> {
              try {
                passes.run(lease);
              } finally {
                free.release();
                sweeper.passed();
                wakeUp.wake();
              }
            });
  }

  private Optional<Lease> lease() {
    Optional<Lease> lease =
        transaction.execute(
            status -> definitions.holdNewest() ? leases.next(node.name()) : Optional.empty());
    return lease == null ? Optional.empty() : lease;
  }

  private void sleep() throws InterruptedException {
    Duration until =
        free.availablePermits() == 0
            ? LONGEST_SLEEP
            : leases.untilDue(LONGEST_SLEEP).orElse(LONGEST_SLEEP);
    if (!until.isNegative() && !until.isZero()) {
      wakeUp.await(until);
    }
  }

  private void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }
}
