package dev.lockstep.engine.inbound;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.DatabaseClock;
import dev.lockstep.engine.PassLog;
import dev.lockstep.engine.Reading;
import dev.lockstep.engine.Rewinds;
import dev.lockstep.engine.dispatch.Backfill;
import dev.lockstep.engine.dispatch.DefinitionSets;
import dev.lockstep.engine.link.Listings;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Cursors;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.target.CursorExpired;
import dev.lockstep.target.Page;
import dev.lockstep.target.Remote;
import dev.lockstep.target.TargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The steps of {@code routes/inbound.camel.yaml}, each by the name that stands there. */
@Component("inboundPass")
public class InboundPass {

  private static final Logger LOG = LoggerFactory.getLogger(InboundPass.class);

  /** The generation of what is no listing; a listing that nobody asked for has 0. */
  private static final long NO_PULL = -1;

  private final Syncs syncs;
  private final DefinitionSets definitions;
  private final Partitions partitions;
  private final Leases leases;
  private final Pulls pulls;
  private final Reconciles reconciles;
  private final Cursors cursors;
  private final Claims claims;
  private final Listings listings;
  private final DatabaseClock clock;
  private final InboundBrake brake;
  private final Rewinds rewinds;
  private final InboundMerge merge;
  private final InboundApply apply;
  private final Backfill backfill;
  private final PassLog passes;
  private final Reading reading;
  private final Adoption adoption;
  private final TransactionTemplate transaction;

  InboundPass(
      Syncs syncs,
      DefinitionSets definitions,
      Partitions partitions,
      Leases leases,
      Pulls pulls,
      Reconciles reconciles,
      Cursors cursors,
      Claims claims,
      Listings listings,
      DatabaseClock clock,
      InboundBrake brake,
      Rewinds rewinds,
      InboundMerge merge,
      InboundApply apply,
      Backfill backfill,
      PassLog passes,
      Reading reading,
      Adoption adoption,
      TransactionTemplate transaction) {
    this.syncs = syncs;
    this.definitions = definitions;
    this.partitions = partitions;
    this.leases = leases;
    this.pulls = pulls;
    this.reconciles = reconciles;
    this.cursors = cursors;
    this.claims = claims;
    this.listings = listings;
    this.clock = clock;
    this.brake = brake;
    this.rewinds = rewinds;
    this.merge = merge;
    this.apply = apply;
    this.backfill = backfill;
    this.passes = passes;
    this.reading = reading;
    this.adoption = adoption;
    this.transaction = transaction;
  }

  /** Takes up the request for a pull; everything is listed where nothing was yet, or was asked. */
  public Pull start(Lease lease) {
    RunningSync sync = syncs.running(lease.partition().sync());
    Partition partition = partitions.find(lease.partition()).orElseThrow();
    // Newer definitions may have been stored since the lease was taken: then it is theirs to list.
    Long taken =
        transaction.execute(status -> definitions.holdNewest() ? pulls.take(lease) : NO_PULL);
    long generation = Objects.requireNonNull(taken);
    boolean full = partition.isReconcileAskedFor() || partition.lastFullSync() == null;
    return new Pull(
        lease,
        sync,
        clock.now(),
        full ? null : partition.cursor(),
        null,
        generation,
        partition.reconcile(),
        null,
        generation == NO_PULL ? Pull.Phase.DONE : Pull.Phase.LISTING,
        new Tally(),
        full ? adoption.keptBack(sync, partition.lastFullSync() == null) : null,
        0,
        partition.asked());
  }

  /** The next page; after a whole listing, what it lacked, each read by id. */
  public Listed list(Pull pull) {
    leases.renew(pull.lease());
    return switch (pull.phase()) {
      case LISTING -> page(pull);
      case UNLISTED -> unlisted(pull);
      case DONE -> throw new IllegalStateException("the pull is done");
    };
  }

  private Listed page(Pull pull) {
    PartitionKey partition = pull.lease().partition();
    Page page;
    long began = System.nanoTime();
    try {
      page = pull.sync().target().changes(partition, pull.cursor(), pull.pageToken());
    } catch (CursorExpired expired) {
      if (pull.restarts() > 0) {
        throw refusedAgain(partition, expired);
      }
      LOG.info(
          "{} cursor expired, everything is listed: {}",
          syncs.named(partition),
          expired.getMessage());
      return page(pull.fromScratch(adoption.keptBack(pull.sync(), pull.unlinked() != null)));
    }
    pull.tally().listed(pull.sync().target().listMethod(), began);
    rewinds.check(page.items());
    if (pull.isFull() && !pull.sync().target().listsDeletions()) {
      listings.mark(partition, ids(page.items()), pull.startedAt());
    }
    Pull.Phase next =
        !page.isLast() ? Pull.Phase.LISTING : pull.isFull() ? Pull.Phase.UNLISTED : Pull.Phase.DONE;
    pull.tally().pulled(page.items().size());
    List<Remote> kept = adoption.unlinked(pull, page.items());
    Pull after = pull.at(page.nextPageToken(), page.nextCursor(), next);
    List<Remote> items = page.items().stream().filter(remote -> !kept.contains(remote)).toList();
    return new Listed(
        pull,
        seen(partition, items),
        Map.of(),
        Map.of(),
        kept.isEmpty() ? after : after.keeping(kept),
        0);
  }

  /** One listing of everything is what a refused cursor leads to; a second one waits. */
  private static TargetException refusedAgain(PartitionKey partition, CursorExpired expired) {
    return new TargetException(
        new Failure(
            Failure.Kind.TRANSIENT,
            Failure.Scope.PARTITION,
            "cursorExpired",
            "%s: a listing of everything was refused as expired".formatted(partition),
            null),
        List.of(),
        expired);
  }

