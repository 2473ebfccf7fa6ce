package dev.lockstep.engine.inbound;

import dev.lockstep.engine.CausedBy;
import dev.lockstep.engine.Traced;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.queue.Lease;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pull of one partition, between two pages.
 *
 * @param startedAt by PostgreSQL's clock
 * @param cursor from where it lists; null where it lists everything
 * @param pageToken of the page that is next
 * @param generation of the request that it answers
 * @param reconcile of the request to compare in full that it answers; 0 where it is not one
 * @param nextCursor what the last page gave; null before it
 * @param phase what is next
 * @param tally what it has done so far, over all its pages
 * @param unlinked of a listing of everything: what may be recognised as an existing row once all is
 *     seen; null where nothing is matched
 * @param restarts how often the listing began anew because its cursor was refused
 * @param asked JSON of who asked for it; null where nobody remembers
 */
public record Pull(
    Lease lease,
    RunningSync sync,
    Instant startedAt,
    @Nullable String cursor,
    @Nullable String pageToken,
    long generation,
    long reconcile,
    @Nullable String nextCursor,
    Phase phase,
    Tally tally,
    @Nullable List<Remote> unlinked,
    int restarts,
    @Nullable String asked)
    implements Traced {

  /** Where a pull stands. */
  public enum Phase {
    /** Pages are listed. */
    LISTING,
    /** A listing of everything is through: what it lacked is read by id (PROTOCOL 6.6). */
    UNLISTED,
    DONE
  }

  /** What the history and the log know the pass by. */
  String id() {
    return CausedBy.pass(lease, startedAt);
  }

  /** Why it lists what it lists now, and by which call. */
  Map<String, Object> causedBy() {
    return CausedBy.listing(asked, tally.method(), tally.listed());
  }

  @Override
  public boolean isIdle() {
    return phase == Phase.DONE;
  }

  /** Nobody's change here asked for it. */
  @Override
  public List<String> traces() {
    return List.of();
  }

  /** Whether another page is to come. */
  public boolean isUnfinished() {
    return phase != Phase.DONE;
  }

  /** Whether everything is listed, not only what changed. */
  boolean isFull() {
    return cursor == null;
  }

  /** The same pull from its first page, listing everything: the cursor was refused. */
  Pull fromScratch(@Nullable List<Remote> unlinked) {
    return new Pull(
        lease,
        sync,
        startedAt,
        null,
        null,
        generation,
        reconcile,
        null,
        Phase.LISTING,
        tally,
        unlinked,
        restarts + 1,
        asked);
  }

  /** The same pull with nothing more to list; the next one begins where this one did. */
  Pull brokenOff() {
    return at(null, null, Phase.DONE);
  }

  Pull at(@Nullable String pageToken, @Nullable String nextCursor, Phase phase) {
    return new Pull(
        lease,
        sync,
        startedAt,
        cursor,
        pageToken,
        generation,
        reconcile,
        nextCursor,
        phase,
        tally,
        unlinked,
        restarts,
        asked);
  }

  /** With these kept back until everything is listed. */
  Pull keeping(List<Remote> more) {
    List<Remote> all = new ArrayList<>(unlinked == null ? List.of() : unlinked);
    all.addAll(more);
    return new Pull(
        lease,
        sync,
        startedAt,
        cursor,
        pageToken,
        generation,
        reconcile,
        nextCursor,
        phase,
        tally,
        all,
        restarts,
        asked);
  }
}
