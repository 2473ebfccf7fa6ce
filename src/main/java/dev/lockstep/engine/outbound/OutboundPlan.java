package dev.lockstep.engine.outbound;

import dev.lockstep.core.Brake;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.ToTarget;
import dev.lockstep.engine.Brakes;
import dev.lockstep.engine.Foreseen;
import dev.lockstep.engine.SourceRows;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Status;
import dev.lockstep.queue.Touch;
import dev.lockstep.source.RowReader;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What an outbound pass would do with these records, by its own loading, enriching, merge and
 * brake; nothing is claimed, sent or written.
 */
@Component
public class OutboundPlan {

  private final RowReader rows;
  private final Mappings mappings;
  private final Enrichment enrichment;
  private final OutboundMerge merge;
  private final Brakes brakes;

  OutboundPlan(
      RowReader rows,
      Mappings mappings,
      Enrichment enrichment,
      OutboundMerge merge,
      Brakes brakes) {
    this.rows = rows;
    this.mappings = mappings;
    this.enrichment = enrichment;
    this.merge = merge;
    this.brakes = brakes;
  }

  /**
   * One record.
   *
   * @param link as it was before the decision
   * @param held why the brake would hold it; null where it would not
   */
  public record Foretold(String key, Link link, Decision decision, @Nullable String held) {}

  /**
   * What is decided about a batch.
   *
   * @param removals the records that it deletes or blanks
   */
  public record Batch(List<Foretold> records, Set<Touch> removals) {
    public Batch {
      removals = Set.copyOf(removals);
    }
  }

  /** How the rest of the plan helps. */
  public interface Around {
    /** Runs what only looks at the database. */
    <T> T looking(Supplier<T> work);

    /** The records as the target shows them; one that it does not know is missing. */
    Map<String, Remote> read(Collection<String> remoteIds);
  }

  /**
   * Decides about records of one partition.
   *
   * @param lease what nobody was given: it names the partition, and its number where it has one
   * @param left by key what the inbound pass would leave of them
   * @param touched what the plan has come to so far: the brake counts it beside these
   */
  public Batch batch(
      RunningSync sync,
      Lease lease,
      Instant at,
      Collection<String> keys,
      Map<String, Foreseen> left,
      Collection<Touch> touched,
      Around around) {
    if (keys.isEmpty()) {
      return new Batch(List.of(), Set.of());
    }
    Claimed claimed = claimed(sync, lease, at, keys);
    Loaded loaded = around.looking(() -> load(claimed, keys, left));
    Merged merged = merge.decide(enrichment.enrich(loaded, () -> {}), around::read);
    Set<Touch> removals = removals(merged.steps());
    String reason = removals.isEmpty() ? null : reason(lease, touched, removals);
    return new Batch(
        merged.steps().stream()
            .map(
                step ->
                    new Foretold(
                        step.key(),
                        step.candidate().mapping().link(),
                        withoutWhatIsKept(step.decision()),
                        Brakes.effect(step.decision()) == null ? null : reason))
            .toList(),
        removals);
  }

  /** What a person's own keeps out is tried again, and not written as long as that is there. */
  private static Decision withoutWhatIsKept(Decision decision) {
    if (!(decision instanceof Decision.Write write)
        || !(write.toTarget() instanceof ToTarget.Patch patch)) {
      return decision;
    }
    Set<String> kept =
        Outcomes.notWritten(write.link()).stream()
            .flatMap(report -> report.source().names().stream())
            .collect(Collectors.toSet());
    Fields rest = patch.fields().without(kept);
    if (rest.equals(patch.fields())) {
      return decision;
    }
    if (rest.isEmpty() && write.toSource() instanceof ToSource.Nothing) {
      return new Decision.Nothing(write.situation(), write.link(), write.reports());
    }
    return new Decision.Write(
        write.situation(),
        write.toSource(),
        rest.isEmpty() ? ToTarget.NOTHING : new ToTarget.Patch(rest, patch.version()),
        write.link(),
        write.reports());
  }

