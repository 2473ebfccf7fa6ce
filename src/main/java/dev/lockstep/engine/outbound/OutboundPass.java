package dev.lockstep.engine.outbound;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Bases;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Link;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.ToTarget;
import dev.lockstep.engine.CausedBy;
import dev.lockstep.engine.Chronicle;
import dev.lockstep.engine.DatabaseClock;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.InstanceInDoubt;
import dev.lockstep.engine.SourceRows;
import dev.lockstep.engine.dispatch.DefinitionSets;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.engine.link.WriteNumbers;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.history.History;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceRow;
import dev.lockstep.target.Call;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The steps of {@code routes/outbound.camel.yaml}, each by the name that stands there. */
@Component("outboundPass")
public class OutboundPass {

  private final Syncs syncs;
  private final DefinitionSets definitions;
  private final Claims claims;
  private final Leases leases;
  private final RowReader rows;
  private final DatabaseClock clock;
  private final Mappings mappings;
  private final WriteNumbers writeNumbers;
  private final Enrichment enrichment;
  private final OutboundMerge merge;
  private final OutboundCommit commit;
  private final History history;
  private final InstanceGuard guard;
  private final TransactionTemplate transaction;

  OutboundPass(
      Syncs syncs,
      DefinitionSets definitions,
      Claims claims,
      Leases leases,
      RowReader rows,
      DatabaseClock clock,
      Mappings mappings,
      WriteNumbers writeNumbers,
      Enrichment enrichment,
      OutboundMerge merge,
      OutboundCommit commit,
      History history,
      InstanceGuard guard,
      TransactionTemplate transaction) {
    this.syncs = syncs;
    this.definitions = definitions;
    this.claims = claims;
    this.leases = leases;
    this.rows = rows;
    this.clock = clock;
    this.mappings = mappings;
    this.writeNumbers = writeNumbers;
    this.enrichment = enrichment;
    this.merge = merge;
    this.commit = commit;
    this.history = history;
    this.guard = guard;
    this.transaction = transaction;
  }

  /**
   * Takes the partition's due records, live edits first: as many as the target takes at once, with
   * one `sending` commit and one outcome commit for them all; none once newer definitions are
   * stored.
   */
  public Claimed claim(Lease lease) {
    RunningSync sync = syncs.running(lease.partition().sync());
    if (claims.isLiveDue(lease, Direction.TO_GOOGLE)) {
      sync.target().awaitTurn(lease.partition());
    }
    List<Item> items =
        transaction.execute(
            status ->
                definitions.holdNewest()
                    ? claims.take(lease, Direction.TO_GOOGLE, sync.target().recordsAtOnce())
                    : List.<Item>of());
    return new Claimed(lease, sync, items, clock.now());
  }

  /** Rows and mappings in two queries. */
  public Loaded load(Claimed claimed) {
    if (claimed.items().isEmpty()) {
      return new Loaded(claimed, List.of(), 0);
    }
    List<String> keys = claimed.items().stream().map(Item::key).toList();
    SourceRows found = SourceRows.read(keys, some -> rows.read(claimed.sync().source(), some));
    PartitionKey partition = claimed.lease().partition();
    Map<String, Mapping> linked = mappings.find(partition.sync(), partition.account(), keys);
    List<Candidate> candidates = new ArrayList<>();
    List<Item> elsewhere = new ArrayList<>();
    for (Item item : claimed.items()) {
      Row row = inside(found.rows().get(item.key()));
      Mapping mapping =
          mapping(
              claimed, row, linked.getOrDefault(item.key(), Mapping.none(partition, item.key())));
      if (mapping == null) {
        elsewhere.add(item);
      } else {
        candidates.add(Candidate.of(item, row, mapping, found.faults().get(item.key())));
      }
    }
    if (!elsewhere.isEmpty()) {
      transaction.executeWithoutResult(status -> claims.done(claimed.lease(), elsewhere));
    }
    return new Loaded(claimed, candidates, 0);
  }

  /**
   * A record that is linked in another calendar of the account is that partition's, until it is
   * gone there: then it begins anew here, and that partition asks for it. Null until then.
   */
  static @Nullable Mapping mapping(Claimed claimed, @Nullable Row row, Mapping found) {
    PartitionKey here = claimed.lease().partition();
    if (found.partition().equals(here)) {
      return found;
    }
    Link link = found.link();
    boolean isFree = link.state() == Link.State.GONE || link.state() == Link.State.DETACHED;
    return isFree && row != null && here.equals(claimed.sync().home(row))
        ? begunAnew(here, found)
        : null;
  }

  /** What was linked in another calendar, as it begins here. */
  static Mapping begunAnew(PartitionKey here, Mapping found) {
    Link link = found.link();
    return Mapping.none(here, found.key())
        .with(
            new Link(
                Link.State.NONE,
                null,
                Bases.NONE,
                Link.Seen.NOTHING,
                null,
                link.incarnation() + 1,
                null,
                List.of(),
                List.of()));
  }

  static @Nullable Row inside(@Nullable SourceRow row) {
    return row != null && row.isInside() ? row.row() : null;
  }

  /** The batch passes the route that the definition names, if any. */
  public Loaded enrich(Loaded loaded) {
    return enrichment.enrich(loaded, () -> leases.renew(loaded.pass().lease()));
  }

  /**
   * Whether records are left to be merged.
   *
   * @param body the loaded records; what a step left that failed is something else and ends the
   *     loop
   */
  public boolean isUnsettled(Object body) {
    return body instanceof Loaded loaded && loaded.isUnsettled();
  }

  /** Decides about each record; those whose calls are of unknown fate are read first. */
  public Merged merge(Loaded loaded) {
    return merge.merge(loaded);
  }

