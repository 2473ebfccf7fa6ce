package dev.lockstep.engine.outbound;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Settlement;
import dev.lockstep.core.TargetSide;
import dev.lockstep.core.ToSource;
import dev.lockstep.engine.Attempts;
import dev.lockstep.engine.CausedBy;
import dev.lockstep.engine.Chronicle;
import dev.lockstep.engine.DatabaseClock;
import dev.lockstep.engine.Failing;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.PassLog;
import dev.lockstep.engine.link.AskedJson;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.ConflictRoutes;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Sides;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.mapping.Rendering;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.QueueCounts;
import dev.lockstep.queue.Touch;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Records what became of a batch: mappings, history, the queue, all in the caller's transaction.
 */
@Component
class OutboundCommit {

  /** How often a record is merged in one pass before it goes back with back-off (PROTOCOL 6.3). */
  private static final int ROUNDS = 3;

  /** How long a record waits of which nobody can tell yet what it is. */
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(2);

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final WorkQueue queue;
  private final Claims claims;
  private final QueueCounts counts;
  private final Failing failing;
  private final Leases leases;
  private final Mappings mappings;
  private final History history;
  private final InstanceGuard instance;
  private final DatabaseClock clock;
  private final PassLog passes;
  private final ConflictRoutes conflictRoutes;

  OutboundCommit(
      WorkQueue queue,
      Claims claims,
      QueueCounts counts,
      Failing failing,
      Leases leases,
      Mappings mappings,
      History history,
      InstanceGuard instance,
      DatabaseClock clock,
      PassLog passes,
      ConflictRoutes conflictRoutes) {
    this.queue = queue;
    this.claims = claims;
    this.counts = counts;
    this.failing = failing;
    this.clock = clock;
    this.passes = passes;
    this.conflictRoutes = conflictRoutes;
    this.leases = leases;
    this.mappings = mappings;
    this.history = history;
    this.instance = instance;
  }

  Loaded commit(Delivered delivered) {
    Batch batch = new Batch(delivered);
    leases.fence(batch.pass.lease());
    delivered.merged().steps().forEach(batch::settle);
    return batch.store();
  }

  /** One batch on its way into the database. */
  private final class Batch {
    private final Delivered delivered;
    private final Claimed pass;
    private final RunningSync sync;
    private final PartitionKey partition;
    private final Chronicle chronicle;
    private final List<Mapping> saved = new ArrayList<>();
    private final List<Item> done = new ArrayList<>();
    private final List<Item> released = new ArrayList<>();
    private final List<Offer> toGoogle = new ArrayList<>();
    private final List<Offer> fromGoogle = new ArrayList<>();
    private final List<Candidate> again = new ArrayList<>();
    private final Map<String, Long> held = new LinkedHashMap<>();
    private final List<Touch> touched = new ArrayList<>();
    private long pushed;
    private long conflicts;
    private long failed;

    Batch(Delivered delivered) {
      this.delivered = delivered;
      this.pass = delivered.merged().pass();
      this.sync = pass.sync();
      this.partition = pass.lease().partition();
      this.chronicle = new Chronicle(sync, partition, pass.id());
      chronicle.called(delivered.calls());
    }

    void settle(Merged.Step step) {
      Item item = step.candidate().item();
      chronicle.because(CausedBy.item(item));
      if (step.held() != null) {
        claims.hold(pass.lease(), List.of(item), step.effect(), step.held());
        held.merge(step.held(), 1L, Long::sum);
        return;
      }
      if (!step.questions().isEmpty()) {
        claims.postpone(pass.lease(), List.of(item), conflictRoutes.patience());
        conflictRoutes.askAfterCommit(step.questions(), Direction.TO_GOOGLE, item.key());
        return;
      }
      conflicts += Chronicle.hasConflict(step.decision()) ? 1 : 0;
      switch (step.decision()) {
        case Decision.Nothing nothing -> settled(step, nothing.link());
        case Decision.Look look -> released.add(item);
        case Decision.Later later -> {
          keep(step, later.link());
          claims.postpone(pass.lease(), List.of(item), asLongAgain(item));
        }
        case Decision.Fail fail -> {
          keep(step, fail.link());
          fail(step, fail.failure());
        }
        case Decision.Write write -> {
          takeLater(write, step);
          if (step.attempt() == null) {
            settled(step, write.link());
          } else {
            outcome(step, write);
          }
        }
      }
    }

