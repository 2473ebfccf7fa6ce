package dev.lockstep.core;

import dev.lockstep.core.Report.Kind;
import dev.lockstep.core.TargetSide.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The life of a link (PROTOCOL 3.5, 6.1, 6.2): one branch table per state; each row is what the
 * source shows, then what the target shows.
 */
final class Life {

  private enum Here {
    ROW,
    ABSENT,
    MOVED
  }

  private enum There {
    UNREAD,
    ABSENT,
    DELETED,
    SERIES,
    PRESENT
  }

  private final Rules rules;
  private final RecordState record;
  private final Steps steps;
  private final Here here;
  private final There there;

  Life(Rules rules, RecordState record) {
    this.rules = rules;
    this.record = record;
    this.steps = new Steps(rules, record);
    this.here =
        switch (record.source()) {
          case SourceSide.Row row -> Here.ROW;
          case SourceSide.Absent absent -> Here.ABSENT;
          case SourceSide.Moved moved -> Here.MOVED;
        };
    this.there =
        switch (record.target()) {
          case TargetSide.Unread unread -> There.UNREAD;
          case TargetSide.Absent absent -> There.ABSENT;
          case TargetSide.Deleted deleted -> There.DELETED;
          case TargetSide.Present present ->
              present.is(Trait.RECURRING) ? There.SERIES : There.PRESENT;
        };
  }

  Decision decide() {
    if (record.restore() && mayBeRestored()) {
      return isOtherThanAsked() ? steps.notBroughtBack() : restored();
    }
    return switch (link().state()) {
      case NONE -> unlinked();
      case SENDING -> inFlight();
      case LINKED, CONFLICT -> linked();
      case DETACHED -> detached();
      case GONE -> gone();
      case HELD -> Steps.nothing(Situation.HELD, link());
    };
  }

  Decision refusedBySource(Fields takes, String refusal) {
    return steps.seen(steps.merge().refusedBySource(takes, refusal));
  }

  Decision decideWithout(Map<String, String> faults) {
    List<Report> known = new ArrayList<>(link().reported());
    // What was tried once more and converts by now is no fault any longer.
    known.removeIf(report -> report.kind() == Kind.INVALID && record.asked().again());
    RecordMerge merge = steps.merge();
    RecordState doubted = record;
    for (Unit unit : rules.units()) {
      for (String field : unit.fields()) {
        String fault = faults.get(field);
        if (fault != null && record.asked().rulings().get(unit.name()) instanceof Ruling.Both) {
          doubted = doubted.doubting(Set.of(field), fault);
        } else if (fault != null) {
          known.removeIf(report -> report.unit().equals(unit.name()));
          known.add(
              new Report(
                  Kind.INVALID, unit.name(), unit.of(merge.s()), unit.of(merge.r()), null, fault));
        }
      }
    }
    RecordState remembering =
        doubted.with(link().withReported(known)).with(doubted.asked().tried());
    return Reports.newSince(link(), new Life(rules, remembering).decide());
  }

  private Decision unlinked() {
    return switch (here) {
      case ROW ->
          switch (there) {
            // A new row.
            case UNREAD, ABSENT -> steps.firstInsert(link());
            // A tombstone on its id: the mapping was lost, and a person deleted it.
            case DELETED -> steps.deletedThere();
            // Matched with a series.
            case SERIES -> steps.becameRecurring();
            // Matched.
            case PRESENT -> Steps.as(Situation.ADOPTED, steps.merged());
          };
      case ABSENT ->
          switch (there) {
            // Nothing here, nothing there.
            case UNREAD, ABSENT, DELETED -> Steps.nothing(Situation.AGREED, link());
            // A person made it there.
            case SERIES, PRESENT -> steps.takeUp();
          };
      case MOVED ->
          switch (there) {
            // Nothing here, nothing there.
            case UNREAD, ABSENT, DELETED -> Steps.nothing(Situation.AGREED, link());
            // It looks like the row of another account.
            case SERIES, PRESENT -> Steps.nothing(Situation.NOT_TAKEN, link());
          };
    };
  }

