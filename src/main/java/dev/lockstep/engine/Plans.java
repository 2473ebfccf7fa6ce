package dev.lockstep.engine;

import dev.lockstep.account.Accounts;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.dispatch.CalendarWriters;
import dev.lockstep.engine.dispatch.DefinitionSets;
import dev.lockstep.engine.dispatch.Homes;
import dev.lockstep.engine.dispatch.SyncLoader;
import dev.lockstep.engine.inbound.InboundPlan;
import dev.lockstep.engine.link.FieldNames;
import dev.lockstep.engine.link.Linked;
import dev.lockstep.engine.link.Listings;
import dev.lockstep.engine.outbound.OutboundPlan;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.SyncStopped;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.Touch;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceTable;
import dev.lockstep.target.CursorExpired;
import dev.lockstep.target.Page;
import dev.lockstep.target.Preview;
import dev.lockstep.target.Remote;
import dev.lockstep.target.TargetException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a full reconciliation would do, told and not done. Each partition is listed as the inbound
 * pass lists it and decided by that pass's own steps; then its records go through those of the
 * outbound pass as they would stand by then. Whatever looks at the database does so in read-only
 * transactions, and of Google only reads are asked.
 */
@Component
public class Plans {

  private static final int PAGE = 1000;

  /** Links are counted no further: it is for a progress bar. */
  private static final int MOST_COUNTED = 1_000_000;

  private final Syncs syncs;
  private final SyncLoader loader;
  private final DefinitionSets sets;
  private final FieldNames names;
  private final Homes homes;
  private final CalendarWriters writers;
  private final Accounts accounts;
  private final Partitions partitions;
  private final Pauses pauses;
  private final Linked linked;
  private final Listings listings;
  private final RowReader rows;
  private final InboundPlan inbound;
  private final OutboundPlan outbound;
  private final Rewinds rewinds;
  private final InstanceGuard guard;
  private final DatabaseClock clock;
  private final TransactionTemplate looking;

  Plans(
      Syncs syncs,
      SyncLoader loader,
      DefinitionSets sets,
      FieldNames names,
      Homes homes,
      CalendarWriters writers,
      Accounts accounts,
      Partitions partitions,
      Pauses pauses,
      Linked linked,
      Listings listings,
      RowReader rows,
      InboundPlan inbound,
      OutboundPlan outbound,
      Rewinds rewinds,
      InstanceGuard guard,
      DatabaseClock clock,
      PlatformTransactionManager transactions) {
    this.syncs = syncs;
    this.loader = loader;
    this.sets = sets;
    this.names = names;
    this.homes = homes;
    this.writers = writers;
    this.accounts = accounts;
    this.partitions = partitions;
    this.pauses = pauses;
    this.linked = linked;
    this.listings = listings;
    this.rows = rows;
    this.inbound = inbound;
    this.outbound = outbound;
    this.rewinds = rewinds;
    this.guard = guard;
    this.clock = clock;
    this.looking = new TransactionTemplate(transactions);
    looking.setReadOnly(true);
  }

  /** Told of the records while the plan is made, one after the other. */
  public interface Reader {

    /** A record to which something would happen, or that a person should know of. */
    void planned(PlannedRecord record);

    /**
     * How far it is.
     *
     * @param records looked at so far
     * @param about how many there may be, as statistics and links say; 0 where they say nothing
     */
    default void looked(long records, long about) {}
  }

  /**
   * Of the sync as it runs in this process.
   *
   * @throws Refused where it does not
   */
  public Plan of(String sync, Reader reader) {
    RunningSync running;
    try {
      running = syncs.running(sync);
    } catch (SyncStopped e) {
      throw Refused.notNow(String.valueOf(e.getMessage()));
    }
    return of(running, syncs.all(), Renaming.NONE, reader);
  }

  /**
   * Of a definition as its file is now, whether it runs so or not; in a process that runs none.
   *
   * @param definitions checked against the live tables
   * @throws IllegalArgumentException saying why it cannot run
   */
  public Plan of(LoadedDefinitions definitions, SyncDefinition definition, Reader reader) {
    RunningSync sync = look(() -> loader.prepare(definition, definitions.templates()));
    Renaming renaming = look(() -> sets.renaming(definition));
    names.foresee(sync.name(), renaming);
    return of(sync, look(() -> calendars(definitions)), renaming, reader);
  }

  /** Those of the definitions that write to calendars. */
  private List<RunningSync> calendars(LoadedDefinitions definitions) {
    return definitions.valid().stream()
        .filter(definition -> definition.target() instanceof SyncDefinition.CalendarTarget)
        .map(definition -> loader.prepare(definition, definitions.templates()))
        .toList();
  }