  private Listed unlisted(Pull pull) {
    PartitionKey partition = pull.lease().partition();
    List<String> missing =
        pull.sync().target().listsDeletions()
            ? List.of()
            : listings.unlisted(partition, pull.startedAt());
    List<Remote> found = new ArrayList<>(read(pull.sync(), pull.lease(), missing, pull.tally()));
    List<Remote> unlinked = pull.unlinked() == null ? List.of() : pull.unlinked();
    Adoption.Matched matched = adoption.match(pull, unlinked);
    adoption.report(pull, matched.leftOver());
    found.addAll(unlinked);
    backfill.reconcile(pull.sync(), partition, pull.lease(), pull.asked());
    return new Listed(
        pull,
        seen(partition, found),
        Map.of(),
        matched.keys(),
        pull.at(null, pull.nextCursor(), Pull.Phase.DONE),
        0);
  }

  /** The records by id; one that the target does not know counts as deleted. */
  private List<Remote> read(RunningSync sync, Lease lease, Collection<String> ids, Tally tally) {
    long began = System.nanoTime();
    Map<String, Remote> found = reading.read(sync.target(), lease, ids);
    if (!ids.isEmpty()) {
      tally.listed(sync.target().readMethod(), began);
    }
    return ids.stream().map(id -> found.getOrDefault(id, tombstone(id))).toList();
  }

  /** What stands for a record that the target does not know. */
  static Remote tombstone(String remoteId) {
    return new Remote(
        remoteId,
        null,
        null,
        null,
        Set.of(Remote.Trait.DELETED),
        null,
        dev.lockstep.core.Fields.EMPTY);
  }

  /** Takes records that wait for themselves and reads them as they are now. */
  public Listed claim(Lease lease) {
    RunningSync sync = syncs.running(lease.partition().sync());
    List<Item> items =
        transaction.execute(
            status ->
                definitions.holdNewest()
                    ? claims.take(lease, Direction.FROM_GOOGLE, Listed.AT_MOST)
                    : List.<Item>of());
    Map<String, Item> queued = new LinkedHashMap<>();
    items.forEach(item -> queued.put(item.key(), item));
    Tally tally = new Tally();
    List<Remote> remotes = read(sync, lease, queued.keySet(), tally);
    Pull none =
        new Pull(
            lease,
            sync,
            clock.now(),
            null,
            null,
            NO_PULL,
            0,
            null,
            Pull.Phase.DONE,
            tally,
            null,
            0,
            null);
    none.tally().pulled(remotes.size());
    return new Listed(none, seen(lease.partition(), remotes), queued, Map.of(), none, 0);
  }

  /** What would delete or change too many rows at once is queued and held instead. */
  public Listed weigh(Listed listed) {
    return transaction.execute(status -> brake.weigh(listed));
  }

  /** Locks the rows and decides about each record. */
  public MergedPart merge(Listed.Part part) {
    leases.fence(part.listed().pull().lease());
    return merge.merge(part);
  }

  /** Writes the rows, each in a savepoint, and the mappings. */
  public MergedPart apply(MergedPart merged) {
    return apply.apply(merged);
  }

  /** Moves the cursor with the last records of the last page. */
  public Pull moveCursor(MergedPart merged) {
    Listed listed = merged.part().listed();
    Pull after = listed.after();
    PartitionKey partition = after.lease().partition();
    passes.taken(partition, merged.steps().size(), after.tally().took());
    if (merged.part().last()) {
      after.tally().echoes(listed.echoes());
      if (!after.isUnfinished()) {
        passes.pulled(partition, after.id(), after.tally().sum(), after.tally().took());
      }
    }
    if (merged.part().last() && listed.queued().isEmpty() && !after.isUnfinished()) {
      finish(after);
    }
    return after;
  }

  private void finish(Pull pull) {
    if (pull.generation() == NO_PULL) {
      return;
    }
    cursors.save(pull.lease(), pull.nextCursor(), null);
    if (pull.tally().hasNews()) {
      pulls.done(pull.lease(), pull.generation());
    } else {
      pulls.broughtNothing(pull.lease(), pull.generation());
    }
    if (pull.isFull()) {
      reconciles.done(pull.lease(), pull.reconcile());
    }
  }

  /**
   * Whether another page is to come.
   *
   * @param body the pull; what a step left that failed is no pull and ends the loop
   */
  public boolean isUnfinished(Object body) {
    return body instanceof Pull pull && pull.isUnfinished();
  }

  /**
   * Whether rows that people changed wait while pages are still to come (PROTOCOL 2.6). Never
   * before everything was seen once: nothing is written there until then (PROTOCOL 11.1).
   */
  public boolean mustGiveWay(Pull pull) {
    return pull.isUnfinished()
        && claims.isLiveDue(pull.lease(), Direction.TO_GOOGLE)
        && partitions
            .find(pull.lease().partition())
            .filter(partition -> partition.lastFullSync() != null)
            .filter(partition -> !partition.isPaused(Direction.TO_GOOGLE))
            .isPresent();
  }

  static List<Listed.Seen> seen(PartitionKey partition, List<Remote> remotes) {
    return remotes.stream()
        .map(remote -> new Listed.Seen(remote, VersionId.of(partition, remote).text()))
        .toList();
  }

  private static List<String> ids(List<Remote> remotes) {
    return remotes.stream().map(Remote::remoteId).toList();
  }
}