    /** Soon for what the next look settles, seldom for what only a person can. */
    private Duration asLongAgain(Item item) {
      Duration waited = Duration.between(item.firstChangedAt(), clock.now());
      return waited.compareTo(SHORTEST_WAIT) < 0
          ? SHORTEST_WAIT
          : waited.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : waited;
    }

    /** What the merge owes the row goes the row's own way: locked, in its own transaction. */
    private void takeLater(Decision.Write write, Merged.Step step) {
      String remoteId = write.link().remoteId();
      if (!(write.toSource() instanceof ToSource.Nothing) && remoteId != null) {
        fromGoogle.add(
            Offer.asking(
                    partition,
                    remoteId,
                    AskedJson.write(AskedJson.of(step.candidate().item()).handedOn()))
                .because(why(step)));
      }
    }

    private static @Nullable String why(Merged.Step step) {
      return CausedBy.json(CausedBy.item(step.candidate().item()));
    }

    private void settled(Merged.Step step, Link link) {
      Mapping mapping = step.candidate().mapping();
      boolean madeIt =
          chronicle.arrived(step.key(), step.candidate().arrived(), mapping.link(), link);
      if (!madeIt
          && link.state() == Link.State.LINKED
          && !mapping.link().state().equals(link.state())) {
        chronicle.linked(step.key(), step.decision(), mapping.link());
      }
      keep(step, link);
      chronicle.reports(step.key(), step.decision());
      moveOn(step, link);
      done.add(step.candidate().item());
    }

    private void outcome(Merged.Step step, Decision.Write write) {
      Outcome outcome = delivered.outcomes().get(step.key());
      Attempt attempt = Objects.requireNonNull(step.attempt());
      switch (outcome) {
        case null -> released.add(step.candidate().item());
        case Outcome.Written written -> written(step, write, attempt, written);
        case Outcome.Deleted deleted -> {
          pushed++;
          chronicle.sent(step.key(), step.decision(), attempt, step.candidate().mapping().link());
          Link gone = Outcomes.deletedAtTarget(intended(step));
          keep(step, gone);
          touched(step);
          moveOn(step, gone);
          done.add(step.candidate().item());
        }
        case Outcome.Exists exists -> goAgain(step, attempt, exists.present());
        case Outcome.Stale stale -> {
          passes.failed(Failure.Kind.STALE);
          goAgain(step, attempt, stale.present());
        }
        case Outcome.Missing missing -> goAgain(step, attempt, missing.tombstone());
        case Outcome.Failed failed -> {
          if (failed.failure().scope() != Failure.Scope.RECORD) {
            // Nobody knows what became of it: it is read back once the wider scope answers again.
            keep(step, intended(step));
            released.add(step.candidate().item());
            return;
          }
          boolean refused = failed.failure().kind() == Failure.Kind.PERMANENT;
          keep(step, refused ? Outcomes.notDone(intended(step), attempt) : intended(step));
          fail(step, failed.failure());
        }
        case Outcome.NotTried notTried -> {
          keep(step, Outcomes.notDone(intended(step), attempt));
          released.add(step.candidate().item());
        }
      }
    }

    private void written(
        Merged.Step step, Decision.Write write, Attempt attempt, Outcome.Written written) {
      Remote now = written.now();
      TargetSide side = Sides.target(now, instance.id(), attempt.remoteId(), null);
      if (!(side instanceof TargetSide.Present present)) {
        goAgain(step, attempt, now);
        return;
      }
      Attempt carried = attempt.without(written.kept().keySet());
      Settlement settlement =
          Outcomes.sent(
              delivered.merged().rules(),
              intended(step),
              attempt.fields(),
              written.kept(),
              present);
      if (!carried.isStampAlone()) {
        chronicle.sent(step.key(), write, carried, step.candidate().mapping().link());
      }
      saved.add(step.candidate().mapping().with(settlement.link()).with(now.updated()).stamped());
      if (attempt.isStampAlone() || !carried.isStampAlone()) {
        pushed++;
        touched(step);
      }
      if (!settlement.stillToMerge().isEmpty()) {
        fromGoogle.add(Offer.of(partition, now.remoteId()).because(why(step)));
      }
      if (written.kept().isEmpty()) {
        done.add(step.candidate().item());
      } else {
        left(step, attempt.fields().only(written.kept()::containsKey), settlement.link());
      }
    }