  private static Set<Touch> removals(List<Merged.Step> steps) {
    Set<Touch> removals = new HashSet<>();
    for (Merged.Step step : steps) {
      Effect effect = Brakes.effect(step.decision());
      if (effect != null) {
        removals.add(new Touch(Direction.TO_GOOGLE, effect, step.key()));
      }
    }
    return removals;
  }

  private @Nullable String reason(Lease lease, Collection<Touch> touched, Set<Touch> removals) {
    Set<Touch> together = new HashSet<>(removals);
    touched.stream().filter(touch -> touch.effect() != Effect.CHANGE).forEach(together::add);
    return brakes.reason(lease, together, Brake.Effect.DELETES_OR_BLANKS);
  }

  /** As many records as one pass of this target takes. */
  public int atOnce(RunningSync sync) {
    return sync.target().recordsAtOnce();
  }

  private static Claimed claimed(
      RunningSync sync, Lease lease, Instant at, Collection<String> keys) {
    return new Claimed(lease, sync, keys.stream().map(key -> item(lease, key, at)).toList(), at);
  }

  /** As a reconciliation queues it. */
  private static Item item(Lease lease, String key, Instant at) {
    return new Item(
        0,
        lease.partitionId(),
        lease.partition(),
        Direction.TO_GOOGLE,
        key,
        Status.PROCESSING,
        Lane.BACKFILL,
        null,
        0,
        0,
        at,
        at,
        at,
        null,
        false,
        false,
        null,
        null,
        null,
        null,
        null,
        0,
        null);
  }

  private Loaded load(Claimed claimed, Collection<String> keys, Map<String, Foreseen> left) {
    PartitionKey partition = claimed.lease().partition();
    SourceRows found = SourceRows.read(keys, some -> rows.read(claimed.sync().source(), some));
    Map<String, Mapping> linked = mappings.find(partition.sync(), partition.account(), keys);
    List<Candidate> candidates = new ArrayList<>();
    for (Item item : claimed.items()) {
      String key = item.key();
      Foreseen foreseen = left.get(key);
      if (foreseen != null && foreseen.left() != null) {
        candidates.add(
            Candidate.of(
                item, foreseen.left().row(), foreseen.left().mapping(), found.faults().get(key)));
        continue;
      }
      Row row = OutboundPass.inside(found.rows().get(key));
      Mapping known = linked.getOrDefault(key, Mapping.none(partition, key));
      Mapping mapping = OutboundPass.mapping(claimed, row, known);
      if (mapping == null && row != null && comesHere(claimed, row, known)) {
        mapping = OutboundPass.begunAnew(partition, known);
      }
      if (mapping != null) {
        candidates.add(Candidate.of(item, row, mapping, found.faults().get(key)));
      }
    }
    return new Loaded(claimed, candidates, 0);
  }

  /** Whether a record that is linked in another calendar of the account goes there, and comes. */
  private boolean comesHere(Claimed claimed, Row row, Mapping there) {
    if (!claimed.lease().partition().equals(claimed.sync().home(row))) {
      return false;
    }
    Lease other = new Lease(0, there.partition(), 0, "", claimed.startedAt());
    Claimed leaving = claimed(claimed.sync(), other, claimed.startedAt(), List.of(there.key()));
    Loaded alone =
        new Loaded(leaving, List.of(Candidate.of(leaving.items().getFirst(), row, there, null)), 0);
    Function<Collection<String>, Map<String, Remote>> unread = ids -> Map.of();
    return merge.decide(alone, unread).steps().stream()
        .map(Merged.Step::decision)
        .anyMatch(
            decision ->
                decision instanceof Decision.Write write
                        && write.toTarget() instanceof ToTarget.Delete
                    || decision.link().state() == Link.State.DETACHED
                    || decision.link().state() == Link.State.GONE);
  }
}