  /** Commits what is about to be sent, before the first call (PROTOCOL 5.1). */
  public Merged intend(Merged merged) {
    List<Merged.Step> writing =
        merged.steps().stream()
            .filter(step -> !(step.toTarget() instanceof ToTarget.Nothing))
            .toList();
    if (writing.isEmpty()) {
      return merged;
    }
    return transaction.execute(
        status -> {
          leases.fence(merged.pass().lease());
          var numbers = writeNumbers.next(writing.size()).iterator();
          List<Merged.Step> steps = new ArrayList<>();
          List<Mapping> intended = new ArrayList<>();
          Chronicle chronicle =
              new Chronicle(
                  merged.pass().sync(), merged.pass().lease().partition(), merged.pass().id());
          for (Merged.Step step : merged.steps()) {
            if (step.toTarget() instanceof ToTarget.Nothing) {
              steps.add(step);
              continue;
            }
            chronicle.because(CausedBy.item(step.candidate().item()));
            Attempt attempt = attempt(merged.pass(), step);
            Candidate candidate = step.candidate();
            chronicle.arrived(
                step.key(),
                candidate.arrived(),
                candidate.mapping().link(),
                step.decision().link());
            // With the mapping that remembers them: the answer to the call may never come.
            chronicle.reports(step.key(), step.decision());
            Mapping mapping =
                candidate
                    .mapping()
                    .with(Outcomes.intended(step.decision().link(), attempt))
                    .in(merged.pass().lease().partition())
                    .with((long) numbers.next());
            intended.add(mapping);
            steps.add(step.intending(attempt, step.candidate().with(mapping)));
          }
          mappings.save(intended);
          history.write(chronicle.lines());
          return new Merged(merged.pass(), merged.rules(), steps, merged.round());
        });
  }

  private static Attempt attempt(Claimed pass, Merged.Step step) {
    String remoteId = remoteId(pass, step);
    return switch (step.toTarget()) {
      case ToTarget.Insert insert ->
          new Attempt(Attempt.Kind.INSERT, insert.fields(), remoteId, null, pass.startedAt());
      case ToTarget.Patch patch ->
          new Attempt(
              Attempt.Kind.PATCH, patch.fields(), remoteId, patch.version(), pass.startedAt());
      case ToTarget.Revive revive ->
          new Attempt(
              Attempt.Kind.REVIVE, revive.fields(), remoteId, revive.version(), pass.startedAt());
      case ToTarget.Delete delete ->
          new Attempt(
              Attempt.Kind.DELETE,
              dev.lockstep.core.Fields.EMPTY,
              remoteId,
              delete.version(),
              pass.startedAt());
      case ToTarget.Nothing nothing -> throw new IllegalStateException("nothing is to be sent");
    };
  }

  /** An insert goes under an id of ours; everything else to the id that is linked. */
  private static String remoteId(Claimed pass, Merged.Step step) {
    String linked = step.decision().link().remoteId();
    return step.toTarget() instanceof ToTarget.Insert || linked == null
        ? pass.sync()
            .target()
            .remoteId(pass.lease().partition(), step.key(), step.decision().link().incarnation())
        : linked;
  }

  /** Makes the fewest calls that carry the batch. */
  public Delivered deliver(Merged merged) {
    List<Write> writes =
        merged.steps().stream()
            .filter(step -> step.attempt() != null)
            .map(Merged.Step::write)
            .toList();
    Map<String, Outcome> outcomes = new HashMap<>();
    if (!writes.isEmpty() && guard.reason() != null) {
      throw new InstanceInDoubt(guard.reason());
    }
    if (writes.isEmpty()) {
      return new Delivered(merged, outcomes, List.of(), null);
    }
    Claimed pass = merged.pass();
    Progress progress = new Progress(leases, pass);
    try {
      pass.sync()
          .target()
          .write(pass.lease().partition(), writes, progress)
          .forEach(outcome -> outcomes.put(outcome.key(), outcome));
      return new Delivered(merged, outcomes, progress.calls(), null);
    } catch (TargetException wider) {
      wider.settled().forEach(outcome -> outcomes.put(outcome.key(), outcome));
      return new Delivered(merged, outcomes, progress.calls(), wider);
    }
  }

  /**
   * Records every outcome in one transaction; what must be merged again goes round.
   *
   * @throws TargetException the wider failure that ended the batch, once what was settled is kept
   */
  public Loaded commit(Delivered delivered) {
    Loaded again = transaction.execute(status -> commit.commit(delivered));
    if (delivered.broken() != null) {
      throw delivered.broken();
    }
    return again;
  }

  /**
   * Keeps the lease while calls are under way: each renewal is a write, so not at each call. Also
   * remembers them.
   */
  private static final class Progress implements Target.Progress {
    private static final long RENEW_AFTER_NANOS = 10_000_000_000L;

    private final Leases leases;
    private final Claimed pass;
    private final AtomicLong renewed = new AtomicLong(System.nanoTime());
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    Progress(Leases leases, Claimed pass) {
      this.leases = leases;
      this.pass = pass;
    }

    @Override
    public void beforeCall() {
      long before = renewed.get();
      long now = System.nanoTime();
      if (now - before > RENEW_AFTER_NANOS && renewed.compareAndSet(before, now)) {
        leases.renew(pass.lease());
      }
    }

    @Override
    public void called(Call call) {
      calls.add(call);
    }

    List<Call> calls() {
      return List.copyOf(calls);
    }

    @Override
    public boolean isBackfill() {
      return pass.items().stream().allMatch(item -> item.lane() == Lane.BACKFILL);
    }
  }
}
