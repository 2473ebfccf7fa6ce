package dev.lockstep.engine;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Side;
import dev.lockstep.core.Situation;
import dev.lockstep.core.ToSource;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.HistoryEvent.Action;
import dev.lockstep.history.HistoryEvent.Cause;
import dev.lockstep.history.HistoryEvent.Origin;
import dev.lockstep.history.NoticeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The history lines of one batch, gathered while it is settled and written in its transaction. */
public final class Chronicle {

  private final RunningSync sync;
  private final PartitionKey partition;
  private final List<HistoryEvent> lines = new ArrayList<>();
  private final Set<HistoryEvent.Attempt> tried = new HashSet<>();

  public Chronicle(RunningSync sync, PartitionKey partition) {
    this.sync = sync;
    this.partition = partition;
  }

  public List<HistoryEvent> lines() {
    return List.copyOf(lines);
  }

  /** One try of a call; what one call carries together is one try. */
  public void attempt(String key, Attempt attempt, Duration took, @Nullable Failure failure) {
    boolean together = sync.definition().target() instanceof SyncDefinition.SheetTarget;
    HistoryEvent.Attempt line =
        new HistoryEvent.Attempt(
            partition, together && failure == null ? null : key, method(attempt), took, failure);
    if (!together || tried.add(line)) {
      lines.add(line);
    }
  }

  private String method(Attempt attempt) {
    if (sync.definition().target() instanceof SyncDefinition.SheetTarget) {
      return "spreadsheets.batchUpdate";
    }
    return switch (attempt.kind()) {
      case INSERT -> "events.insert";
      case PATCH -> "events.patch";
      case REVIVE -> "events.update";
      case DELETE -> "events.delete";
    };
  }

  /** A change that reached the target. */
  public void sent(String key, Decision decision, Attempt attempt, Link before) {
    lines.add(
        new HistoryEvent.Change(
            partition,
            key,
            HistoryEvent.Side.TARGET,
            action(attempt),
            cause(decision, decided(decision, attempt.fields()), Origin.POSTGRES),
            origin(decided(decision, attempt.fields()), Origin.POSTGRES),
            attempt.remoteId(),
            shownBefore(attempt, before),
            attempt.fields(),
            lost(decided(decision, attempt.fields()), Side.TARGET)));
  }

  /** What is told now, and what a person decided before and is carried out only now. */
  private static List<Report> decided(Decision decision, Fields carried) {
    List<Report> decided = new ArrayList<>(decision.reports());
    decision.link().reported().stream()
        .filter(report -> !decided.contains(report))
        .filter(report -> report.winner() == Side.SOURCE && isByPerson(report))
        .filter(
            report ->
                report.unit().equals(Report.RECORD)
                    || report.source().names().stream().anyMatch(carried::has))
        .forEach(decided::add);
    return decided;
  }

  private static boolean isByPerson(Report report) {
    return switch (report.kind()) {
      case RESOLVED, GIVEN_UP, BROUGHT_BACK -> true;
      case NOT_BROUGHT_BACK,
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
          INVALID ->
          false;
    };
  }

  private static Origin origin(List<Report> decided, Origin otherwise) {
    return decided.stream().anyMatch(Chronicle::isByPerson) ? Origin.MANUAL : otherwise;
  }

  /**
   * Calls of unknown fate that turned out to have been made and are not remembered any longer: they
   * were changes like any other.
   *
   * @param after what is stored in place of {@code before}
   * @return whether there was one
   */
  public boolean arrived(String key, List<Attempt> arrived, Link before, Link after) {
    List<Attempt> settled =
        arrived.stream()
            .filter(attempt -> !attempt.isStampAlone() && !after.sending().contains(attempt))
            .toList();
    for (Attempt attempt : settled) {
      lines.add(
          new HistoryEvent.Change(
              partition,
              key,
              HistoryEvent.Side.TARGET,
              action(attempt),
              attempt.kind() == Attempt.Kind.DELETE ? Cause.ROW_DELETED : Cause.ROW_CHANGED,
              Origin.POSTGRES,
              attempt.remoteId(),
              shownBefore(attempt, before),
              attempt.fields(),
              Fields.EMPTY));
    }
    return !settled.isEmpty();
  }

  private static Fields shownBefore(Attempt attempt, Link before) {
    return switch (attempt.kind()) {
      case INSERT -> Fields.EMPTY;
      case PATCH, REVIVE -> before.bases().target().only(attempt.fields()::has);
      case DELETE -> before.bases().target();
    };
  }