  /** An insert is under way; what is there now tells whether it arrived. */
  private Decision inFlight() {
    if (there == There.UNREAD) {
      return new Decision.Look(Situation.UNKNOWN_FATE, link());
    }
    return switch (here) {
      case ROW ->
          switch (there) {
            // It did not arrive so far: a second one under the same id does no harm.
            case UNREAD, ABSENT -> steps.insert(link());
            // It arrived, and a person deleted it; or the id has a past.
            case DELETED -> steps.deletedThere();
            // It arrived, and is a series by now.
            case SERIES -> steps.becameRecurring();
            // It arrived.
            case PRESENT -> steps.merged();
          };
      case ABSENT ->
          switch (there) {
            // The row is gone, and the insert may still arrive.
            case UNREAD, ABSENT -> steps.awaited();
            // It arrived, a person deleted it, and the row is gone too.
            case DELETED -> steps.bothGone();
            // It arrived, and the row is gone.
            case SERIES, PRESENT -> steps.rowDeleted();
          };
      case MOVED ->
          switch (there) {
            // The row went to another account, and the insert may still arrive here.
            case UNREAD, ABSENT -> steps.awaited();
            // It arrived, a person deleted it, and the row went to another account.
            case DELETED -> steps.bothGone();
            // It arrived, and the row went to another account.
            case SERIES, PRESENT -> steps.moved();
          };
    };
  }

  private Decision linked() {
    return switch (here) {
      case ROW ->
          switch (there) {
            // We deleted it there and the row was made anew; else a person deleted it there,
            // whatever happened to the row.
            case ABSENT, DELETED ->
                steps.deleteIsUnderWay() ? steps.insert(link().anew()) : steps.deletedThere();
            // Both are there, but it became a series.
            case SERIES -> steps.becameRecurring();
            // Both are there.
            case UNREAD, PRESENT -> steps.merged();
          };
      case ABSENT ->
          switch (there) {
            // Both went.
            case ABSENT, DELETED -> steps.bothGone();
            // The row went.
            case UNREAD, SERIES, PRESENT -> steps.rowDeleted();
          };
      case MOVED ->
          switch (there) {
            // Deleted there, and the row went to another account.
            case ABSENT, DELETED -> steps.bothGone();
            // The row went to another account.
            case UNREAD, SERIES, PRESENT -> steps.moved();
          };
    };
  }

  /** It links again when the missing side reappears; an edit of the row alone does not do it. */
  private Decision detached() {
    Link.Reason reason = link().reason();
    if (reason == null) {
      throw new IllegalStateException("detached without a reason: " + link());
    }
    return switch (reason) {
      case DELETED_AT_TARGET -> deletedAtTarget();
      case DELETED_AT_SOURCE -> deletedAtSource();
      case RECURRING -> recurring();
    };
  }

  private Decision deletedAtTarget() {
    return switch (here) {
      case ROW ->
          switch (there) {
            // It is still deleted there, the row at most edited.
            case UNREAD, ABSENT, DELETED -> steps.stays(Link.Reason.DELETED_AT_TARGET);
            // It reappeared there as a series.
            case SERIES -> steps.becameRecurring();
            // It reappeared there.
            case PRESENT -> steps.linkedAgain();
          };
      case ABSENT ->
          switch (there) {
            // Deleted there, and now the row went too: made anew it begins anew.
            case UNREAD, ABSENT, DELETED -> steps.bothGone();
            // It reappeared there, but the row is gone.
            case SERIES, PRESENT -> steps.stays(Link.Reason.DELETED_AT_SOURCE);
          };
      case MOVED ->
          switch (there) {
            // Deleted there, and the row went to another account.
            case UNREAD, ABSENT, DELETED -> steps.bothGone();
            // It reappeared there, but the row went to another account.
            case SERIES, PRESENT -> steps.moved();
          };
    };
  }

  private Decision deletedAtSource() {
    return switch (here) {
      case ROW ->
          switch (there) {
            // The row was made anew; what stayed there has to be seen first.
            case UNREAD -> new Decision.Look(Situation.NEVER_COMPARED, link());
            // The row was made anew, and what had stayed there was deleted.
            case ABSENT, DELETED -> steps.insert(link().anew());
            // The row was made anew, and what stayed there is a series by now.
            case SERIES -> steps.becameRecurring();
            // The row was made anew.
            case PRESENT -> steps.linkedAgain();
          };
      case ABSENT, MOVED ->
          switch (there) {
            // The row is gone, and what had stayed there was deleted.
            case ABSENT, DELETED -> steps.bothGone();
            // The row is gone, and it stays there.
            case UNREAD, SERIES, PRESENT -> steps.stays(Link.Reason.DELETED_AT_SOURCE);
          };
    };
  }

