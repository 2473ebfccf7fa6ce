package dev.lockstep.engine.inbound;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Matching;
import dev.lockstep.core.Merge;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Rules;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Foreseen;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Touch;
import dev.lockstep.source.RowChange;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What an inbound pass that lists everything would do, by its own echo filter, brake, matching and
 * merge; rows and links are looked at, and nothing is locked or written.
 */
@Component
public class InboundPlan {

  private final MappedVersions versions;
  private final InboundBrake brake;
  private final InboundMerge merge;
  private final Adoption adoption;
  private final Mappings mappings;

  InboundPlan(
      MappedVersions versions,
      InboundBrake brake,
      InboundMerge merge,
      Adoption adoption,
      Mappings mappings) {
    this.versions = versions;
    this.brake = brake;
    this.merge = merge;
    this.adoption = adoption;
    this.mappings = mappings;
  }

  /** One listing of everything in a partition, between two pages. */
  public final class Listing {
    private final RunningSync sync;
    private Pull pull;
    private InboundBrake.Weighed weighed = InboundBrake.Weighed.NOTHING;
    private Matching.LeftOver leftOver = Adoption.Matched.NOTHING.leftOver();

    private Listing(RunningSync sync, Pull pull) {
      this.sync = sync;
      this.pull = pull;
    }

    /** The records of a page; those that may be existing rows' are kept back until the end. */
    public List<Foreseen> page(List<Remote> items) {
      List<Remote> kept = adoption.unlinked(pull, items);
      pull = kept.isEmpty() ? pull : pull.keeping(kept);
      Set<Remote> keptBack = new HashSet<>(kept);
      return foresee(
          items.stream().filter(remote -> !keptBack.contains(remote)).toList(), Map.of());
    }

    /**
     * What is decided once everything was listed.
     *
     * @param missing links' records that the listing lacked, as each was read by id
     */
    public List<Foreseen> end(Map<String, @Nullable Remote> missing) {
      List<Remote> found = new ArrayList<>();
      missing.forEach(
          (id, remote) -> found.add(remote == null ? InboundPass.tombstone(id) : remote));
      List<Remote> unlinked = pull.unlinked() == null ? List.of() : pull.unlinked();
      Adoption.Matched matched = adoption.match(pull, unlinked);
      leftOver = matched.leftOver();
      found.addAll(unlinked);
      return foresee(found, matched.keys());
    }

    /** Rows and records that could as well be one that was matched with another. */
    public Matching.LeftOver leftOver() {
      return leftOver;
    }

    /** Records that would be deleted, blanked or changed as far as it was listed. */
    public Set<Touch> touched() {
      return weighed.touched();
    }

    private List<Foreseen> foresee(List<Remote> items, Map<String, String> matched) {
      PartitionKey partition = pull.lease().partition();
      Listed listed =
          new Listed(pull, InboundPass.seen(partition, items), Map.of(), matched, pull, 0);
      Set<String> echoes = versions.held(listed);
      Map<Boolean, List<Listed.Seen>> byNews = new HashMap<>();
      listed
          .items()
          .forEach(
              seen ->
                  byNews
                      .computeIfAbsent(
                          !echoes.contains(seen.versionId()), news -> new ArrayList<>())
                      .add(seen));
      List<Foreseen> foreseen = new ArrayList<>();
      echoes(partition, byNews.getOrDefault(false, List.of()), foreseen);
      Listed news = listed.with(byNews.getOrDefault(true, List.of()), echoes.size());
      weighed = brake.weighed(news, weighed);
      Map<String, String> held = new HashMap<>();
      weighed
          .waiting()
          .forEach(seen -> held.put(seen.remote().remoteId(), "a change of it waits in the queue"));
      weighed
          .held()
          .forEach(
              group ->
                  group.seen().forEach(seen -> held.put(seen.remote().remoteId(), group.reason())));
      for (Listed.Part part : news.getParts()) {
        MergedPart merged = merge.foresee(part);
        RowTaking taking = new RowTaking(sync, partition, merged.rules());
        for (MergedPart.Step step : merged.steps()) {
          Foreseen one = left(step, taking, merged.rules());
          String reason = held.get(step.remote().remoteId());
          foreseen.add(reason == null ? one : one.holding(reason));
        }
      }
      return foreseen;
    }

