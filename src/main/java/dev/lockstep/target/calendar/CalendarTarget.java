package dev.lockstep.target.calendar;

import com.google.api.services.calendar.model.Event;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Api;
import dev.lockstep.google.Failures;
import dev.lockstep.google.Failures.About;
import dev.lockstep.google.Lane;
import dev.lockstep.google.RateLimits;
import dev.lockstep.target.CursorExpired;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Page;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Write;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calendars of one sync. */
final class CalendarTarget implements Target {

  private final CalendarCalls calls;
  private final EventFields eventFields;
  private final CalendarTraffic traffic;
  private final RateLimits limits;
  private final String instance;
  private final int pageSize;

  CalendarTarget(
      CalendarCalls calls,
      EventFields eventFields,
      CalendarTraffic traffic,
      RateLimits limits,
      String instance,
      int pageSize) {
    this.calls = calls;
    this.eventFields = eventFields;
    this.traffic = traffic;
    this.limits = limits;
    this.instance = instance;
    this.pageSize = pageSize;
  }

  @Override
  public Collection<String> fieldNames() {
    return EventFields.NAMES;
  }

  @Override
  public Page changes(PartitionKey partition, @Nullable String cursor, @Nullable String pageToken) {
    try {
      return RemoteEvents.page(
          calls.list(partition, cursor, pageToken, pageSize), partition.sync());
    } catch (Exception e) {
      if ((cursor != null || pageToken != null) && Failures.isCursorExpired(e)) {
        throw new CursorExpired("the sync token of %s is no longer valid".formatted(partition), e);
      }
      throw wider(partition, e);
    }
  }

  @Override
  public Map<String, Remote> read(PartitionKey partition, Collection<String> remoteIds) {
    CalendarAnswers answers = new CalendarAnswers(calls, partition);
    Map<String, Remote> found = new LinkedHashMap<>();
    for (String id : remoteIds) {
      try {
        Event event = calls.get(partition, id);
        answers.answered();
        found.put(id, RemoteEvents.remote(event, partition.sync()));
      } catch (Exception e) {
        requireMissing(partition, answers, e);
      }
    }
    return found;
  }

  @Override
  public List<Outcome> write(PartitionKey partition, List<Write> writes, Progress progress) {
    CalendarAnswers answers = new CalendarAnswers(calls, partition);
    return new CalendarBatch(
            partition,
            writes,
            new EventWriter(calls, eventFields, instance, partition, answers, progress::called),
            answers,
            traffic.of(partition),
            limits,
            progress.isBackfill() ? Lane.BACKFILL : Lane.current())
        .run(progress);
  }

  @Override
  public String listMethod() {
    return "events.list";
  }

  @Override
  public String readMethod() {
    return "events.get";
  }

  @Override
  public Fields normalise(Fields fields) {
    return EventFields.normalise(fields);
  }

  @Override
  public @Nullable String refusal(Fields fields) {
    return EventFields.refusal(fields);
  }

  @Override
  public String remoteId(PartitionKey partition, String key, int incarnation) {
    return EventStamps.eventId(instance, partition.sync(), partition.account(), key, incarnation);
  }

  @Override
  public boolean stamps() {
    return true;
  }

  private void requireMissing(PartitionKey partition, CalendarAnswers answers, Exception e) {
    Failure failure = Failures.of(e);
    if (failure.kind() != Failure.Kind.GONE || failure.scope() != Failure.Scope.RECORD) {
      throw wider(partition, e);
    }
    try {
      answers.require();
    } catch (CalendarAnswers.CalendarSilent silent) {
      throw wider(partition, silent.getCause() == null ? silent : silent.getCause());
    }
  }

  private TargetException wider(PartitionKey partition, Throwable e) {
    Failure failure = Failures.of(e, About.COLLECTION);
    if (failure.kind() == Failure.Kind.QUOTA && !failure.reason().equals("ownLimit")) {
      limits.refused(Api.CALENDAR, partition.account(), failure);
    }
    // A call about the whole calendar has no record to blame.
    Failure.Scope scope =
        failure.scope() == Failure.Scope.RECORD ? Failure.Scope.PARTITION : failure.scope();
    return new TargetException(
        new Failure(
            failure.kind(), scope, failure.reason(), failure.message(), failure.retryAfter()),
        List.of(),
        e);
  }
}
