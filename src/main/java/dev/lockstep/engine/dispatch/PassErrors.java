package dev.lockstep.engine.dispatch;

import dev.lockstep.core.Failure;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.InstanceInDoubt;
import dev.lockstep.engine.PassLog;
import dev.lockstep.engine.sync.SyncStopped;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.logs.DatabaseFailure;
import dev.lockstep.queue.BackOff;
import dev.lockstep.queue.BackOffs;
import dev.lockstep.queue.Lease;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the shared route configuration does with a pass that cannot go on: the scope of the failure
 * waits, and no record loses an attempt (PROTOCOL 9).
 */
@Component("passErrors")
public class PassErrors {

  private static final Logger LOG = LoggerFactory.getLogger(PassErrors.class);

  /** The log tells it once, for all. */
  private static final String DATABASE_AWAY = "the database was away: ";

  private final Syncs syncs;
  private final BackOffs backOffs;
  private final History history;
  private final PassLog passes;
  private final InstanceGuard guard;
  private final TransactionTemplate transaction;

  PassErrors(
      Syncs syncs,
      BackOffs backOffs,
      History history,
      PassLog passes,
      InstanceGuard guard,
      TransactionTemplate transaction) {
    this.syncs = syncs;
    this.backOffs = backOffs;
    this.history = history;
    this.passes = passes;
    this.guard = guard;
    this.transaction = transaction;
  }

  /** Whether Google asks for patience. */
  public boolean isQuota(Exchange exchange) {
    return isWider(exchange, Failure.Kind.QUOTA);
  }

  /** Whether the account must be connected again, or Google does not know this installation. */
  public boolean isAuth(Exchange exchange) {
    return isWider(exchange, Failure.Kind.AUTH);
  }

  private static boolean isWider(Exchange exchange, Failure.Kind kind) {
    return exception(exchange) instanceof TargetException wider && wider.failure().kind() == kind;
  }

  /** Another worker has the partition: what this one had in hand is its successor's. */
  public void dropLateWork(Exchange exchange) {
    LOG.warn("{}; its work is left to the next", exception(exchange).getMessage());
  }

  /** Google asks for patience. */
  public void waitForQuota(Exchange exchange) {
    backOff(exchange);
  }

  /** Its queue waits, or everybody's; each try tells whether it is mended. */
  public void waitForOwner(Exchange exchange) {
    backOff(exchange);
  }

  /** The partition, the account or the project waits, longer each time. */
  public void backOff(Exchange exchange) {
    TargetException cause = (TargetException) exception(exchange);
    Lease lease = lease(exchange);
    // The rate limits stand in our database: that it is away is no answer of Google's.
    boolean isOurs = DatabaseFailure.away(cause).isPresent();
    if (isOurs || cause.failure().isUnexpected()) {
      logged(lease, cause);
    }
    stop(lease, isOurs ? unforeseen(cause) : cause.failure());
  }

  /** A reason that nobody foresaw, or a sync that has stopped meanwhile. */
  public void keep(Exchange exchange) {
    Throwable cause = exception(exchange);
    Lease lease = lease(exchange);
    if (cause instanceof InstanceInDoubt) {
      guard.rewound(cause.getMessage());
      return;
    }
    if (cause instanceof SyncStopped) {
      LOG.debug("{}", cause.getMessage());
      return;
    }
    logged(lease, cause);
    stop(lease, unforeseen(cause));
  }

  static Failure unforeseen(Throwable cause) {
    return new Failure(
        Failure.Kind.TRANSIENT,
        Failure.Scope.PARTITION,
        cause.getClass().getSimpleName(),
        DatabaseFailure.away(cause)
            .map(why -> DATABASE_AWAY + why)
            .orElseGet(() -> DatabaseFailure.words(cause)),
        null);
  }

  /** Whether all work waited for it and not this partition for something of its own. */
  static boolean isDatabaseAway(@Nullable String message) {
    return message != null && message.startsWith(DATABASE_AWAY);
  }

  /**
   * A failure that no reaction has settled, or whose reaction failed itself: the partition waits
   * all the same, where everybody can see it.
   */
  void unsettled(Lease lease, Throwable cause) {
    passes.failed(Failure.Kind.TRANSIENT);
    Failure failure =
        new Failure(
            Failure.Kind.TRANSIENT,
            Failure.Scope.PARTITION,
            "unsettled",
            "a pass failed, and what its failure leads to could not be done; the log has both: "
                + DatabaseFailure.words(cause).replace("\0", ""),
            null);
    try {
      transaction.executeWithoutResult(
          status -> {
            if (!backOffs.isWaiting(lease)) {
              backOffs.failed(new BackOff.OfPartition(lease), failure);
            }
          });
    } catch (DataAccessException | TransactionException away) {
      // What the database does not take now is seen by that it does not answer.
      LOG.warn("{} nor can that be kept", syncs.named(lease.partition()), away);
    }
  }

  private void logged(Lease lease, Throwable cause) {
    LOG.error("{} pass failed", syncs.named(lease.partition()), cause);
  }

  /** The scope of the failure waits. */
  void stop(Lease lease, Failure failure) {
    passes.failed(failure.kind());
    Boolean isNews =
        transaction.execute(
            status -> backOffs.failed(scope(lease, failure), failure, patience(lease)));
    // Told when it begins and when its reason changes, not at each try.
    boolean isTold = Boolean.TRUE.equals(isNews) && !isDatabaseAway(failure.message());
    LOG.atLevel(isTold ? Level.WARN : Level.DEBUG)
        .log(
            "{} waits kind={} scope={} reason={}: {}",
            syncs.named(lease.partition()),
            failure.kind(),
            failure.scope(),
            failure.reason(),
            failure.message());
    // Apart: where the history cannot be written, a pass would else follow at once on the other.
    transaction.executeWithoutResult(
        status ->
            history.write(
                new HistoryEvent.Pass(
                    lease.partition(),
                    HistoryEvent.Run.OUTBOUND,
                    Map.of(),
                    Duration.ZERO,
                    failure)));
  }

  private Duration patience(Lease lease) {
    return syncs
        .find(lease.partition().sync())
        .map(sync -> sync.target().patience(lease.partition()))
        .orElse(Target.PATIENCE);
  }

  private static BackOff scope(Lease lease, Failure failure) {
    return switch (failure.scope()) {
      case RECORD, PARTITION -> new BackOff.OfPartition(lease);
      case ACCOUNT -> new BackOff.OfAccount(lease.partition().account());
      case PROJECT -> new BackOff.OfProject();
    };
  }

  /** What was thrown, without what a split and a transaction wrap round it. */
  static Throwable exception(Exchange exchange) {
    Throwable thrown =
        exchange.getException() != null
            ? exchange.getException()
            : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    while (isWrapper(thrown) && thrown.getCause() != null) {
      thrown = thrown.getCause();
    }
    return Objects.requireNonNull(thrown);
  }

  private static boolean isWrapper(@Nullable Throwable thrown) {
    return thrown instanceof CamelExchangeException || thrown instanceof RuntimeCamelException;
  }

  private static Lease lease(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(PassRunner.LEASE, Lease.class));
  }
}
