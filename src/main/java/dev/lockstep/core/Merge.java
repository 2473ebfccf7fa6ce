package dev.lockstep.core;

import dev.lockstep.core.TargetSide.Trait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what is to be done about one record, for the outbound and the inbound pass alike. It only
 * decides: who asks carries it out, and tells {@link Outcomes} what became of it.
 */
public final class Merge {

  private Merge() {}

  /** What is to be done about this record. */
  public static Decision decide(Rules rules, RecordState record) {
    Link link = record.link();
    if (link.state() == Link.State.HELD) {
      return new Decision.Nothing(Situation.HELD, link, List.of());
    }
    if (isOutside(rules, record)) {
      return new Decision.Nothing(Situation.OUTSIDE_WINDOW, link, askedInVain(record));
    }
    return switch (record.target()) {
      case TargetSide.Unread unread -> unread(rules, record);
      case TargetSide.Absent absent -> new Life(rules, record).decide();
      case TargetSide.Deleted deleted -> new Life(rules, record).decide();
      case TargetSide.Present there -> present(rules, record, there);
    };
  }

  /** A person asked it back, and hears that nothing is done. */
  private static List<Report> askedInVain(RecordState record) {
    return record.restore()
        ? List.of(
            new Report(
                Report.Kind.OUTSIDE_WINDOW, Report.RECORD, Fields.EMPTY, Fields.EMPTY, null, ""))
        : List.of();
  }

  private static Decision unread(Rules rules, RecordState record) {
    if (fateIsUnknown(record.link())) {
      return new Decision.Look(Situation.UNKNOWN_FATE, record.link());
    }
    return needsLook(rules, record)
        ? new Decision.Look(Situation.NEVER_COMPARED, record.link())
        : new Life(rules, record).decide();
  }

  private static Decision present(Rules rules, RecordState record, TargetSide.Present there) {
    if (there.is(Trait.STRANGER)) {
      String message = "'" + there.remoteId() + "' exists there and is not ours";
      return new Decision.Fail(
          Situation.STRANGER, Failure.permanent("stranger", message), record.link());
    }
    if (there.is(Trait.UNSETTLED)) {
      return new Decision.Later(Situation.UNKNOWN_FATE, record.link());
    }
    if (there.is(Trait.COPY)) {
      return new Decision.Nothing(Situation.COPY, record.link(), List.of());
    }
    if (there.is(Trait.EXCEPTION)) {
      return new Decision.Nothing(Situation.NOT_TAKEN, record.link(), List.of());
    }
    return new Life(rules, record).decide();
  }

  /**
   * The source could not take what the decision had it take: a constraint, a value that does not
   * convert. Where the row had edits of its own that the target's do not go with, it is a conflict
   * of the record; else those values are left alone until they change.
   */
  public static Decision refusedBySource(
      Rules rules, RecordState record, Decision.Write decision, String refusal) {
    return switch (decision.toSource()) {
      case ToSource.Update update ->
          new Life(rules, record).refusedBySource(update.fields(), refusal);
      case ToSource.Insert insert -> failed(record, decision, refusal);
      case ToSource.Delete delete -> failed(record, decision, refusal);
      case ToSource.Nothing nothing -> failed(record, decision, refusal);
    };
  }

  /**
   * Some values that the decision had the source take do not convert: those fields are left alone
   * until they change, the others flow. A ruling that gave such values has decided nothing.
   *
   * @param faults by field: what is wrong, naming the value
   */
  public static Decision decideWithout(
      Rules rules, RecordState record, Map<String, String> faults) {
    return new Life(rules, record).decideWithout(new HashMap<>(faults));
  }

  private static Decision failed(RecordState record, Decision.Write decision, String refusal) {
    return new Decision.Fail(
        decision.situation(), Failure.permanent("refused", refusal), record.link());
  }

  private static boolean fateIsUnknown(Link link) {
    return link.state() == Link.State.SENDING || !link.sending().isEmpty();
  }

  /** Whether what the target shows is needed and not known from what was seen before. */
  private static boolean needsLook(Rules rules, RecordState record) {
    Link link = record.link();
    boolean isRow = record.source() instanceof SourceSide.Row;
    return switch (link.state()) {
      case NONE, SENDING, GONE, HELD -> false;
      case DETACHED -> isRow && link.reason() == Link.Reason.DELETED_AT_SOURCE;
      case LINKED, CONFLICT ->
          record.source() instanceof SourceSide.Row row
              && rules.units().stream()
                  .filter(unit -> unit.isKnownIn(row.fields()))
                  .anyMatch(unit -> !unit.isKnownIn(link.lastShown()));
    };
  }

  /** Outside the window only if every side that is known lies outside. */
  private static boolean isOutside(Rules rules, RecordState record) {
    Fields source =
        switch (record.source()) {
          case SourceSide.Row row -> row.fields();
          case SourceSide.Moved moved -> moved.fields();
          case SourceSide.Absent absent -> Fields.EMPTY;
        };
    Fields target =
        switch (record.target()) {
          case TargetSide.Present there -> there.fields();
          case TargetSide.Unread unread -> record.link().lastShown();
          case TargetSide.Absent absent -> Fields.EMPTY;
          case TargetSide.Deleted deleted -> Fields.EMPTY;
        };
    boolean isKnown = !source.isEmpty() || !target.isEmpty();
    return isKnown
        && (source.isEmpty() || rules.outside().test(source))
        && (target.isEmpty() || rules.outside().test(target));
  }
}