    /** What a person has there stays, and what the row has is owed: tried again, told once. */
    private void left(Merged.Step step, Fields left, Link link) {
      List<Report> fresh =
          Outcomes.notWritten(link).stream()
              .filter(report -> !intended(step).reported().contains(report))
              .toList();
      chronicle.reports(step.key(), link, fresh);
      String message =
          Outcomes.notWritten(link).stream()
              .map(Report::detail)
              .distinct()
              .collect(Collectors.joining("; "));
      Item item = step.candidate().item();
      boolean isParked =
          failing.left(
              pass.lease(),
              item,
              Failure.permanent("kept", message),
              Rendering.of(left.values()),
              asLongAgain(item));
      failed += isParked && !fresh.isEmpty() ? 1 : 0;
    }

    /** What a person has said yes to takes nothing of what may be done unasked. */
    private void touched(Merged.Step step) {
      if (!step.candidate().item().isDecided()) {
        step.touch().ifPresent(touched::add);
      }
    }

    /** The target shows something else than the merge saw: merge again, with that. */
    private void goAgain(Merged.Step step, Attempt attempt, @Nullable Remote present) {
      Link link = Outcomes.notDone(intended(step), attempt);
      Mapping mapping = step.candidate().mapping().with(link).seen(present, instance.id());
      saved.add(mapping);
      if (delivered.merged().round() >= ROUNDS || delivered.broken() != null) {
        Failure stale =
            new Failure(
                Failure.Kind.STALE,
                Failure.Scope.RECORD,
                "conditionNotMet",
                "%s key %s changed at Google during each of %d merges"
                    .formatted(partition, step.key(), ROUNDS),
                null);
        failing.settle(pass.lease(), step.candidate().item(), stale, tried(step), true);
        return;
      }
      String ownId = sync.target().remoteId(partition, step.key(), link.incarnation());
      again.add(
          step.candidate()
              .with(mapping)
              .with(
                  Sides.target(present, instance.id(), ownId, null),
                  Attempts.arrived(mapping, present)));
    }

    private void fail(Merged.Step step, Failure failure) {
      // The target has made sure that the failure is this record's own.
      if (failing.settle(pass.lease(), step.candidate().item(), failure, tried(step), true)) {
        failed++;
        chronicle.failed(step.key(), failure);
      }
    }

    /** What was to be sent, or the row where it did not come to that. */
    private static Map<String, @Nullable String> tried(Merged.Step step) {
      if (step.attempt() != null) {
        return Rendering.of(step.attempt().fields().values());
      }
      Row row = step.candidate().row();
      return row == null ? Map.of() : Rendering.of(row.columns());
    }

    /** A record that is gone here may be due elsewhere: its row has moved. */
    private void moveOn(Merged.Step step, Link link) {
      var row = step.candidate().row();
      PartitionKey home = row == null ? null : sync.home(row);
      boolean isFree =
          link.state() == Link.State.GONE
              || link.state() == Link.State.NONE
              || link.state() == Link.State.DETACHED;
      if (isFree
          && home != null
          && !home.equals(partition)
          && home.account().equals(partition.account())) {
        toGoogle.add(Offer.of(home, step.key()).because(why(step)));
      }
    }

    private Link intended(Merged.Step step) {
      return step.candidate().mapping().link();
    }

    private void keep(Merged.Step step, Link link) {
      if (link.equals(step.candidate().mapping().link())) {
        return; // Another calendar's partition may have the record by now.
      }
      saved.add(step.candidate().mapping().with(link));
    }

    private boolean isBackfill() {
      return pass.items().stream().allMatch(item -> item.lane() == Lane.BACKFILL);
    }

    Loaded store() {
      chronicle.because(Map.of());
      held.forEach(chronicle::braked);
      mappings.save(saved);
      // Before what is queued marks places as due: in the order of locks that everybody keeps to.
      claims.done(pass.lease(), done);
      claims.postpone(pass.lease(), released, Duration.ZERO);
      queue.offerBothWays(Lane.LIVE, Direction.TO_GOOGLE, toGoogle, fromGoogle);
      counts.applied(pass.lease(), touched);
      Duration took = Duration.between(pass.startedAt(), clock.now());
      if (!delivered.merged().steps().isEmpty()) {
        passes.pushed(
            partition,
            pass.id(),
            new PassLog.Pushed(
                pushed,
                conflicts,
                held.values().stream().mapToLong(Long::longValue).sum(),
                failed,
                done.size()),
            took);
        chronicle.pass(
            isBackfill() ? HistoryEvent.Run.FIRST_LOAD : HistoryEvent.Run.OUTBOUND,
            Map.of("records", (long) delivered.merged().steps().size(), "pushed", pushed),
            took);
      }
      history.write(chronicle.lines());
      return new Loaded(pass, again, delivered.merged().round());
    }
  }
}