  private Plan of(
      RunningSync sync, Collection<RunningSync> others, Renaming renaming, Reader reader) {
    guard.id();
    Instant at = clock.now();
    PlanTally tally = new PlanTally();
    Set<PartitionKey> places = look(() -> places(sync));
    look(
        () -> {
          standing(sync, tally);
          return at;
        });
    long about =
        look(() -> Math.max(rows.about(sync.source()), linked.count(sync.name(), MOST_COUNTED)));
    for (PartitionKey place : places) {
      tally.looked(
          place,
          new OfPartition(sync, others, place, renaming, at, tally, reader, about).failure());
    }
    return tally.plan(sync.name(), at);
  }

  /** Where rows and connected accounts call for it, and where anything is linked already. */
  private Set<PartitionKey> places(RunningSync sync) {
    Set<PartitionKey> places = new LinkedHashSet<>(homes.of(sync));
    Set<String> owners = accounts.queueableOwners();
    partitions.ofSync(sync.name()).stream()
        .map(Partition::key)
        .filter(key -> owners.contains(key.account()))
        .forEach(places::add);
    return places;
  }

  private void standing(RunningSync sync, PlanTally tally) {
    if (guard.reason() != null) {
      tally.note("nothing is written at all: " + guard.reason());
    }
    pauses.of(sync.name()).forEach(pause -> tally.note(pause.scope() + " is " + pause.words()));
    Set<String> unconnected = homes.unconnected(sync);
    if (!unconnected.isEmpty()) {
      tally.note(
          "rows of %d account(s) wait, for nobody has connected them: %s"
              .formatted(
                  unconnected.size(), String.join(", ", unconnected.stream().limit(10).toList())));
    }
  }

  private <T> T look(Supplier<T> work) {
    return looking.execute(status -> work.get());
  }

  /** One partition on its way through both passes. */
  private final class OfPartition implements OutboundPlan.Around {
    private final RunningSync sync;
    private final Collection<RunningSync> others;
    private final PartitionKey partition;
    private final Instant at;
    private final PlanTally tally;
    private final Reader reader;
    private final long about;
    private final Preview preview;
    private final Fingerprints listed = new Fingerprints();
    private final Fingerprints decided = new Fingerprints();
    private final Map<String, Remote> atHand = new LinkedHashMap<>();
    private Lease lease;
    private final Set<Touch> removals = new HashSet<>();

    OfPartition(
        RunningSync sync,
        Collection<RunningSync> others,
        PartitionKey partition,
        Renaming renaming,
        Instant at,
        PlanTally tally,
        Reader reader,
        long about) {
      this.sync = sync;
      this.others = others;
      this.partition = partition;
      this.at = at;
      this.tally = tally;
      this.reader = reader;
      this.about = about;
      this.preview = sync.target().preview(partition, renaming);
      this.lease = new Lease(0, partition, 0, "", at);
    }

    /** Plans it; why it could not be looked at, null where it could. */
    @Nullable String failure() {
      try {
        plan();
        return null;
      } catch (TargetException e) {
        return e.failure().message();
      } catch (CursorExpired e) {
        return "the listing expired while it was read: " + e.getMessage();
      }
    }

    private void plan() {
      Optional<Partition> known = look(() -> partitions.find(partition));
      lease = new Lease(known.map(Partition::id).orElse(0L), partition, 0, "", at);
      refuseWhereAnotherWrites();
      boolean isFirst = known.map(Partition::lastFullSync).isEmpty();
      InboundPlan.Listing listing = inbound.begin(sync, lease, isFirst, at);
      @Nullable String token = null;
      do {
        Page page = preview.page(token);
        take(listing, page.items());
        token = page.nextPageToken();
      } while (token != null);
      Map<String, @Nullable Remote> missing = missing();
      decide(listing, () -> listing.end(missing), missing.values());
      notes(listing);
      rest(listing);
    }

    /** As the run does, before anything is looked at. */
    private void refuseWhereAnotherWrites() {
      Optional<Failure> refusal =
          look(() -> writers.refusal(sync, partition, lease.partitionId(), others));
      if (refusal.isPresent()) {
        throw new TargetException(
            refusal.get(), List.of(), new IllegalStateException(refusal.get().message()));
      }
    }

    private void take(InboundPlan.Listing listing, List<Remote> items) {
      String doubt = look(() -> rewinds.doubt(items));
      if (doubt != null) {
        tally.note(doubt);
      }
      items.forEach(item -> listed.add(item.remoteId()));
      decide(listing, () -> listing.page(items), items);
    }

