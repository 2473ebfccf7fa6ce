package dev.lockstep.engine;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Side;
import dev.lockstep.core.ToSource;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.HistoryEvent.Action;
import dev.lockstep.history.HistoryEvent.Cause;
import dev.lockstep.history.HistoryEvent.Origin;
import dev.lockstep.history.NoticeKind;
import dev.lockstep.history.Trail;
import dev.lockstep.target.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The history lines of one batch, gathered while it is settled and written in its transaction. */
public final class Chronicle {

  private final RunningSync sync;
  private final PartitionKey partition;
  private final List<HistoryEvent> lines = new ArrayList<>();
  private final Map<String, List<Call>> tried = new HashMap<>();
  private final @Nullable String pass;
  private Map<String, Object> causedBy = Map.of();

  /**
   * @param pass what it is known by; null for what belongs to none
   */
  public Chronicle(RunningSync sync, PartitionKey partition, @Nullable String pass) {
    this.sync = sync;
    this.partition = partition;
    this.pass = pass;
  }

  public List<HistoryEvent> lines() {
    return List.copyOf(lines);
  }

  /** What the lines from here on were brought about by. */
  public void because(Map<String, Object> causedBy) {
    this.causedBy = causedBy;
  }

  /** Every try of a call; the lines of the records that it carried name it. */
  public void called(Collection<Call> calls) {
    for (Call call : calls) {
      call.keys().forEach(key -> tried.computeIfAbsent(key, k -> new ArrayList<>()).add(call));
      lines.add(
          new HistoryEvent.Attempt(
              partition,
              call.keys().size() == 1 ? call.keys().iterator().next() : null,
              call.method(),
              call.took(),
              call.failure(),
              call.keys().size() > 1 ? call.keys().size() : 0,
              new Trail(pass, Map.of(), List.of(call.id()), null, null)));
    }
  }

  /** As people are to read it, whichever side has it. */
  private Fields readable(Fields shown) {
    return sync.fieldMap().readable(shown);
  }

  private Trail trail() {
    return new Trail(pass, causedBy, List.of(), null, null);
  }

  /** With the calls that the record was tried with in this pass. */
  private Trail trailOf(String key) {
    return new Trail(
        pass,
        causedBy,
        tried.getOrDefault(key, List.of()).stream().map(Call::id).toList(),
        null,
        null);
  }

  /** With those, the last of which carried the record. */
  private Trail carried(String key) {
    List<Call> calls = tried.getOrDefault(key, List.of());
    return calls.isEmpty()
        ? trail()
        : new Trail(
            pass,
            causedBy,
            calls.stream().map(Call::id).toList(),
            calls.getLast().method(),
            calls.getLast().took());
  }