  private static Action action(Attempt attempt) {
    return switch (attempt.kind()) {
      case INSERT, REVIVE -> Action.INSERT;
      case PATCH -> Action.UPDATE;
      case DELETE -> Action.DELETE;
    };
  }

  /** A change that reached the row. */
  public void taken(
      String key, Decision.Write decision, @Nullable String remoteId, Fields before, Fields after) {
    Action action =
        switch (decision.toSource()) {
          case ToSource.Insert insert -> Action.INSERT;
          case ToSource.Update update -> Action.UPDATE;
          case ToSource.Delete delete -> Action.DELETE;
          case ToSource.Nothing nothing -> Action.LINK;
        };
    Cause cause = cause(decision, decision.reports(), Origin.GOOGLE);
    lines.add(
        new HistoryEvent.Change(
            partition,
            key,
            HistoryEvent.Side.SOURCE,
            action,
            cause,
            origin(decision.reports(), Origin.GOOGLE),
            remoteId,
            before,
            after,
            lost(decision.reports(), Side.SOURCE)));
    if (cause != Cause.RESTORED) {
      notice(NoticeKind.GOOGLE_CHANGED, key, "changed at Google", Map.of("target", after));
    }
  }

  /** The link between row and record changed without a write. */
  public void linked(String key, Decision decision, Link before) {
    lines.add(
        new HistoryEvent.Change(
            partition,
            key,
            HistoryEvent.Side.TARGET,
            Action.LINK,
            cause(decision, decision.reports(), Origin.POSTGRES),
            origin(decision.reports(), Origin.POSTGRES),
            decision.link().remoteId(),
            before.bases().target(),
            decision.link().bases().target(),
            Fields.EMPTY));
  }

  /** Whether both sides had changed the record, however that was decided. */
  public static boolean hasConflict(Decision decision) {
    return decision.reports().stream().anyMatch(report -> report.kind() == Report.Kind.CONFLICT);
  }

  /** What a person should be able to see of a decision. */
  public void reports(String key, Decision decision) {
    for (Report report : decision.reports()) {
      Map<String, Fields> values = new LinkedHashMap<>();
      values.put("base", decision.link().bases().source().only(report.source()::has));
      values.put("source", report.source());
      values.put("target", report.target());
      switch (report.kind()) {
        case CONFLICT, MERGE_REFUSED -> notice(NoticeKind.CONFLICT, key, sentence(report), values);
        case INVALID -> notice(NoticeKind.FAILED, key, sentence(report), values);
        case DELETED_AT_TARGET, BECAME_RECURRING, UNDELETED, LINKED_AGAIN ->
            notice(NoticeKind.GOOGLE_CHANGED, key, sentence(report), values);
        case OVERWRITTEN,
            RESTORED,
            NOT_RESTORED,
            REPLACED,
            RESOLVED,
            GIVEN_UP,
            BROUGHT_BACK,
            NOT_BROUGHT_BACK,
            DELETED_AT_SOURCE ->
            lines.add(
                HistoryEvent.Notice.ofRecord(
                    NoticeKind.GOOGLE_CHANGED, partition, key, sentence(report), values, Set.of()));
      }
    }
  }

  private static String sentence(Report report) {
    String what =
        switch (report.kind()) {
          case CONFLICT ->
              report.winner() == null
                  ? "both sides changed it; it waits for a person"
                  : "both sides changed it; "
                      + (report.winner() == Side.SOURCE ? "PostgreSQL's" : "Google's")
                      + " value stands";
          case OVERWRITTEN -> "an edit at Google of a field that flows to Google was overwritten";
          case RESTORED -> "an edit of a field that flows the other way was put right";
          case NOT_RESTORED -> "an edit was put right and came back at once; it is left alone";
          case REPLACED -> "a decision put other values in the place of both";
          case RESOLVED ->
              "a person decided the conflict; "
                  + (report.winner() == Side.SOURCE ? "PostgreSQL's" : "Google's")
                  + " value stands";
          case GIVEN_UP ->
              report.winner() == Side.SOURCE
                  ? "what Google shows was held by the brake and discarded"
                  : "what the row shows was held by the brake and discarded";
          case BROUGHT_BACK -> "a person brought it back";
          case NOT_BROUGHT_BACK -> "a person asked it back, and it was changed since; it stays";
          case DELETED_AT_TARGET -> "it was deleted at Google";
          case DELETED_AT_SOURCE -> "its row is gone";
          case UNDELETED -> "it was brought back at Google";
          case BECAME_RECURRING -> "it became recurring and is left alone until it is single again";
          case LINKED_AGAIN -> "row and event are linked again";
          case MERGE_REFUSED -> "what both sides' edits make together was refused";
          case INVALID -> "the row cannot take Google's value";
        };
    String unit = report.unit().equals(Report.RECORD) ? "" : report.unit() + ": ";
    return unit + what + (report.detail().isEmpty() ? "" : " (" + report.detail() + ")");
  }

