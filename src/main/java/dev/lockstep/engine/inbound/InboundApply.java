package dev.lockstep.engine.inbound;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Merge;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.RecordState;
import dev.lockstep.core.Report;
import dev.lockstep.core.Settlement;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.ToTarget;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Attempts;
import dev.lockstep.engine.CausedBy;
import dev.lockstep.engine.Chronicle;
import dev.lockstep.engine.Failing;
import dev.lockstep.engine.link.AskedJson;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.ConflictRoutes;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.Rendering;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.QueueCounts;
import dev.lockstep.queue.QueueKeys;
import dev.lockstep.queue.Touch;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.RowChange;
import dev.lockstep.source.RowOutcome;
import dev.lockstep.source.RowWriter;
import dev.lockstep.source.Session;
import dev.lockstep.target.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Carries a merged part out: rows, mappings, history and queue in one transaction. */
@Component
class InboundApply {

  /** How long a record waits whose row somebody else has locked. */
  private static final Duration WHILE_LOCKED = Duration.ofSeconds(1);

  private final RowWriter rows;
  private final Mappings mappings;
  private final WorkQueue queue;
  private final QueueKeys queueKeys;
  private final Claims claims;
  private final QueueCounts counts;
  private final History history;
  private final Failing failing;
  private final ConflictRoutes conflictRoutes;

  InboundApply(
      RowWriter rows,
      Mappings mappings,
      WorkQueue queue,
      QueueKeys queueKeys,
      Claims claims,
      QueueCounts counts,
      History history,
      Failing failing,
      ConflictRoutes conflictRoutes) {
    this.rows = rows;
    this.mappings = mappings;
    this.queue = queue;
    this.queueKeys = queueKeys;
    this.claims = claims;
    this.counts = counts;
    this.history = history;
    this.failing = failing;
    this.conflictRoutes = conflictRoutes;
  }

  MergedPart apply(MergedPart merged) {
    Batch batch = new Batch(merged);
    merged.steps().forEach(batch::settle);
    batch.settlePutOff();
    merged.busy().forEach(remote -> batch.wait(remote, WHILE_LOCKED));
    batch.store();
    return merged;
  }

  /** One part on its way into the database. */
  private final class Batch {
    private final MergedPart merged;
    private final Lease lease;
    private final RunningSync sync;
    private final PartitionKey partition;
    private final Map<String, Item> queued;
    private final Map<String, @Nullable String> dead;
    private final List<String> mended = new ArrayList<>();
    private final Chronicle chronicle;
    private final RowTaking taking;
    private final List<Mapping> saved = new ArrayList<>();
    private final List<Offer> toGoogle = new ArrayList<>();
    private final List<Offer> again = new ArrayList<>();
    private final List<Item> done = new ArrayList<>();
    private final List<Touch> touched = new ArrayList<>();
    private final List<PutOff> putOff = new ArrayList<>();
    private boolean isPutOffOver;
    private Map<String, Object> causedBy;
    private int applied;
    private long conflicts;
    private long failed;

    /** By record and field: what the row has been found not to take. */
    private final Map<String, Map<String, String>> faults = new HashMap<>();

    Batch(MergedPart merged) {
      Listed listed = merged.part().listed();
      this.merged = merged;
      this.lease = listed.pull().lease();
      this.sync = listed.pull().sync();
      this.partition = lease.partition();
      this.queued = listed.queued();
      this.dead =
          queueKeys.dead(
              partition, merged.steps().stream().map(step -> step.remote().remoteId()).toList());
      this.taking = new RowTaking(sync, partition, merged.rules());
      this.chronicle = new Chronicle(sync, partition, listed.pull().id());
      this.causedBy = listed.pull().causedBy();
    }

    void settle(MergedPart.Step step) {
      because(queued.get(step.remote().remoteId()));
      if (!step.questions().isEmpty()) {
        wait(step.remote(), conflictRoutes.patience());
        conflictRoutes.askAfterCommit(
            step.questions(), Direction.FROM_GOOGLE, step.remote().remoteId());
        return;
      }
      conflicts += Chronicle.hasConflict(step.decision()) ? 1 : 0;
      carryOut(step);
    }

    /** What a row has refused over another row, which is still to change as it may turn out. */
    private record PutOff(MergedPart.Step step, Decision.Write write, RowOutcome.Refused refused) {}

    /** After the others, and again for as long as one that is taken may have freed another. */
    void settlePutOff() {
      int before = Integer.MAX_VALUE;
      while (!putOff.isEmpty() && putOff.size() < before) {
        before = putOff.size();
        List<PutOff> tried = List.copyOf(putOff);
        putOff.clear();
        for (PutOff one : tried) {
          because(queued.get(one.step().remote().remoteId()));
          write(one.step(), one.write());
        }
      }
      isPutOffOver = true;
      for (PutOff one : putOff) {
        because(queued.get(one.step().remote().remoteId()));
        refusedBy(one.step(), one.write(), one.refused());
      }
    }

