package dev.lockstep.engine.inbound;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Link;
import dev.lockstep.core.Merge;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.RecordState;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Situation;
import dev.lockstep.core.SourceSide;
import dev.lockstep.core.TargetSide;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.ConflictRoutes;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Sides;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceRow;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides about a part in the transaction that will apply it: rows locked in key order. */
@Component
class InboundMerge {

  private final Mappings mappings;
  private final WorkQueue queue;
  private final RowReader rows;
  private final Accounts accounts;
  private final InstanceGuard instance;
  private final ConflictRoutes conflictRoutes;

  InboundMerge(
      Mappings mappings,
      WorkQueue queue,
      RowReader rows,
      Accounts accounts,
      InstanceGuard instance,
      ConflictRoutes conflictRoutes) {
    this.mappings = mappings;
    this.queue = queue;
    this.rows = rows;
    this.accounts = accounts;
    this.instance = instance;
    this.conflictRoutes = conflictRoutes;
  }

  MergedPart merge(Listed.Part part) {
    Pull pull = part.listed().pull();
    RunningSync sync = pull.sync();
    PartitionKey partition = pull.lease().partition();
    Rules rules = sync.rules(pull.startedAt());
    Map<String, Remote> byKey = new LinkedHashMap<>();
    List<Remote> strangers = new ArrayList<>();
    Map<String, Mapping> linked =
        mappings.findByRemoteId(
            partition.sync(),
            partition.account(),
            part.items().stream().map(seen -> seen.remote().remoteId()).toList());
    for (Listed.Seen seen : part.items()) {
      Remote remote = seen.remote();
      Mapping mapping = linked.get(remote.remoteId());
      String key = mapping != null ? mapping.key() : stampedKey(remote, partition);
      if (key == null) {
        strangers.add(remote);
      } else {
        byKey.put(key, remote);
      }
    }
    Map<String, SourceRow> locked = rows.lock(sync.source(), new TreeSet<>(byKey.keySet()));
    Map<String, Mapping> stored =
        mappings.lock(partition.sync(), partition.account(), byKey.keySet());
    @Nullable Instant connected =
        accounts.find(partition.account()).map(Account::firstConnected).orElse(null);
    Context context =
        new Context(sync, partition, rules, queue.changedAt(partition, byKey.keySet()), connected);
    List<MergedPart.Step> steps = new ArrayList<>();
    byKey.forEach(
        (key, remote) ->
            steps.add(
                step(
                    context,
                    remote,
                    key,
                    stored.getOrDefault(key, Mapping.none(partition, key)),
                    inside(locked.get(key)))));
    strangers.forEach(
        remote -> steps.add(step(context, remote, "", Mapping.none(partition, ""), null)));
    return new MergedPart(part, rules, steps);
  }

  private record Context(
      RunningSync sync,
      PartitionKey partition,
      Rules rules,
      Map<String, Instant> changedAt,
      @Nullable Instant connected) {}

  private static @Nullable Row inside(@Nullable SourceRow row) {
    return row != null && row.isInside() ? row.row() : null;
  }

  /** The key on our own stamp; null on what bears none of this sync, or one of a copied event. */
  private @Nullable String stampedKey(Remote remote, PartitionKey partition) {
    Remote.Stamp stamp = remote.stamp();
    return stamp != null
            && stamp.instance().equals(instance.id())
            && stamp.sync().equals(partition.sync())
            && stamp.isOn(remote)
        ? stamp.key()
        : null;
  }

  private MergedPart.Step step(
      Context context, Remote remote, String key, Mapping found, @Nullable Row row) {
    Mapping mapping = adoptable(context, remote, key, found);
    String ownId =
        key.isEmpty()
            ? ""
            : context
                .sync()
                .target()
                .remoteId(context.partition(), key, mapping.link().incarnation());
    TargetSide target = Sides.target(remote, instance.id(), ownId, context.connected());
    RecordState state = RecordState.of(mapping.link(), SourceSide.ABSENT, target);
    Decision decision;
    try {
      SourceSide source =
          Sides.source(
              context.sync(),
              context.partition(),
              // Computed fields flow to Google only; the row's own pass sends them.
              context.sync().columnMap(),
              row,
              Map.of(),
              context.changedAt().get(key),
              context.connected());
      state = RecordState.of(mapping.link(), source, target);
      decision = Merge.decide(context.rules(), state);
      Map<String, Ruling> rulings = conflictRoutes.rulings(context.sync(), key, decision);
      if (!rulings.isEmpty()) {
        state = new RecordState(state.link(), state.source(), state.target(), rulings, false);
        decision = Merge.decide(context.rules(), state);
      }
    } catch (ConversionException e) {
      decision =
          new Decision.Fail(
              Situation.NOTHING_FLOWS,
              Failure.permanent(
                  "conversion",
                  "%s key %s: %s".formatted(context.partition(), key, e.getMessage())),
              mapping.link());
    }
    return new MergedPart.Step(remote, key, mapping, row, state, decision);
  }

  /** A record that a lost mapping table left behind: its incarnation is the one its id shows. */
  private Mapping adoptable(Context context, Remote remote, String key, Mapping mapping) {
    Link link = mapping.link();
    if (link.state() != Link.State.NONE || key.isEmpty()) {
      return mapping;
    }
    for (int incarnation = 0; incarnation < 16; incarnation++) {
      if (context
          .sync()
          .target()
          .remoteId(context.partition(), key, incarnation)
          .equals(remote.remoteId())) {
        return mapping.with(
            new Link(
                link.state(),
                link.reason(),
                link.bases(),
                link.seen(),
                link.version(),
                incarnation,
                link.remoteId(),
                link.sending(),
                link.reported()));
      }
    }
    return mapping;
  }
}
