package dev.lockstep.engine.inbound;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.Asked;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Link;
import dev.lockstep.core.Merge;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.RecordState;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Situation;
import dev.lockstep.core.SourceSide;
import dev.lockstep.core.TargetSide;
import dev.lockstep.engine.Attempts;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.RecordFaults;
import dev.lockstep.engine.SourceRows;
import dev.lockstep.engine.link.AskedJson;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.sync.ConflictRoutes;
import dev.lockstep.engine.sync.RouteQuestion;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Sides;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.QueueKeys;
import dev.lockstep.source.CaptureLog;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceRow;
import dev.lockstep.source.SourceTable;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides about a part in the transaction that will apply it: rows locked in key order. */
@Component
class InboundMerge {

  private final Mappings mappings;
  private final QueueKeys queueKeys;
  private final CaptureLog log;
  private final RowReader rows;
  private final Accounts accounts;
  private final InstanceGuard instance;
  private final ConflictRoutes conflictRoutes;

  InboundMerge(
      Mappings mappings,
      QueueKeys queueKeys,
      CaptureLog log,
      RowReader rows,
      Accounts accounts,
      InstanceGuard instance,
      ConflictRoutes conflictRoutes) {
    this.mappings = mappings;
    this.queueKeys = queueKeys;
    this.log = log;
    this.rows = rows;
    this.accounts = accounts;
    this.instance = instance;
    this.conflictRoutes = conflictRoutes;
  }

  /** Decides on what nobody else can change until the transaction ends. */
  MergedPart merge(Listed.Part part) {
    return merge(
        part,
        new Access(
            rows::lock,
            mappings::lock,
            (sync, partition, keys) -> queueKeys.changedAt(partition, keys)));
  }

  /** Decides the same on rows and mappings as they are now, for a plan: nothing is locked. */
  MergedPart foresee(Listed.Part part) {
    return merge(part, new Access(rows::read, mappings::find, this::changedAt));
  }

  /** How a part's rows and mappings are got. */
  private record Access(RowAccess rows, MappingAccess mappings, ChangeTimes changedAt) {}

  private interface ChangeTimes {
    Map<String, Instant> of(RunningSync sync, PartitionKey partition, Collection<String> keys);
  }

  private interface RowAccess {
    Map<String, SourceRow> of(SourceTable source, Collection<String> keys);
  }

  private interface MappingAccess {
    Map<String, Mapping> of(String sync, String account, Collection<String> keys);
  }

  private MergedPart merge(Listed.Part part, Access access) {
    Pull pull = part.listed().pull();
    RunningSync sync = pull.sync();
    PartitionKey partition = pull.lease().partition();
    Rules rules = sync.rules(pull.startedAt());
    List<Remote> remotes = part.items().stream().map(Listed.Seen::remote).toList();
    Map<String, Mapping> linked =
        mappings.findByRemoteId(
            partition.sync(), partition.account(), remotes.stream().map(Remote::remoteId).toList());
    Map<String, Remote> byKey = new LinkedHashMap<>();
    List<Remote> strangers = new ArrayList<>();
    List<Remote> foreign = new ArrayList<>();
    Map<String, Remote> byStamp = new LinkedHashMap<>();
    Map<String, String> longKeys = longKeys(sync, remotes, linked.keySet());
    for (Remote remote : remotes) {
      Mapping mapping = linked.get(remote.remoteId());
      String matched = part.listed().matched().get(remote.remoteId());
      if (mapping != null && mapping.partition().equals(partition)) {
        byKey.put(mapping.key(), remote);
      } else if (mapping != null) {
        foreign.add(remote); // A person moved it here from another calendar.
      } else if (matched != null) {
        byStamp.put(matched, remote);
      } else if (isStamped(sync, remote)) {
        byStamp.put(key(remote.stamp(), longKeys), remote);
      } else if (remote.stamp() == null || remote.is(Remote.Trait.DELETED)) {
        strangers.add(remote);
      } else {
        foreign.add(remote);
      }
    }
    Set<String> keys = new TreeSet<>(byKey.keySet());
    keys.addAll(byStamp.keySet());
    SourceRows locked = SourceRows.read(keys, some -> access.rows().of(sync.source(), some));
    List<Remote> busy = new ArrayList<>();
    for (String key : busy(sync, keys, locked)) {
      for (Map<String, Remote> some : List.of(byKey, byStamp)) {
        Remote remote = some.remove(key);
        if (remote != null) {
          busy.add(remote);
        }
      }
      keys.remove(key);
    }
    Map<String, Mapping> stored = access.mappings().of(partition.sync(), partition.account(), keys);
    byStamp.forEach(
        (key, remote) -> {
          if (isFree(stored.get(key), remote)
              && inside(locked.rows().get(key)) != null
              && byKey.putIfAbsent(key, remote) == null) {
            return;
          }
          if (remote.is(Remote.Trait.KEYED) && inside(locked.rows().get(key)) == null) {
            strangers.add(remote);
          } else {
            // Another life of the key is linked, or its row is gone: what bears the mark stays
            // alone.
            foreign.add(remote);
          }
        });
    @Nullable Instant connected =
        accounts.find(partition.account()).map(Account::firstConnected).orElse(null);
    Context context =
        new Context(
            sync,
            partition,
            rules,
            part.listed().queued(),
            access.changedAt().of(sync, partition, byKey.keySet()),
            connected,
            Attempts.limit(pull.startedAt()));
    List<MergedPart.Step> steps = new ArrayList<>();
    byKey.forEach(
        (key, remote) ->
            steps.add(
                step(
                    context,
                    remote,
                    key,
                    stored.getOrDefault(key, Mapping.none(partition, key)),
                    inside(locked.rows().get(key)),
                    locked.faults().get(key))));
    strangers.forEach(
        remote -> steps.add(step(context, remote, "", Mapping.none(partition, ""), null, null)));
    foreign.forEach(remote -> steps.add(leftAlone(remote, Mapping.none(partition, ""))));
    return new MergedPart(part, rules, steps, busy);
  }