  /** The record was given up for now. */
  public void failed(String key, Failure failure) {
    notice(NoticeKind.FAILED, key, failure.message(), Map.of());
  }

  /** Something is wrong with a row of the sheet. */
  public void problem(@Nullable String key, String message) {
    if (key == null) {
      lines.add(
          HistoryEvent.Notice.ofPartition(
              NoticeKind.FAILED, partition, message, 1, recipients(NoticeKind.FAILED)));
    } else {
      notice(NoticeKind.FAILED, key, message, Map.of());
    }
  }

  /** A write hit a row that was not as expected; what it showed is kept here. */
  public void misplaced(@Nullable String key, String message, Fields was) {
    lines.add(
        HistoryEvent.Notice.ofRecord(
            NoticeKind.GOOGLE_CHANGED,
            partition,
            key == null ? "" : key,
            message,
            Map.of("target", was),
            Set.of()));
  }

  /** The brake holds so many records. */
  public void braked(String message, long records) {
    lines.add(
        HistoryEvent.Notice.ofPartition(
            NoticeKind.BRAKED, partition, message, records, recipients(NoticeKind.BRAKED)));
  }

  /** Rows and events that look like a pair that was found, and found no counterpart themselves. */
  public void notMatched(List<String> keys, List<String> remoteIds) {
    lines.add(
        HistoryEvent.Notice.ofPartition(
            NoticeKind.CONFLICT,
            partition,
            "at a listing of everything these look like others that were matched and stay as they are:"
                + " rows %s, events %s".formatted(keys, remoteIds),
            keys.size() + remoteIds.size(),
            recipients(NoticeKind.CONFLICT)));
  }

  /** One run over the partition. */
  public void pass(HistoryEvent.Run run, Map<String, Long> counts, Duration took) {
    lines.add(new HistoryEvent.Pass(partition, run, counts, took, null));
  }

  private void notice(NoticeKind kind, String key, String message, Map<String, Fields> values) {
    lines.add(
        HistoryEvent.Notice.ofRecord(kind, partition, key, message, values, recipients(kind)));
  }

  private Set<SyncDefinition.Recipient> recipients(NoticeKind kind) {
    return sync.definition().notices().entrySet().stream()
        .filter(entry -> NoticeKind.of(entry.getKey()) == kind)
        .flatMap(entry -> entry.getValue().stream())
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  private static Cause cause(Decision decision, List<Report> told, Origin origin) {
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.BROUGHT_BACK)) {
      return Cause.RESTORED;
    }
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.RESOLVED)) {
      return Cause.RESOLVED;
    }
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.GIVEN_UP)) {
      return Cause.DISCARDED;
    }
    boolean decided =
        told.stream()
            .anyMatch(report -> report.kind() == Report.Kind.CONFLICT && report.winner() != null);
    if (decided) {
      return Cause.CONFLICT_DECIDED;
    }
    if (told.stream().anyMatch(r -> r.kind() == Report.Kind.RESTORED)) {
      return Cause.ONE_WAY_RESTORED;
    }
    return cause(decision.situation(), origin);
  }

  private static Cause cause(Situation situation, Origin origin) {
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

  /** What the given side lost by this decision. */
  private static Fields lost(List<Report> decided, Side side) {
    Fields lost = Fields.EMPTY;
    for (Report report : decided) {
      boolean loses =
          switch (report.kind()) {
            case CONFLICT, RESOLVED, GIVEN_UP -> report.winner() != null && report.winner() != side;
            case OVERWRITTEN, RESTORED, REPLACED, BROUGHT_BACK -> true;
            default -> false;
          };
      if (loses) {
        lost = lost.with(side == Side.TARGET ? report.target() : report.source());
      }
    }
    return lost;
  }
}