    private void echoes(PartitionKey partition, List<Listed.Seen> echoes, List<Foreseen> into) {
      Map<String, Remote> byId = new LinkedHashMap<>();
      echoes.forEach(seen -> byId.put(seen.remote().remoteId(), seen.remote()));
      mappings
          .findByRemoteId(partition.sync(), partition.account(), byId.keySet())
          .forEach(
              (id, mapping) -> {
                if (mapping.partition().equals(partition)) {
                  into.add(Foreseen.echo(mapping.key(), byId.get(id)));
                }
              });
    }

    private Foreseen left(MergedPart.Step step, RowTaking taking, Rules rules) {
      Decision decision = step.decision();
      if (decision instanceof Decision.Write write) {
        decision = taking.convertible(step, write);
      }
      Fields row =
          step.row() == null ? Fields.EMPTY : sync.columnMap().toFields(step.row(), Map.of());
      if (!(decision instanceof Decision.Write write)
          || write.toSource() instanceof ToSource.Nothing) {
        return foreseen(
            step,
            decision,
            ToSource.NOTHING,
            row,
            Fields.EMPTY,
            RowTaking.settled(step, decision),
            step.row());
      }
      try {
        return written(step, write, taking, row);
      } catch (ConversionException e) {
        Decision refused =
            Merge.refusedBySource(rules, step.state(), write, String.valueOf(e.getMessage()));
        return foreseen(
            step, refused, ToSource.NOTHING, row, Fields.EMPTY, refused.link(), step.row());
      }
    }

    private Foreseen written(
        MergedPart.Step step, Decision.Write write, RowTaking taking, Fields row) {
      RowChange change = taking.change(step, write.toSource());
      return switch (change) {
        case RowChange.Update update -> {
          Row now = over(step.row(), step.key(), update.columns());
          yield foreseen(
              step,
              write,
              write.toSource(),
              row,
              taking.asWritten(RowTaking.taken(write.toSource())),
              taking.settlement(step, write, now).link(),
              now);
        }
        case RowChange.Insert insert -> made(step, write, taking);
        case RowChange.Return back -> made(step, write, taking);
        case RowChange.Delete delete ->
            foreseen(
                step,
                write,
                write.toSource(),
                row,
                Fields.EMPTY,
                Outcomes.rowDeleted(write.link()),
                null);
      };
    }

    private static Foreseen made(MergedPart.Step step, Decision.Write write, RowTaking taking) {
      return foreseen(
          step,
          write,
          write.toSource(),
          Fields.EMPTY,
          taking.asWritten(RowTaking.taken(write.toSource())),
          write.link(),
          null);
    }

    private static Row over(@Nullable Row row, String key, Map<String, Value> values) {
      Map<String, Value> columns = new LinkedHashMap<>(row == null ? Map.of() : row.columns());
      columns.putAll(values);
      return new Row(key, columns);
    }

    private static Foreseen foreseen(
        MergedPart.Step step,
        Decision decision,
        ToSource taken,
        Fields before,
        Fields after,
        Link link,
        @Nullable Row row) {
      Mapping mapping = step.mapping().with(link).with(step.remote().updated());
      return new Foreseen(
          step.key(),
          step.remote(),
          decision,
          taken,
          before,
          after,
          null,
          new Foreseen.Left(mapping, row));
    }
  }

  /**
   * Begins one.
   *
   * @param lease what nobody was given: it names the partition, and its number where it has one
   * @param isFirst whether nothing was ever listed there
   */
  public Listing begin(RunningSync sync, Lease lease, boolean isFirst, Instant at) {
    return new Listing(
        sync,
        new Pull(
            lease,
            sync,
            at,
            null,
            null,
            0,
            0,
            null,
            Pull.Phase.LISTING,
            new Tally(),
            sync.isCalendar() ? adoption.keptBack(sync, isFirst) : null,
            0,
            null));
  }
}
