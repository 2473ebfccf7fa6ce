package dev.lockstep.core;

import dev.lockstep.core.Policies.OneWayEdits;
import dev.lockstep.core.Report.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three-way merge of one unit (PROTOCOL 3.1 to 3.4, and 11.1 where it has no base yet).
 *
 * @param s what the source shows of it
 * @param r what the target shows of it
 * @param reported what was reported of the record and still stands
 * @param asked what a person or a route asked for the record
 * @param forced the side that wins wherever both could, or null: how a conflict of the whole record
 *     was decided
 */
record FieldMerge(
    Rules rules,
    Unit unit,
    Bases bases,
    Fields s,
    @Nullable Instant modified,
    Fields r,
    @Nullable Instant updated,
    List<Report> reported,
    Asked asked,
    @Nullable Side forced) {

  Verdict verdict() {
    if (!unit.isKnownIn(s) || !unit.isKnownIn(r)) {
      return Verdict.STAY;
    }
    for (Report tried : reported) {
      boolean isFinal =
          tried.kind() == Kind.INVALID && !asked.again() || tried.kind() == Kind.NOT_RESTORED;
      if (isFinal && tried.isAboutTheSame(report(tried.kind(), null))) {
        return new Verdict.Wait(tried);
      }
    }
    if (unit.isKnownIn(asked.version()) && !isChangedSinceAsked()) {
      return broughtBack(unit.of(asked.version()));
    }
    for (Report known : reported) {
      // Decided before, with these very values; only the write is still owed.
      if (known.isOwedToTarget() && known.isAboutTheSame(report(known.kind(), null))) {
        return areEqual() ? Verdict.SETTLE : new Verdict.Send(known);
      }
    }
    boolean agreedOnce = unit.isKnownIn(bases.source()) && unit.isKnownIn(bases.target());
    if (!agreedOnce) {
      return neverAgreed();
    }
    boolean sChanged = !unit.isSame(s, bases.source());
    boolean rChanged = !unit.isSame(r, bases.target());
    Verdict givenUp = asked.givenUp() == null ? null : givenUp(asked.givenUp(), sChanged, rChanged);
    if (givenUp != null) {
      return givenUp;
    }
    return switch (unit.direction()) {
      case BOTH -> bothWays(sChanged, rChanged);
      case TO_GOOGLE -> toGoogle(sChanged, rChanged);
      case FROM_GOOGLE -> fromGoogle(sChanged, rChanged);
    };
  }

  /** A person wants these values back, wherever they were edited since. */
  private Verdict broughtBack(Fields version) {
    boolean isHere = isHere(version);
    // Not yet in the row; from there it goes on.
    if (!isHere) {
      return new Verdict.Replace(version, report(Kind.BROUGHT_BACK, null));
    }
    // In the row, not yet there.
    return areEqual() ? Verdict.SETTLE : new Verdict.Send(report(Kind.BROUGHT_BACK, Side.SOURCE));
  }

  private boolean isHere(Fields version) {
    return unit.isSame(s, version) || unit.isSame(rules.shown().apply(s), version);
  }

  /**
   * Whether what a person wants back is no longer what they saw when they asked: an edit that has
   * been merged since, or one that is still to be.
   */
  boolean isChangedSinceAsked() {
    Fields expected = asked.expected();
    if (expected == null || !unit.isKnownIn(asked.version())) {
      return false;
    }
    Fields version = unit.of(asked.version());
    boolean isMerged =
        unit.isKnownIn(bases.source())
            && !unit.isSame(bases.source(), expected)
            && !unit.isSame(bases.source(), version)
            && !unit.isSame(rules.shown().apply(bases.source()), version);
    boolean isHere =
        unit.direction().toGoogle() && !unit.isSame(s, bases.source()) && !isHere(version);
    boolean isThere =
        unit.direction().fromGoogle()
            && !unit.isSame(r, bases.target())
            && !unit.isSame(r, version)
            && !areEqual();
    return isMerged || isHere || isThere;
  }

  /** What the brake held is not carried out; null where it held nothing of this unit. */
  private @Nullable Verdict givenUp(Side side, boolean sChanged, boolean rChanged) {
    boolean isOurs =
        switch (side) {
          case SOURCE -> sChanged && unit.direction().toGoogle();
          case TARGET -> rChanged && unit.direction().fromGoogle();
        };
    if (!isOurs || areEqual()) {
      return null;
    }
    return switch (side) {
      case SOURCE ->
          rChanged && unit.direction().fromGoogle()
              // The row's edit is given up, the one there is not.
              ? new Verdict.Take(report(Kind.GIVEN_UP, Side.TARGET))
              // The row keeps what a person wrote, and the target does not hear of it.
              : new Verdict.Leave(report(Kind.GIVEN_UP, Side.TARGET));
      case TARGET ->
          unit.direction().toGoogle()
              // It is put right there from the row.
              ? new Verdict.Send(report(Kind.GIVEN_UP, Side.SOURCE))
              // Nothing flows there that could put it right.
              : new Verdict.Leave(report(Kind.GIVEN_UP, Side.SOURCE));
    };
  }

  private Verdict bothWays(boolean sChanged, boolean rChanged) {
    // Nothing changed on either side.
    if (!sChanged && !rChanged) {
      return Verdict.STAY;
    }
    // Changed, and both show the same now.
    if (areEqual()) {
      return Verdict.SETTLE;
    }
    // Edited here only.
    if (!rChanged) {
      return forced == Side.TARGET ? Verdict.TAKE : Verdict.SEND;
    }
    // Edited there only.
    if (!sChanged) {
      return forced == Side.SOURCE ? Verdict.SEND : Verdict.TAKE;
    }
    // Edited on both sides, differently.
    return conflict();
  }

  private Verdict toGoogle(boolean sChanged, boolean rChanged) {
    // Nothing changed on either side.
    if (!sChanged && !rChanged) {
      return Verdict.STAY;
    }
    // Changed, and both show the same now.
    if (areEqual()) {
      return Verdict.SETTLE;
    }
    // Edited here only.
    if (!rChanged) {
      return Verdict.SEND;
    }
    // Edited there, where it does not come from, and now here as well.
    if (sChanged) {
      return new Verdict.Send(report(Kind.OVERWRITTEN, Side.SOURCE));
    }
    // Edited there only, where it does not come from.
    return rules.policies().oneWayEdits() == OneWayEdits.LEAVE
        ? Verdict.STAY
        : new Verdict.Send(report(Kind.RESTORED, Side.SOURCE));
  }

  private Verdict fromGoogle(boolean sChanged, boolean rChanged) {
    // Nothing changed on either side.
    if (!sChanged && !rChanged) {
      return Verdict.STAY;
    }
    // Changed, and both show the same now.
    if (areEqual()) {
      return Verdict.SETTLE;
    }
    // Edited there only.
    if (!sChanged) {
      return Verdict.TAKE;
    }
    // Edited here, where it does not come from, and now there as well.
    if (rChanged) {
      return new Verdict.Take(report(Kind.OVERWRITTEN, Side.TARGET));
    }
    // Edited here only, where it does not come from.
    return rules.policies().oneWayEdits() == OneWayEdits.LEAVE
        ? Verdict.STAY
        : new Verdict.Take(report(Kind.RESTORED, Side.TARGET));
  }

  /** Adopted, or mapped since yesterday: there is no base to compare with. */
  private Verdict neverAgreed() {
    // Equal, or both blank.
    if (areEqual()) {
      return Verdict.SETTLE;
    }
    boolean sBlank = unit.isBlankIn(s);
    boolean rBlank = unit.isBlankIn(r);
    return switch (unit.direction()) {
      case BOTH -> {
        // Blank here, filled there.
        if (sBlank) {
          yield Verdict.TAKE;
        }
        // Filled here, blank there.
        if (rBlank) {
          yield Verdict.SEND;
        }
        // Filled differently.
        yield conflict();
      }
      case TO_GOOGLE -> {
        // Blank here, filled there, and it cannot flow back: a person's text is not blanked.
        if (sBlank) {
          yield Verdict.SETTLE;
        }
        // Filled here, blank there.
        if (rBlank) {
          yield Verdict.SEND;
        }
        // Filled differently, and only one side may win.
        yield new Verdict.Send(report(Kind.OVERWRITTEN, Side.SOURCE));
      }
      case FROM_GOOGLE -> {
        // Filled here, blank there, and it cannot flow out: the row's value is not blanked.
        if (rBlank) {
          yield Verdict.SETTLE;
        }
        // Blank here, filled there.
        if (sBlank) {
          yield Verdict.TAKE;
        }
        // Filled differently, and only one side may win.
        yield new Verdict.Take(report(Kind.OVERWRITTEN, Side.TARGET));
      }
    };
  }

  private Verdict conflict() {
    if (forced != null) {
      return wins(forced, Kind.CONFLICT);
    }
    Resolution resolved = asked.resolved().get(unit.name());
    if (resolved != null && resolved.isOf(report(Kind.CONFLICT, null))) {
      return wins(resolved.winner(), Kind.RESOLVED);
    }
    Ruling ruling = asked.rulings().get(unit.name());
    if (ruling instanceof Ruling.Both both) {
      return new Verdict.Replace(unit.of(both.values()), report(Kind.REPLACED, null));
    }
    if (ruling instanceof Ruling.Wins wins) {
      return wins(wins.side(), Kind.CONFLICT);
    }
    for (Report known : reported) {
      // Decided before, with these very values; only the write is still owed.
      boolean isDecided =
          known.winner() != null
              && (known.kind() == Kind.CONFLICT || known.kind() == Kind.RESOLVED);
      if (isDecided && known.isAboutTheSame(report(known.kind(), null))) {
        return wins(known.winner(), known.kind());
      }
    }
    return switch (unit.conflict()) {
      case LATEST_WINS -> wins(later(modified, updated), Kind.CONFLICT);
      case SOURCE_WINS -> wins(Side.SOURCE, Kind.CONFLICT);
      case GOOGLE_WINS -> wins(Side.TARGET, Kind.CONFLICT);
      case MANUAL -> new Verdict.Wait(waiting(ruling));
    };
  }

  /** What waits for a person, with what was said when it began to wait. */
  private Report waiting(@Nullable Ruling ruling) {
    Report waiting = report(Kind.CONFLICT, null);
    if (ruling instanceof Ruling.Undecided undecided) {
      return waiting.saying(undecided.why());
    }
    return reported.stream()
        .filter(known -> known.winner() == null && known.isAboutTheSame(waiting))
        .findFirst()
        .orElse(
            asked.resolved().containsKey(unit.name())
                ? waiting.saying(
                    "a person had decided it, and what would be lost was changed since")
                : waiting);
  }

  private Verdict wins(Side side, Kind kind) {
    return switch (side) {
      case SOURCE -> new Verdict.Send(report(kind, side));
      case TARGET -> new Verdict.Take(report(kind, side));
    };
  }

  /** The side that changed later; ties, and times that nobody knows, go to the source. */
  static Side later(@Nullable Instant modified, @Nullable Instant updated) {
    boolean targetIsLater = modified != null && updated != null && updated.isAfter(modified);
    return targetIsLater ? Side.TARGET : Side.SOURCE;
  }

  /** What a side trims, rounds or re-renders does not make a difference. */
  private boolean areEqual() {
    return unit.isSame(s, r) || unit.isSame(rules.shown().apply(s), r);
  }

  Report report(Kind kind, @Nullable Side winner) {
    return new Report(kind, unit.name(), unit.of(s), unit.of(r), winner, "");
  }
}