    private void carryOut(MergedPart.Step step) {
      switch (step.decision()) {
        case Decision.Nothing nothing -> settled(step, nothing);
        case Decision.Look look -> {
          goOn(step);
          done(step);
        }
        case Decision.Later later -> {
          goOn(step);
          done(step);
        }
        case Decision.Fail fail -> {
          keep(step, fail.link());
          fail(step, fail.failure());
        }
        case Decision.Write write -> write(step, write);
      }
    }

    /** A record that waited for itself has a reason of its own. */
    private void because(@Nullable Item item) {
      Map<String, Object> pull = merged.part().listed().pull().causedBy();
      causedBy = item == null ? pull : new LinkedHashMap<>(CausedBy.item(item));
      if (item != null) {
        causedBy.putAll(pull);
      }
      chronicle.because(causedBy);
    }

    private Offer of(String key) {
      return Offer.of(partition, key).because(CausedBy.json(causedBy));
    }

    /** The record's own pass does what is owed to Google, and what was asked of that. */
    private void goOn(MergedPart.Step step) {
      Asked asked = isNotBroughtBack(step.decision()) ? Asked.NOTHING : step.state().asked();
      toGoogle.add(
          Offer.asking(partition, step.key(), AskedJson.write(asked.handedOn()))
              .because(CausedBy.json(causedBy)));
    }

    /** Nor is it to be by the other direction. */
    private static boolean isNotBroughtBack(Decision decision) {
      return decision.reports().stream()
          .anyMatch(
              report ->
                  report.kind() == Report.Kind.NOT_BROUGHT_BACK
                      && report.unit().equals(Report.RECORD));
    }

    private void settled(MergedPart.Step step, Decision decision) {
      Link before = step.mapping().link();
      Link after = RowTaking.settled(step, decision);
      boolean madeIt = keep(step, after);
      if (!madeIt && !step.key().isEmpty() && before.state() != after.state()) {
        chronicle.linked(step.key(), decision, before);
      }
      stampIfReturned(step, after);
      putRight(step, after);
      report(name(step), decision);
      done(step);
    }

    /** It may have gone before it was stamped, when nothing was owed to it. */
    private void stampIfReturned(MergedPart.Step step, Link after) {
      if (step.mapping().link().state() == Link.State.DETACHED
          && after.state() != Link.State.DETACHED
          && !step.mapping().isStamped()) {
        toGoogle.add(of(step.key()));
      }
    }

    /** Only the row's own pass knows what a computed field is to show. */
    private void putRight(MergedPart.Step step, Link after) {
      if (step.row() != null && ComputedEdits.arePutRight(sync, after)) {
        toGoogle.add(of(step.key()));
      }
    }

    private void write(MergedPart.Step step, Decision.Write write) {
      if (!(write.toTarget() instanceof ToTarget.Nothing) && !step.key().isEmpty()) {
        goOn(step);
      }
      if (write.toSource() instanceof ToSource.Nothing) {
        settled(step, write);
        return;
      }
      if (learns(step, taking.faults(write.toSource()))) {
        carryOut(without(step));
        return;
      }
      RowChange change;
      try {
        change = taking.change(step, write.toSource());
      } catch (ConversionException e) {
        refused(step, write, String.valueOf(e.getMessage()));
        return;
      }
      RowOutcome outcome =
          rows.write(sync.source(), List.of(change), Session.ORIGIN_GOOGLE).getFirst();
      switch (outcome) {
        case RowOutcome.Written written -> written(step, write, written);
        case RowOutcome.Deleted deleted -> {
          chronicle.taken(step.key(), write, step.remote().remoteId(), source(step), Fields.EMPTY);
          report(step.key(), write);
          save(step, step.mapping().with(Outcomes.rowDeleted(write.link())));
          touched(step, Effect.DELETE);
          applied++;
          done(step);
        }
        case RowOutcome.Missing missing -> {
          // A trigger of the table swallowed it, or the row went since: its own pass will tell.
          toGoogle.add(of(step.key()));
          keep(step, write.link());
          done(step);
        }
        case RowOutcome.Refused refused -> refusedBy(step, write, refused);
      }
    }