    /** What the listing lacked, read by id (PROTOCOL 6.6). */
    private Map<String, @Nullable Remote> missing() {
      Map<String, @Nullable Remote> missing = new LinkedHashMap<>();
      if (sync.target().listsDeletions()) {
        return missing;
      }
      String after = "";
      List<String> expected;
      do {
        String from = after;
        expected = look(() -> listings.expected(partition, from, PAGE));
        expected.stream().filter(id -> !listed.has(id)).forEach(id -> missing.put(id, null));
        after = expected.isEmpty() ? after : expected.getLast();
      } while (expected.size() == PAGE);
      missing.putAll(preview.read(missing.keySet()));
      return missing;
    }

    private void decide(
        InboundPlan.Listing listing,
        Supplier<List<Foreseen>> step,
        Collection<@Nullable Remote> shown) {
      atHand.clear();
      for (Remote remote : shown) {
        if (remote != null) {
          atHand.put(remote.remoteId(), remote);
        }
      }
      Map<String, Foreseen> left = new LinkedHashMap<>();
      for (Foreseen one : look(step)) {
        if (one.key().isEmpty()) {
          tell(PlannedChanges.of(partition, "", one, null, sync));
        } else if (decided.add(one.key())) {
          left.put(one.key(), one);
        }
      }
      sendAll(listing, List.copyOf(left.keySet()), left);
    }

    /** Rows and links that the listing did not show. */
    private void rest(InboundPlan.Listing listing) {
      atHand.clear();
      SourceTable source = sync.sourceOf(partition);
      @Nullable String after = null;
      List<String> keys;
      do {
        String from = after;
        keys = look(() -> rows.keys(source, from, PAGE));
        sendAll(listing, keys.stream().filter(decided::add).toList(), Map.of());
        after = keys.isEmpty() ? null : keys.getLast();
      } while (keys.size() == PAGE);
      String last = "";
      do {
        String from = last;
        keys = look(() -> linked.keys(partition, from, PAGE));
        sendAll(listing, keys.stream().filter(decided::add).toList(), Map.of());
        last = keys.isEmpty() ? last : keys.getLast();
      } while (keys.size() == PAGE);
    }

    private void sendAll(
        InboundPlan.Listing listing, List<String> keys, Map<String, Foreseen> left) {
      int atOnce = Math.min(PAGE, outbound.atOnce(sync));
      for (int from = 0; from < keys.size(); from += atOnce) {
        List<String> some = keys.subList(from, Math.min(keys.size(), from + atOnce));
        Map<String, Foreseen> unseen = new LinkedHashMap<>();
        some.stream().filter(left::containsKey).forEach(key -> unseen.put(key, left.get(key)));
        OutboundPlan.Batch batch =
            outbound.batch(sync, lease, at, some, left, touchedSoFar(listing), this);
        removals.addAll(batch.removals());
        batch
            .records()
            .forEach(
                record ->
                    tell(
                        PlannedChanges.of(
                            partition, record.key(), unseen.remove(record.key()), record, sync)));
        unseen.forEach((key, one) -> tell(PlannedChanges.of(partition, key, one, null, sync)));
        reader.looked(tally.records(), about);
      }
    }

    private Set<Touch> touchedSoFar(InboundPlan.Listing listing) {
      Set<Touch> touched = new HashSet<>(listing.touched());
      touched.addAll(removals);
      return touched;
    }

    private void tell(PlannedRecord record) {
      tally.add(record);
      if (record.isWorthTelling()) {
        reader.planned(record);
      }
    }

    private void notes(InboundPlan.Listing listing) {
      preview.problems().forEach(problem -> tally.note(problem.text()));
      int refused = look(() -> linked.refused(partition)).size();
      if (refused > 0) {
        tally.note(
            "%s: values that the rows of %d records did not take are tried again, and only the table can say whether it takes them now"
                .formatted(partition, refused));
      }
      if (!listing.leftOver().rows().isEmpty() || !listing.leftOver().remotes().isEmpty()) {
        tally.note(
            "%s: %d rows and %d records there could as well be one that was matched"
                .formatted(
                    partition,
                    listing.leftOver().rows().size(),
                    listing.leftOver().remotes().size()));
      }
    }

    @Override
    public <T> T looking(Supplier<T> work) {
      return look(work);
    }

    @Override
    public Map<String, Remote> read(Collection<String> remoteIds) {
      Map<String, Remote> found = new LinkedHashMap<>();
      List<String> others = new ArrayList<>();
      for (String id : remoteIds) {
        Remote remote = atHand.get(id);
        if (remote != null) {
          found.put(id, remote);
        } else {
          others.add(id);
        }
      }
      if (!others.isEmpty()) {
        found.putAll(preview.read(others));
      }
      return found;
    }
  }
}
