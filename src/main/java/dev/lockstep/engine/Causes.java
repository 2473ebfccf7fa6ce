package dev.lockstep.engine;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Report;
import dev.lockstep.core.Side;
import dev.lockstep.core.Situation;
import dev.lockstep.history.HistoryEvent.Cause;
import dev.lockstep.history.HistoryEvent.Origin;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a change was made and what it cost, by the decision that brought it about. Pure. */
final class Causes {

  private Causes() {}

  /**
   * What was decided about a change of that side: what is told now, and what was decided and told
   * before and is carried out only now.
   *
   * @param carried the fields that the side gets
   */
  static List<Report> decided(Decision decision, Side side, Fields carried) {
    return Stream.concat(decision.reports().stream(), decision.link().reported().stream())
        .distinct()
        // What was brought back is what a person wants on both sides.
        .filter(report -> report.winner() != side || report.kind() == Report.Kind.BROUGHT_BACK)
        .filter(
            report ->
                report.unit().equals(Report.RECORD)
                    || report.source().names().stream().anyMatch(carried::has)
                    || report.target().names().stream().anyMatch(carried::has))
        .toList();
  }

  /** Those of the fields that another side showed, and no decision made up. */
  static Fields shown(List<Report> decided, Fields carried) {
    Set<String> madeUp =
        decided.stream()
            .filter(report -> report.kind() == Report.Kind.REPLACED)
            .flatMap(report -> report.source().names().stream())
            .collect(Collectors.toSet());
    return carried.without(madeUp);
  }

  private static boolean isByPerson(Report report) {
    return switch (report.kind()) {
      case RESOLVED, GIVEN_UP, BROUGHT_BACK -> true;
      case NOT_BROUGHT_BACK,
          OUTSIDE_WINDOW,
          CONFLICT,
          OVERWRITTEN,
          RESTORED,
          NOT_RESTORED,
          REPLACED,
          DELETED_AT_TARGET,
          DELETED_AT_SOURCE,
          UNDELETED,
          BECAME_RECURRING,
          LINKED_AGAIN,
          MERGE_REFUSED,
          INVALID,
          NOT_WRITTEN ->
          false;
    };
  }

  /** Who made it: a person, where one has decided. */
  static Origin origin(List<Report> decided, Origin otherwise) {
    return decided.stream().anyMatch(Causes::isByPerson) ? Origin.MANUAL : otherwise;
  }

  /**
   * Why it was made.
   *
   * @param told {@link #decided}, or what the decision tells
   * @param origin the side that it comes from
   */
  static Cause of(Decision decision, List<Report> told, Origin origin) {
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.BROUGHT_BACK)) {
      return Cause.RESTORED;
    }
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.RESOLVED)) {
      return Cause.RESOLVED;
    }
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.GIVEN_UP)) {
      return Cause.DISCARDED;
    }
    if (told.stream().anyMatch(Causes::isDecidedConflict)) {
      return Cause.CONFLICT_DECIDED;
    }
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.RESTORED)) {
      return Cause.ONE_WAY_RESTORED;
    }
    return of(decision.situation(), origin);
  }

  private static boolean isDecidedConflict(Report report) {
    return switch (report.kind()) {
      case CONFLICT, MERGE_REFUSED -> report.winner() != null;
      case REPLACED -> true;
      default -> false;
    };
  }

  private static Cause of(Situation situation, Origin origin) {
    return switch (situation) {
      case SOURCE_CHANGED, NEW_ROW, TARGET_RECREATED -> Cause.ROW_CHANGED;
      case ROW_DELETED, ROW_DELETED_TARGET_STAYS, BOTH_GONE -> Cause.ROW_DELETED;
      case ROW_MOVED -> Cause.ROW_MOVED;
      case TARGET_CHANGED, BECAME_RECURRING -> Cause.GOOGLE_CHANGED;
      case NEW_AT_TARGET -> Cause.GOOGLE_CREATED;
      case TARGET_DELETED, TARGET_DELETED_ROW_STAYS -> Cause.GOOGLE_DELETED;
      case ADOPTED, LINKED_AGAIN -> Cause.ADOPTED;
      case AGREED,
          BOTH_CHANGED,
          CONFLICT_WAITS,
          MERGE_REFUSED,
          INVALID,
          NEVER_COMPARED,
          NOT_TAKEN,
          DETACHED,
          COPY,
          STRANGER,
          OUTSIDE_WINDOW,
          HELD_BACK,
          HELD,
          UNKNOWN_FATE,
          NOTHING_FLOWS ->
          origin == Origin.GOOGLE ? Cause.GOOGLE_CHANGED : Cause.ROW_CHANGED;
    };
  }

  /**
   * What the given side lost by this decision.
   *
   * @param carried the fields that it gets
   */
  static Fields lost(List<Report> decided, Side side, Fields carried) {
    Fields lost = Fields.EMPTY;
    for (Report report : decided) {
      boolean loses =
          switch (report.kind()) {
            case CONFLICT, MERGE_REFUSED, RESOLVED, GIVEN_UP ->
                report.winner() != null && report.winner() != side;
            case OVERWRITTEN, RESTORED, REPLACED, BROUGHT_BACK -> true;
            default -> false;
          };
      if (loses) {
        lost = lost.with(side == Side.TARGET ? report.target() : report.source());
      }
    }
    return lost.only(carried::has);
  }
}
