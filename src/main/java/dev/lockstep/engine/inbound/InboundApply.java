package dev.lockstep.engine.inbound;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Merge;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Settlement;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.ToTarget;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Attempts;
import dev.lockstep.engine.Chronicle;
import dev.lockstep.engine.Failing;
import dev.lockstep.engine.link.AskedJson;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.FieldMap;
import dev.lockstep.mapping.Rendering;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.QueueCounts;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.RowChange;
import dev.lockstep.source.RowOutcome;
import dev.lockstep.source.RowWriter;
import dev.lockstep.source.Session;
import dev.lockstep.target.Remote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private final QueueCounts counts;
  private final History history;
  private final Failing failing;

  InboundApply(
      RowWriter rows,
      Mappings mappings,
      WorkQueue queue,
      QueueCounts counts,
      History history,
      Failing failing) {
    this.rows = rows;
    this.mappings = mappings;
    this.queue = queue;
    this.counts = counts;
    this.history = history;
    this.failing = failing;
  }

  MergedPart apply(MergedPart merged) {
    Batch batch = new Batch(merged);
    merged.steps().forEach(batch::settle);
    merged.busy().forEach(batch::wait);
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
    private final Chronicle chronicle;
    // What the merge has the row take, it takes, in whatever direction the field flows otherwise.
    private final FieldMap columns;
    private final List<Mapping> saved = new ArrayList<>();
    private final List<Offer> toGoogle = new ArrayList<>();
    private final List<Offer> again = new ArrayList<>();
    private final List<Item> done = new ArrayList<>();
    private final Map<Effect, Integer> effects = new LinkedHashMap<>();
    private long conflicts;
    private long failed;
    private final Set<String> decidedWithout = new HashSet<>();

    Batch(MergedPart merged) {
      Listed listed = merged.part().listed();
      this.merged = merged;
      this.lease = listed.pull().lease();
      this.sync = listed.pull().sync();
      this.partition = lease.partition();
      this.queued = listed.queued();
      this.columns = sync.fieldMap().anyWay();
      this.chronicle = new Chronicle(sync, partition);
    }

    void settle(MergedPart.Step step) {
      conflicts += Chronicle.hasConflict(step.decision()) ? 1 : 0;
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

    /** The record's own pass does what is owed to Google, and what was asked of that. */
    private void goOn(MergedPart.Step step) {
      toGoogle.add(
          Offer.asking(partition, step.key(), AskedJson.write(step.state().asked().handedOn())));
    }

    private void settled(MergedPart.Step step, Decision decision) {
      Link before = step.mapping().link();
      Link after = isOwedInsert(step, decision) ? before : decision.link();
      boolean madeIt = keep(step, after);
      if (!madeIt && !step.key().isEmpty() && before.state() != after.state()) {
        chronicle.linked(step.key(), decision, before);
      }
      chronicle.reports(name(step), decision);
      done(step);
    }

    /** The next life of the key begins with the row's own pass, not here. */
    private static boolean isOwedInsert(MergedPart.Step step, Decision decision) {
      return decision instanceof Decision.Write
          && decision.link().state() == Link.State.NONE
          && step.mapping().isStored();
    }

    private void write(MergedPart.Step step, Decision.Write write) {
      if (!(write.toTarget() instanceof ToTarget.Nothing) && !step.key().isEmpty()) {
        goOn(step);
      }
      if (write.toSource() instanceof ToSource.Nothing) {
        settled(step, write);
        return;
      }
      Map<String, String> faults = faults(write.toSource());
      if (!faults.isEmpty() && decidedWithout.add(step.remote().remoteId())) {
        settle(step.deciding(Merge.decideWithout(merged.rules(), step.state(), faults)));
        return;
      }
      RowChange change;
      try {
        change = change(step, write.toSource());
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
          chronicle.reports(step.key(), write);
          save(step, step.mapping().with(Outcomes.rowDeleted(write.link())));
          effects.merge(Effect.DELETE, 1, Integer::sum);
          done(step);
        }
        case RowOutcome.Missing missing -> {
          // A trigger of the table swallowed it, or the row went since: its own pass will tell.
          toGoogle.add(Offer.of(partition, step.key()));
          keep(step, write.link());
          done(step);
        }
        case RowOutcome.Refused refused -> refusedBy(step, write, refused.failure());
      }
    }

    /** By field what does not convert; the others need not wait for it. */
    private Map<String, String> faults(ToSource what) {
      Map<String, String> faults = new LinkedHashMap<>();
      if (what instanceof ToSource.Update update) {
        for (String field : update.fields().names()) {
          try {
            columns.toColumns(update.fields().only(field::equals));
          } catch (ConversionException e) {
            faults.put(field, String.valueOf(e.getMessage()));
          }
        }
      }
      return faults;
    }

    private RowChange change(MergedPart.Step step, ToSource what) {
      return switch (what) {
        case ToSource.Insert insert ->
            new RowChange.Insert(step.remote().remoteId(), newRow(step.key(), insert.fields()));
        case ToSource.Update update ->
            new RowChange.Update(step.key(), columns.toColumns(update.fields()));
        case ToSource.Delete delete -> new RowChange.Delete(step.key());
        case ToSource.Nothing nothing -> throw new IllegalStateException("nothing to write");
      };
    }

    /** A row that comes back has its key again; a new one is given one by its table. */
    private Map<String, Value> newRow(String key, Fields fields) {
      Map<String, Value> row = new LinkedHashMap<>(columns.toColumns(fields));
      row.putAll(sync.ownerColumns(partition));
      if (!key.isEmpty()) {
        row.putAll(sync.keyColumns(key));
      }
      return row;
    }

    private void written(MergedPart.Step step, Decision.Write write, RowOutcome.Written written) {
      Fields taken =
          switch (write.toSource()) {
            case ToSource.Insert insert -> insert.fields();
            case ToSource.Update update -> update.fields();
            case ToSource.Delete delete -> Fields.EMPTY;
            case ToSource.Nothing nothing -> Fields.EMPTY;
          };
      Fields asWritten = columns.asWritten(taken);
      Fields returned = sync.columnMap().toFields(written.now().row(), Map.of());
      // Without an event there is nothing that both agree on; its own pass makes it.
      Settlement settlement =
          step.remote().is(Remote.Trait.DELETED)
              ? new Settlement(write.link(), Set.of())
              : Outcomes.taken(
                  merged.rules(),
                  write.link(),
                  asWritten,
                  returned,
                  step.remote().fields().only(taken::has));
      String key = written.now().row().key();
      Mapping mapping =
          step.key().isEmpty() ? Mapping.none(partition, key).from(Mapping.GOOGLE) : step.mapping();
      save(step, mapping.with(settlement.link()).with(step.remote().updated()));
      chronicle.taken(
          key, write, step.remote().remoteId(), source(step).only(asWritten::has), asWritten);
      chronicle.reports(key, write);
      if (write.toSource() instanceof ToSource.Update) {
        effects.merge(
            asWritten.values().values().stream().allMatch(Value::isNull)
                ? Effect.BLANK
                : Effect.CHANGE,
            1,
            Integer::sum);
      }
      if (!settlement.stillToMerge().isEmpty() || step.key().isEmpty()) {
        toGoogle.add(Offer.of(partition, key));
      }
      done(step);
    }

    private void refusedBy(MergedPart.Step step, Decision.Write write, Failure failure) {
      if (failure.kind() == Failure.Kind.PERMANENT) {
        refused(step, write, failure.message());
      } else {
        fail(step, failure);
      }
    }

    /** The row cannot take it: decided again with that known; its own record waits if it must. */
    private void refused(MergedPart.Step step, Decision.Write write, String refusal) {
      Decision decision = Merge.refusedBySource(merged.rules(), step.state(), write, refusal);
      switch (decision) {
        case Decision.Write owed -> {
          if (owed.toSource() instanceof ToSource.Nothing) {
            toGoogle.add(Offer.of(partition, step.key()));
            settled(step, owed);
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

    private void fail(MergedPart.Step step, Failure failure) {
      Item item = queued.get(step.remote().remoteId());
      if (item == null) {
        again.add(Offer.of(partition, step.remote().remoteId()));
      } else if (failing.settle(
          lease, item, failure, Rendering.of(step.remote().fields().values()), true)) {
        failed++;
        chronicle.failed(name(step), failure);
      }
    }

    /** Somebody else is writing the row: this record alone waits for them. */
    void wait(Remote remote) {
      Item item = queued.get(remote.remoteId());
      if (item == null) {
        queue.offer(
            Direction.FROM_GOOGLE,
            Lane.LIVE,
            WHILE_LOCKED,
            List.of(Offer.of(partition, remote.remoteId())));
      } else {
        queue.postpone(lease, List.of(item), WHILE_LOCKED);
      }
    }

    private void done(MergedPart.Step step) {
      Item item = queued.get(step.remote().remoteId());
      if (item != null) {
        done.add(item);
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
      queue.offer(Direction.TO_GOOGLE, Lane.LIVE, Duration.ZERO, toGoogle);
      queue.offer(Direction.FROM_GOOGLE, Lane.LIVE, Duration.ZERO, again);
      queue.done(lease, done);
      effects.forEach(
          (effect, records) -> counts.applied(lease, Direction.FROM_GOOGLE, effect, records));
      int applied = effects.values().stream().mapToInt(Integer::intValue).sum();
      merged.part().listed().pull().tally().settled(applied, conflicts, failed);
      if (!merged.steps().isEmpty()) {
        chronicle.pass(
            HistoryEvent.Run.INBOUND,
            Map.of(
                "pulled", (long) merged.steps().size(),
                "applied", (long) applied),
            Duration.ZERO);
      }
      history.write(chronicle.lines());
    }
  }
}