    private void written(MergedPart.Step step, Decision.Write write, RowOutcome.Written written) {
      Fields asWritten = taking.asWritten(RowTaking.taken(write.toSource()));
      Settlement settlement = taking.settlement(step, write, written.now().row());
      String key = written.now().row().key();
      Mapping mapping =
          step.key().isEmpty() ? Mapping.none(partition, key).from(Mapping.GOOGLE) : step.mapping();
      save(step, mapping.with(settlement.link()).with(step.remote().updated()));
      chronicle.taken(
          key, write, step.remote().remoteId(), source(step).only(asWritten::has), asWritten);
      report(key, write);
      applied += write.toSource() instanceof ToSource.Update ? 1 : 0;
      // What a person asked for is no change from Google: it leaves the brake's count to others.
      if (write.toSource() instanceof ToSource.Update && !isBroughtBack(write)) {
        touched(
            step,
            asWritten.values().values().stream().allMatch(Value::isNull)
                ? Effect.BLANK
                : Effect.CHANGE);
      }
      if (!settlement.stillToMerge().isEmpty() || step.key().isEmpty()) {
        toGoogle.add(of(key));
      }
      stampIfReturned(step, settlement.link());
      putRight(step, settlement.link());
      done(step);
    }

    /**
     * Neither what a person has said yes to nor what two sides had when they were matched takes
     * anything of what may be done unasked.
     */
    private void touched(MergedPart.Step step, Effect effect) {
      Item item = queued.get(step.remote().remoteId());
      boolean isDecided = item != null && item.isDecided();
      if (!isDecided && !step.mapping().link().bases().isEmpty()) {
        touched.add(new Touch(Direction.FROM_GOOGLE, effect, step.remote().remoteId()));
      }
    }

    private static boolean isBroughtBack(Decision.Write write) {
      return write.link().reported().stream()
          .anyMatch(report -> report.kind() == Report.Kind.BROUGHT_BACK);
    }

    private void refusedBy(MergedPart.Step step, Decision.Write write, RowOutcome.Refused outcome) {
      Failure failure = outcome.failure();
      if (outcome.isOverAnotherRow() && !isPutOffOver) {
        putOff.add(new PutOff(step, write, outcome));
        return;
      }
      if (outcome.isOverAnotherRow()) {
        afterTheOthers(step);
      }
      if (failure.kind() == Failure.Kind.PERMANENT && learns(step, refused(step, write, failure))) {
        carryOut(without(step));
      } else if (failure.kind() == Failure.Kind.PERMANENT) {
        refused(step, write, failure.message());
      } else {
        fail(step, failure);
      }
    }

    /** Once more when the whole listing is merged, where more of it is to come. */
    private void afterTheOthers(MergedPart.Step step) {
      boolean isLast = merged.part().last() && !merged.part().listed().after().isUnfinished();
      if (!isLast && !step.key().isEmpty() && !step.state().asked().again()) {
        again.add(
            Offer.again(partition, step.remote().remoteId()).because(CausedBy.json(causedBy)));
      }
    }

    /** Whether that was not known of the record's values. */
    private boolean learns(MergedPart.Step step, Map<String, String> found) {
      Map<String, String> known =
          faults.computeIfAbsent(step.remote().remoteId(), id -> new LinkedHashMap<>());
      int before = known.size();
      found.forEach(known::putIfAbsent);
      return known.size() > before;
    }

    /** Decided again without the values that the row does not take; the others need not wait. */
    private MergedPart.Step without(MergedPart.Step step) {
      return step.deciding(
          Merge.decideWithout(
              merged.rules(),
              step.state(),
              faults.getOrDefault(step.remote().remoteId(), Map.of())));
    }

    private Map<String, String> refused(
        MergedPart.Step step, Decision.Write write, Failure failure) {
      Map<String, String> refused = refusedAlone(step, write);
      boolean isLessThanAll = !faults.getOrDefault(step.remote().remoteId(), Map.of()).isEmpty();
      if (refused.isEmpty() && isLessThanAll && doubting(step, write, "").equals(step.state())) {
        // What was left of them is refused together.
        RowTaking.taken(write.toSource())
            .names()
            .forEach(field -> refused.put(field, failure.message()));
      }
      return refused;
    }

    /**
     * By field: which of several values the row refuses by themselves. Where it refuses none, or
     * the row has edits of its own, they are refused together.
     */
    private Map<String, String> refusedAlone(MergedPart.Step step, Decision.Write write) {
      Map<String, String> refused = new LinkedHashMap<>();
      List<Fields> apart =
          write.toSource() instanceof ToSource.Update update
                  && write.toTarget() instanceof ToTarget.Nothing
              ? merged.rules().apart(update.fields())
              : List.of();
      if (apart.size() < 2) {
        return refused;
      }
      List<RowOutcome> outcomes =
          rows.tryEach(
              sync.source(),
              apart.stream().map(some -> taking.change(step, new ToSource.Update(some))).toList(),
              Session.ORIGIN_GOOGLE);
      for (int i = 0; i < apart.size(); i++) {
        if (outcomes.get(i) instanceof RowOutcome.Refused one
            && one.failure().kind() == Failure.Kind.PERMANENT) {
          apart.get(i).names().forEach(field -> refused.put(field, one.failure().message()));
        }
      }
      return refused;
    }

