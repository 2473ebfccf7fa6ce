package dev.lockstep.core;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record as the target shows it. */
public sealed interface TargetSide {

  /** Not read: it is taken to be as last seen, and a write is conditional on that version. */
  record Unread() implements TargetSide {}

  /** Read, and not known there. */
  record Absent() implements TargetSide {}

  /** Deleted there, with a tombstone left. */
  record Deleted(@Nullable String version) implements TargetSide {}

  /**
   * There.
   *
   * @param updated when the target says it changed, for latest-wins; null counts as a tie
   */
  record Present(
      Fields fields,
      @Nullable Instant updated,
      @Nullable String version,
      String remoteId,
      Set<Trait> traits)
      implements TargetSide {
    public Present {
      traits = Set.copyOf(traits);
    }

    boolean is(Trait trait) {
      return traits.contains(trait);
    }

    /** Whether nothing about it keeps it from being taken up. */
    public boolean isOrdinary() {
      return traits.stream().allMatch(trait -> trait == Trait.AWAITED || trait == Trait.NUMBERED);
    }
  }

  /** What else must be known before a record there may be touched or taken (PROTOCOL 6.1, 6.7). */
  enum Trait {
    /** The master of a series. */
    RECURRING,
    /** One changed occurrence of a series. */
    EXCEPTION,
    /** It bears our stamp for another id: a person copied it. */
    COPY,
    /** It sits on our id without a stamp of ours. */
    STRANGER,
    /** Marked private or confidential. */
    PRIVATE,
    /** Organised by somebody else than the account. */
    FOREIGN_ORGANIZER,
    /** Not an ordinary event. */
    SPECIAL,
    /** Made before the account was connected. */
    BEFORE_CONNECTION,
    /** Not there long enough to be taken up (PROTOCOL 7.3). */
    FRESH,
    /** Nobody can tell yet whether it is gone, or which of several it is (PROTOCOL 7.3). */
    UNSETTLED,
    /**
     * A write of ours that was never answered may still arrive, whatever version this is: the
     * target holds no conditions.
     */
    AWAITED,
    /**
     * It bears the number of the last write of ours that reached it, by which that of any other is
     * told not to have.
     */
    NUMBERED
  }

  TargetSide UNREAD = new Unread();
  TargetSide ABSENT = new Absent();
}
