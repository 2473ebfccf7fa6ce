package dev.lockstep.history;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition.Recipient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One line of the history. */
public sealed interface HistoryEvent {

  /**
   * A change that was applied to one side; exactly one line for each.
   *
   * @param side where it was applied
   * @param cause what brought it about
   * @param origin on which side it was made
   * @param before values before it, as far as they are known; empty for an insert
   * @param after values after it; empty for a delete
   * @param lost values that a conflict or a one-way field overrode, by field; usually empty
   * @param trail what brought it about, and by which call it was carried
   */
  record Change(
      PartitionKey partition,
      String key,
      Side side,
      Action action,
      Cause cause,
      Origin origin,
      @Nullable String remoteId,
      Fields before,
      Fields after,
      Fields lost,
      Trail trail)
      implements HistoryEvent {

    /** One of which nothing more is known. */
    public Change(
        PartitionKey partition,
        String key,
        Side side,
        Action action,
        Cause cause,
        Origin origin,
        @Nullable String remoteId,
        Fields before,
        Fields after,
        Fields lost) {
      this(partition, key, side, action, cause, origin, remoteId, before, after, lost, Trail.NONE);
    }
  }

  /**
   * One try of a call to the target.
   *
   * @param key the record, or null where the call was for many or for none
   * @param method the call as Google names it, `events.patch`
   * @param failure why it failed, or null
   * @param records how many it carried; 0 where that says nothing
   * @param trail the pass that made it, and its own number
   */
  record Attempt(
      PartitionKey partition,
      @Nullable String key,
      String method,
      Duration took,
      @Nullable Failure failure,
      long records,
      Trail trail)
      implements HistoryEvent {

    /** One that no pass made. */
    public Attempt(
        PartitionKey partition,
        @Nullable String key,
        String method,
        Duration took,
        @Nullable Failure failure) {
      this(partition, key, method, took, failure, 0, Trail.NONE);
    }
  }

  /**
   * One run over a partition; of a first load one line per batch.
   *
   * @param counts what it did, `pulled`, `pushed`, `conflicts`, in the order to show
   * @param failure why it broke off, or null
   * @param trail its own number, and what asked for it where one thing did
   */
  record Pass(
      PartitionKey partition,
      Run run,
      Map<String, Long> counts,
      Duration took,
      @Nullable Failure failure,
      Trail trail)
      implements HistoryEvent {

    /** One of which nothing more is known. */
    public Pass(
        PartitionKey partition,
        Run run,
        Map<String, Long> counts,
        Duration took,
        @Nullable Failure failure) {
      this(partition, run, counts, took, failure, Trail.NONE);
    }
  }

  /**
   * Something that somebody should see. The line is always written; people hear of it where {@code
   * to} names any, once and with the burst around it as a single message.
   *
   * @param sync null where it is about an account as a whole
   * @param account the owner it is about, or null
   * @param count how many records it stands for
   * @param values the values seen, by the side that showed them (`base`, `source`, `target`)
   * @param trail the pass that saw it, why that looked, and the calls that the record was tried
   *     with
   */
  record Notice(
      NoticeKind kind,
      @Nullable String sync,
      @Nullable String account,
      @Nullable String calendar,
      @Nullable String key,
      String message,
      long count,
      Map<String, Fields> values,
      Set<Recipient> to,
      Trail trail)
      implements HistoryEvent {

    /** One of which nothing more is known. */
    public Notice(
        NoticeKind kind,
        @Nullable String sync,
        @Nullable String account,
        @Nullable String calendar,
        @Nullable String key,
        String message,
        long count,
        Map<String, Fields> values,
        Set<Recipient> to) {
      this(kind, sync, account, calendar, key, message, count, values, to, Trail.NONE);
    }

    public Notice with(Trail trail) {
      return new Notice(kind, sync, account, calendar, key, message, count, values, to, trail);
    }

    /** About one record. */
    public static Notice ofRecord(
        NoticeKind kind,
        PartitionKey partition,
        String key,
        String message,
        Map<String, Fields> values,
        Set<Recipient> to) {
      return new Notice(
          kind,
          partition.sync(),
          partition.account(),
          partition.calendar(),
          key,
          message,
          1,
          values,
          to);
    }

    /** About a partition, for so many records. */
    public static Notice ofPartition(
        NoticeKind kind, PartitionKey partition, String message, long count, Set<Recipient> to) {
      return new Notice(
          kind,
          partition.sync(),
          partition.account(),
          partition.calendar(),
          null,
          message,
          count,
          Map.of(),
          to);
    }

    /** About an account. */
    public static Notice ofAccount(
        NoticeKind kind, String account, String message, Set<Recipient> to) {
      return new Notice(kind, null, account, null, null, message, 1, Map.of(), to);
    }
  }

  /** The side on which a change was applied. */
  enum Side {
    SOURCE,
    TARGET
  }

  /** What was done to the record. */
  enum Action {
    INSERT,
    UPDATE,
    DELETE,
    /** Only the link between row and event changed: adopted, detached, linked again. */
    LINK
  }

  /** Where a change was made. */
  enum Origin {
    POSTGRES,
    GOOGLE,
    /** A person through our own API, console or command line. */
    MANUAL
  }

  /** What brought a change about. */
  enum Cause {
    ROW_CHANGED,
    ROW_DELETED,
    /** The row names another account or calendar now. */
    ROW_MOVED,
    GOOGLE_CHANGED,
    GOOGLE_DELETED,
    GOOGLE_CREATED,
    /** Both sides had changed it; the policy decided. */
    CONFLICT_DECIDED,
    /** An edit on the side that a field does not come from was put right. */
    ONE_WAY_RESTORED,
    FIRST_SYNC,
    ADOPTED,
    RECONCILED,
    DEFINITION_CHANGED,
    /** A person decided a conflict. */
    RESOLVED,
    /** A person gave up what the brake had held. */
    DISCARDED,
    /** A person asked for an older version. */
    RESTORED
  }

  /** Which run a pass was. */
  enum Run {
    OUTBOUND,
    INBOUND,
    FIRST_LOAD,
    RECONCILE
  }
}