  private Decision recurring() {
    return switch (here) {
      case ROW ->
          switch (there) {
            // It is still a series.
            case UNREAD, SERIES -> steps.stays(Link.Reason.RECURRING);
            // The series was deleted.
            case ABSENT, DELETED -> steps.stays(Link.Reason.DELETED_AT_TARGET);
            // It is single again.
            case PRESENT -> steps.linkedAgain();
          };
      case ABSENT, MOVED ->
          switch (there) {
            // The series and the row are gone.
            case ABSENT, DELETED -> steps.bothGone();
            // The row went; the series is the person's alone.
            case UNREAD, SERIES, PRESENT -> steps.stays(Link.Reason.DELETED_AT_SOURCE);
          };
    };
  }

  /** What is under way, or never began, goes its own way first. */
  private boolean mayBeRestored() {
    return switch (link().state()) {
      case LINKED, CONFLICT, DETACHED, GONE -> true;
      case NONE, SENDING, HELD -> false;
    };
  }

  /** Whether a side has come or gone since it was asked back, where that is to be respected. */
  private boolean isOtherThanAsked() {
    if (record.asked().expected() == null || there == There.UNREAD) {
      return false;
    }
    return switch (link().state()) {
      case LINKED, CONFLICT -> here == Here.ABSENT || there != There.PRESENT;
      case DETACHED -> here == Here.ABSENT && link().reason() == Link.Reason.DELETED_AT_TARGET;
      case GONE -> here == Here.ROW;
      case NONE, SENDING, HELD -> false;
    };
  }

  /** A person asked for the record to be whole again. */
  private Decision restored() {
    if (there == There.UNREAD) {
      return new Decision.Look(Situation.NEVER_COMPARED, link());
    }
    boolean isGone = link().state() == Link.State.GONE;
    boolean isLinked = link().state() == Link.State.LINKED || link().state() == Link.State.CONFLICT;
    return switch (here) {
      case ROW ->
          switch (there) {
            // Gone there, by us or by a person.
            case ABSENT, DELETED -> isGone ? steps.beginsAgain() : steps.deletedThere();
            // Still a series.
            case SERIES -> steps.becameRecurring();
            // Both are there.
            case UNREAD, PRESENT -> isLinked ? steps.merged() : steps.linkedAgain();
          };
      case ABSENT ->
          switch (there) {
            // Gone on both sides: only what it was once can come back.
            case ABSENT, DELETED -> steps.beginsAgain();
            // Gone here, a series there.
            case SERIES -> steps.stays(Link.Reason.DELETED_AT_SOURCE);
            // Gone here.
            case UNREAD, PRESENT -> steps.backIntoRow();
          };
      case MOVED ->
          switch (there) {
            // Gone there, and the row went to another account.
            case ABSENT, DELETED -> steps.bothGone();
            // The row went to another account.
            case UNREAD, SERIES, PRESENT -> steps.moved();
          };
    };
  }

  private Decision gone() {
    return switch (here) {
      case ROW ->
          switch (there) {
            // The row was made anew.
            case UNREAD, ABSENT, DELETED -> steps.firstInsert(link().anew());
            // What we deleted there was brought back as a series.
            case SERIES -> steps.becameRecurring();
            // What we deleted there was brought back, and the row too.
            case PRESENT -> steps.linkedAgain();
          };
      case ABSENT ->
          switch (there) {
            // Nothing here, nothing there.
            case UNREAD, ABSENT, DELETED -> Steps.nothing(Situation.AGREED, link());
            // What we deleted there was brought back as a series.
            case SERIES -> Steps.nothing(Situation.NOT_TAKEN, link());
            // What we deleted there was brought back: it is that person's, unless they ask for it.
            case PRESENT -> Steps.nothing(Situation.NOT_TAKEN, link());
          };
      case MOVED ->
          switch (there) {
            // Nothing here, nothing there.
            case UNREAD, ABSENT, DELETED -> Steps.nothing(Situation.AGREED, link());
            // What we deleted there was brought back, and the row belongs to another account.
            case SERIES, PRESENT -> Steps.nothing(Situation.NOT_TAKEN, link());
          };
    };
  }

  private Link link() {
    return record.link();
  }
}