  /** As the queue will know it once the log is folded; asked where no column of the row tells. */
  private Map<String, Instant> changedAt(
      RunningSync sync, PartitionKey partition, Collection<String> keys) {
    Map<String, Instant> changedAt = new LinkedHashMap<>(queueKeys.changedAt(partition, keys));
    if (sync.definition().source().modified() == null) {
      log.changedAt(sync.source(), keys)
          .forEach((key, at) -> changedAt.merge(key, at, (a, b) -> a.isAfter(b) ? a : b));
    }
    return changedAt;
  }

  /** Keys whose rows are there, but locked by somebody else. */
  private Set<String> busy(RunningSync sync, Set<String> keys, SourceRows locked) {
    Set<String> missing = new TreeSet<>(keys);
    missing.removeAll(locked.rows().keySet());
    missing.removeAll(locked.faults().keySet());
    SourceRows there = SourceRows.read(missing, some -> rows.read(sync.source(), some));
    Set<String> busy = new TreeSet<>(there.rows().keySet());
    busy.addAll(there.faults().keySet());
    return busy;
  }

  private static boolean isFree(@Nullable Mapping stored, Remote remote) {
    return stored == null || remote.remoteId().equals(stored.link().remoteId());
  }

  private static MergedPart.Step leftAlone(Remote remote, Mapping none) {
    return new MergedPart.Step(
        remote,
        "",
        none,
        null,
        RecordState.of(Link.NONE, SourceSide.ABSENT, TargetSide.ABSENT),
        new Decision.Nothing(Situation.NOT_TAKEN, Link.NONE, List.of()),
        List.of());
  }

  private record Context(
      RunningSync sync,
      PartitionKey partition,
      Rules rules,
      Map<String, Item> queued,
      Map<String, Instant> changedAt,
      @Nullable Instant connected,
      Instant attemptsLimit) {}

  private static @Nullable Row inside(@Nullable SourceRow row) {
    return row != null && row.isInside() ? row.row() : null;
  }

  /** Whether it bears our stamp of this sync, or of the name that the sync had before. */
  private boolean isStamped(RunningSync sync, Remote remote) {
    Remote.Stamp stamp = remote.stamp();
    return stamp != null
        && stamp.instance().equals(instance.id())
        && (stamp.sync().equals(sync.name())
            || stamp.sync().equals(sync.definition().renamedFrom()))
        && stamp.isOn(remote);
  }

  private static String key(Remote.Stamp stamp, Map<String, String> longKeys) {
    String hash = stamp.keyHash();
    return hash == null ? stamp.key() : longKeys.getOrDefault(hash, stamp.key());
  }

  /** By hash: the keys of unlinked records whose stamps had no room for them. */
  private Map<String, String> longKeys(RunningSync sync, List<Remote> remotes, Set<String> linked) {
    Set<String> hashes = new TreeSet<>();
    for (Remote remote : remotes) {
      String hash = remote.stamp() == null ? null : remote.stamp().keyHash();
      if (hash != null && !linked.contains(remote.remoteId()) && isStamped(sync, remote)) {
        hashes.add(hash);
      }
    }
    return rows.keysByHash(sync.source(), hashes, Remote.Stamp.LONGEST);
  }

  private MergedPart.Step step(
      Context context,
      Remote remote,
      String key,
      Mapping found,
      @Nullable Row row,
      @Nullable String fault) {
    Mapping mapping = adoptable(context, remote, key, found).seen(remote, instance.id());
    TargetSide target =
        Sides.target(
            isUnknown(remote) ? null : remote,
            instance.id(),
            strangersId(context, key, mapping.link()),
            context.connected());
    Link link =
        Outcomes.arrived(context.rules(), mapping.link(), Attempts.arrived(mapping, remote));
    RecordState state = RecordState.of(link, SourceSide.ABSENT, target);
    List<RouteQuestion> questions = List.of();
    Decision decision;
    try {
      if (fault != null) {
        throw new ConversionException(fault);
      }
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
      Asked asked = AskedJson.of(context.queued().get(remote.remoteId()));
      state = new RecordState(link, source, target, asked);
      decision = Merge.decide(context.rules(), state);
      ConflictRoutes.Answers answers =
          conflictRoutes.answers(context.sync(), context.partition(), key, decision);
      if (!answers.rulings().isEmpty()) {
        state = state.with(asked.with(answers.rulings()));
        decision = Merge.decide(context.rules(), state);
        questions = answers.open();
      }
      decision = Attempts.forgetting(decision, context.attemptsLimit());
    } catch (ConversionException e) {
      questions = List.of();
      decision = RecordFaults.conversion(context.partition(), key, mapping.link(), e.getMessage());
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      // One record that trips over a bug of ours must not keep a whole listing from going on.
      questions = List.of();
      decision = RecordFaults.unexpected(context.partition(), key, mapping.link(), e);
    }
    return new MergedPart.Step(remote, key, mapping, row, state, decision, questions);
  }

  /** The target knows nothing of it: an insert under way may still arrive. */
  private static boolean isUnknown(Remote remote) {
    return remote.is(Remote.Trait.DELETED) && remote.version() == null;
  }

  /** The id on which something that is not ours may sit; on what is linked nothing can. */
  private static String strangersId(Context context, String key, Link link) {
    boolean isLinked = link.state() != Link.State.NONE && link.state() != Link.State.SENDING;
    return key.isEmpty() || isLinked
        ? ""
        : context.sync().target().remoteId(context.partition(), key, link.incarnation());
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
