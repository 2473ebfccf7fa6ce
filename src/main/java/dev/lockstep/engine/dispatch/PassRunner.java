package dev.lockstep.engine.dispatch;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.logs.Told;
import dev.lockstep.owed.Owed;
import dev.lockstep.queue.BackOff;
import dev.lockstep.queue.BackOffs;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes a leased partition through the routes, both directions, and gives it back. */
@Component
class PassRunner {

  /** Exchange property: the lease that the routes work under. */
  static final String LEASE = "lease";

  private static final Failure NOT_HERE =
      new Failure(
          Failure.Kind.TRANSIENT,
          Failure.Scope.PARTITION,
          "stopped",
          "the sync does not run on the node that took it",
          null);

  private static final Logger LOG = LoggerFactory.getLogger(PassRunner.class);

  private final ProducerTemplate camel;
  private final Syncs syncs;
  private final Partitions partitions;
  private final BackOffs backOffs;
  private final CalendarWriters writers;
  private final PassErrors errors;
  private final TransactionTemplate transaction;
  private final Owed<Lease> owed;

  PassRunner(
      ProducerTemplate camel,
      Syncs syncs,
      Partitions partitions,
      Leases leases,
      BackOffs backOffs,
      CalendarWriters writers,
      PassErrors errors,
      TransactionTemplate transaction) {
    this.camel = camel;
    this.syncs = syncs;
    this.partitions = partitions;
    this.backOffs = backOffs;
    this.writers = writers;
    this.errors = errors;
    this.transaction = transaction;
    this.owed =
        new Owed<>(
            lease -> "partition %s: the lease".formatted(lease.partition()),
            lease -> transaction.executeWithoutResult(status -> leases.release(lease)));
  }

  void run(Lease lease) {
    try {
      pass(lease);
    } catch (RuntimeException | Error e) {
      LOG.error("partition {}: the pass ended unexpectedly", lease.partition(), e);
      errors.unsettled(lease, e);
    } finally {
      owed.giveBack(lease);
    }
  }

  private void pass(Lease lease) {
    RunningSync sync = syncs.find(lease.partition().sync()).orElse(null);
    Partition partition = partitions.find(lease.partition()).orElse(null);
    if (sync == null || partition == null) {
      // Another node may know it, or this one soon: it is left to them, later each time.
      transaction.executeWithoutResult(
          status -> backOffs.failed(new BackOff.OfPartition(lease), NOT_HERE));
      return;
    }
    Optional<Failure> refusal = writers.refusal(sync, lease);
    if (refusal.isPresent()) {
      errors.stop(lease, refusal.get());
      return;
    }
    boolean well = true;
    boolean neverListed = partition.lastFullSync() == null;
    boolean paused = partition.isPaused(Direction.FROM_GOOGLE);
    boolean pull =
        !paused && (partition.isReconcileAskedFor() || neverListed || partition.isPullAskedFor());
    if (pull) {
      well = through("direct:inbound", lease);
    }
    if (well && !paused) {
      well = through("direct:inbound-again", lease);
    }
    // Nothing is written there before all that is there has been seen once (PROTOCOL 11.1).
    if (well && (pull || !neverListed) && !partition.isPaused(Direction.TO_GOOGLE)) {
      well = through("direct:outbound", lease);
    }
    if (well) {
      recovered(lease, partition);
    }
  }

  /** The next failure of any scope is a first one again. */
  private void recovered(Lease lease, Partition partition) {
    String account = lease.partition().account();
    boolean isRemembered = backOffs.isRemembered(account);
    if (partition.attempts() == 0 && !isRemembered) {
      return;
    }
    List<String> over = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          over.clear();
          if (backOffs.recovered(new BackOff.OfPartition(lease))
              && !PassErrors.isDatabaseAway(partition.lastError())) {
            over.add(
                "%s goes on after: %s"
                    .formatted(syncs.named(lease.partition()), partition.lastError()));
          }
          if (backOffs.recovered(new BackOff.OfAccount(account))) {
            over.add("account=%s goes on".formatted(account));
          }
          if (backOffs.recovered(new BackOff.OfProject())) {
            over.add("every account goes on");
          }
        });
    over.forEach(LOG::info);
  }

  /** Whether the pass went through; a failure has been settled by the route's configuration. */
  private boolean through(String route, Lease lease) {
    Exchange exchange;
    try (MDC.MDCCloseable told = Told.byCaller(route)) {
      exchange =
          camel.send(
              route,
              message -> {
                message.setProperty(LEASE, lease);
                message.getMessage().setBody(lease);
              });
    }
    if (exchange.getException() != null) {
      LOG.error("partition {}: {} failed", lease.partition(), route, exchange.getException());
      errors.unsettled(lease, exchange.getException());
    }
    return exchange.getException() == null
        && exchange.getProperty(Exchange.EXCEPTION_CAUGHT) == null;
  }

  /** The leases that could not be given back before. */
  void giveBackOwed() {
    owed.giveBackAll();
  }
}