    /** What is known of the record once the row has refused what a route had answered for it. */
    private static RecordState doubting(
        MergedPart.Step step, Decision.Write write, String refusal) {
      return step.state().doubting(RowTaking.taken(write.toSource()).names(), refusal);
    }

    /** The row cannot take it: decided again with that known; its own record waits if it must. */
    private void refused(MergedPart.Step step, Decision.Write write, String refusal) {
      RecordState doubted = doubting(step, write, refusal);
      if (!doubted.equals(step.state())) {
        carryOut(without(step.with(doubted)));
        return;
      }
      Decision decision = Merge.refusedBySource(merged.rules(), step.state(), write, refusal);
      switch (decision) {
        case Decision.Write owed -> {
          if (owed.toSource() instanceof ToSource.Nothing) {
            toGoogle.add(of(step.key()));
            settled(step, owed);
          } else if (step.state().asked().again()) {
            write(step.tried(owed), owed);
          } else {
            // Decided for what the row has just refused: nobody but a person gets further.
            fail(step, Failure.permanent("refused", refusal));
          }
        }
        case Decision.Fail fail -> {
          keep(step, fail.link());
          fail(step, fail.failure());
        }
        default -> settled(step, decision);
      }
    }

    /** A value that the row cannot take is a dead letter of its own, beside what was taken. */
    private void report(String key, Decision decision) {
      chronicle.reports(key, decision);
      failed +=
          decision.reports().stream().anyMatch(report -> report.kind() == Report.Kind.INVALID)
              ? 1
              : 0;
    }

    private void fail(MergedPart.Step step, Failure failure) {
      String remoteId = step.remote().remoteId();
      Item item = queued.get(remoteId);
      if (item == null) {
        if (!dead.containsKey(remoteId)
            || !Objects.equals(dead.get(remoteId), step.remote().version())) {
          again.add(of(remoteId));
        }
      } else if (failing.settle(
          lease, item, failure, Rendering.of(step.remote().fields().values()), true)) {
        claims.failedAs(lease, item, step.remote().version());
        failed++;
        chronicle.failed(name(step), failure);
      }
    }

    /** Somebody else is writing the row, or decides about it: this record alone waits for them. */
    void wait(Remote remote, Duration delay) {
      Item item = queued.get(remote.remoteId());
      because(item);
      if (item == null) {
        queue.offer(Direction.FROM_GOOGLE, Lane.LIVE, delay, List.of(of(remote.remoteId())));
      } else {
        claims.postpone(lease, List.of(item), delay);
      }
    }

    private void done(MergedPart.Step step) {
      Item item = queued.get(step.remote().remoteId());
      if (item != null) {
        done.add(item);
      } else if (dead.containsKey(step.remote().remoteId())) {
        mended.add(step.remote().remoteId());
      }
    }

    /** Whether a call of unknown fate turned out to have been made. */
    private boolean keep(MergedPart.Step step, Link link) {
      if (step.key().isEmpty()) {
        return false;
      }
      Mapping kept = step.mapping().with(link).with(updated(step));
      return !kept.equals(step.mapping()) && save(step, kept);
    }

    private boolean save(MergedPart.Step step, Mapping mapping) {
      saved.add(mapping);
      return chronicle.arrived(
          mapping.key(),
          Attempts.arrived(step.mapping(), step.remote()),
          step.mapping().link(),
          mapping.link());
    }

    private java.time.@Nullable Instant updated(MergedPart.Step step) {
      Remote remote = step.remote();
      return Objects.equals(step.decision().link().version(), remote.version())
          ? remote.updated()
          : step.mapping().remoteUpdated();
    }

    private Fields source(MergedPart.Step step) {
      return step.row() == null ? Fields.EMPTY : sync.columnMap().toFields(step.row(), Map.of());
    }

    private String name(MergedPart.Step step) {
      return step.key().isEmpty() ? step.remote().remoteId() : step.key();
    }

    void store() {
      mappings.save(saved);
      // Before what is queued marks places as due: in the order of locks that everybody keeps to.
      claims.done(lease, done);
      claims.mended(lease, mended);
      queue.offerBothWays(Lane.LIVE, Direction.TO_GOOGLE, toGoogle, again);
      counts.applied(lease, touched);
      merged.part().listed().pull().tally().settled(applied, conflicts, failed);
      if (!merged.steps().isEmpty()) {
        because(null);
        chronicle.pass(
            HistoryEvent.Run.INBOUND,
            Map.of(
                "pulled", (long) merged.steps().size(),
                "applied", (long) applied),
            merged.part().listed().pull().tally().took());
      }
      history.write(chronicle.lines());
    }
  }
}