  /** A change that reached the target. */
  public void sent(String key, Decision decision, Attempt attempt, Link before) {
    List<Report> decided = Causes.decided(decision, Side.TARGET, attempt.fields());
    lines.add(
        new HistoryEvent.Change(
            partition,
            key,
            HistoryEvent.Side.TARGET,
            action(attempt),
            Causes.of(decision, decided, Origin.POSTGRES),
            Causes.origin(decided, Origin.POSTGRES),
            attempt.remoteId(),
            readable(shownBefore(attempt, before)),
            readable(attempt.fields()),
            readable(Causes.lost(decided, Side.TARGET, attempt.fields())),
            carried(key)));
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
              readable(shownBefore(attempt, before)),
              readable(attempt.fields()),
              Fields.EMPTY,
              trail()));
    }
    return !settled.isEmpty();
  }

  private static Fields shownBefore(Attempt attempt, Link before) {
    return switch (attempt.kind()) {
      case INSERT -> Fields.EMPTY;
      case PATCH, REVIVE -> before.lastShown().only(attempt.fields()::has);
      case DELETE -> before.lastShown();
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
    List<Report> decided = Causes.decided(decision, Side.SOURCE, after);
    Cause cause = Causes.of(decision, decided, Origin.GOOGLE);
    lines.add(
        new HistoryEvent.Change(
            partition,
            key,
            HistoryEvent.Side.SOURCE,
            action,
            cause,
            Causes.origin(decided, Origin.GOOGLE),
            remoteId,
            before,
            after,
            Causes.lost(decided, Side.SOURCE, after),
            trail()));
    Fields shown = readable(Causes.shown(decided, after));
    if (cause != Cause.RESTORED && (!shown.isEmpty() || after.isEmpty())) {
      notice(NoticeKind.GOOGLE_CHANGED, key, "changed at Google", Map.of("target", shown));
    }
  }

  /**
   * The link between row and record changed without a write: a line where it came or went, with the
   * values that were there when it went, or those that came with it.
   */
  public void linked(String key, Decision decision, Link before) {
    if (isBound(before) && isBound(decision.link())) {
      return;
    }
    Fields was = readable(before.bases().target());
    Fields is = readable(decision.link().bases().target());
    boolean came = isBound(decision.link());
    lines.add(
        new HistoryEvent.Change(
            partition,
            key,
            HistoryEvent.Side.TARGET,
            Action.LINK,
            Causes.of(decision, decision.reports(), Origin.POSTGRES),
            Causes.origin(decision.reports(), Origin.POSTGRES),
            decision.link().remoteId(),
            came ? was.only(name -> !is.get(name).same(was.get(name))) : was,
            came ? is.only(name -> !is.get(name).same(was.get(name))) : Fields.EMPTY,
            Fields.EMPTY,
            trail()));
  }

  /** Whether row and record belong together, whatever else is to be settled about them. */
  private static boolean isBound(Link link) {
    return switch (link.state()) {
      case SENDING, LINKED, CONFLICT, HELD -> true;
      case NONE, DETACHED, GONE -> false;
    };
  }

  /** Whether both sides had changed the record, however that was decided. */
  public static boolean hasConflict(Decision decision) {
    return decision.reports().stream()
        .anyMatch(
            report ->
                switch (report.kind()) {
                  case CONFLICT, MERGE_REFUSED, REPLACED -> true;
                  default -> false;
                });
  }

  /** What a person should be able to see of a decision. */
  public void reports(String key, Decision decision) {
    reports(key, decision.link(), decision.reports());
  }

  /** The same of what came of a write. */
  public void reports(String key, Link link, List<Report> reports) {
    for (Report report : reports) {
      Map<String, Fields> values = new LinkedHashMap<>();
      values.put("base", link.bases().source().only(report.source()::has));
      values.put("source", report.source());
      values.put("target", readable(report.target()));
      notice(Wording.kind(report.kind()), key, Wording.sentence(report), values);
    }
  }

  /** The record was given up for now. */
  public void failed(String key, Failure failure) {
    notice(NoticeKind.FAILED, key, failure.message(), Map.of(), trailOf(key));
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
                Map.of("target", readable(was)),
                Set.of())
            .with(trail()));
  }

  /** So many records went at Google, and nothing is held; it is told to those of both kinds. */
  public void detached(String message, long records) {
    Set<SyncDefinition.Recipient> to = new HashSet<>(recipients(NoticeKind.GOOGLE_CHANGED));
    to.addAll(recipients(NoticeKind.BRAKED));
    lines.add(
        HistoryEvent.Notice.ofPartition(NoticeKind.GOOGLE_CHANGED, partition, message, records, to)
            .with(trail()));
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
    lines.add(new HistoryEvent.Pass(partition, run, counts, took, null, trail()));
  }

  private void notice(NoticeKind kind, String key, String message, Map<String, Fields> values) {
    notice(kind, key, message, values, trail());
  }

  private void notice(
      NoticeKind kind, String key, String message, Map<String, Fields> values, Trail trail) {
    lines.add(
        HistoryEvent.Notice.ofRecord(kind, partition, key, message, values, recipients(kind))
            .with(trail));
  }

  private Set<SyncDefinition.Recipient> recipients(NoticeKind kind) {
    return sync.definition().notices().entrySet().stream()
        .filter(entry -> NoticeKind.of(entry.getKey()) == kind)
        .flatMap(entry -> entry.getValue().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
