package dev.lockstep.target.calendar;

import com.google.api.services.calendar.model.Event;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Failures;
import dev.lockstep.target.Call;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Write;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out single writes (PROTOCOL 6.1 to 6.3) and reads from the answer what became of them. A
 * failure that is not the record's own is thrown as it came.
 */
final class EventWriter {

  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

  private final CalendarCalls calls;
  private final EventFields eventFields;
  private final String instance;
  private final PartitionKey partition;
  private final CalendarAnswers answers;
  private final Consumer<Call> called;

  /**
   * @param called is told of each call that writes
   */
  EventWriter(
      CalendarCalls calls,
      EventFields eventFields,
      String instance,
      PartitionKey partition,
      CalendarAnswers answers,
      Consumer<Call> called) {
    this.calls = calls;
    this.eventFields = eventFields;
    this.instance = instance;
    this.partition = partition;
    this.answers = answers;
    this.called = called;
  }

  Outcome carryOut(Write write) throws Exception {
    long start = System.nanoTime();
    try {
      Outcome outcome =
          switch (write) {
            case Write.Insert insert -> insert(insert, start);
            case Write.Patch patch -> patch(patch, start);
            case Write.Revive revive -> revive(revive, start);
            case Write.Delete delete -> delete(delete, start);
          };
      answers.answered();
      return outcome;
    } catch (CalendarAnswers.CalendarSilent e) {
      throw e;
    } catch (Exception e) {
      Failure failure = Failures.of(e);
      if (failure.scope() == Failure.Scope.RECORD) {
        if (failure.isUnexpected()) {
          LOG.error("{} key {}: the event cannot be written", partition, write.key(), e);
        }
        return new Outcome.Failed(write.key(), failure, since(start));
      }
      throw e;
    }
  }

  private Outcome insert(Write.Insert write, long start) throws Exception {
    Event event = new Event().setId(write.remoteId());
    eventFields.set(event, write.fields(), true);
    if (!write.fields().get("attendees").isNull()) {
      event.setAttendees(Attendees.write(write.fields().get("attendees"), null));
    }
    stamp(event, write.key(), write.remoteId(), write.writeNumber());
    try {
      return written(
          write.key(), tried(write, "events.insert", () -> calls.insert(partition, event)), start);
    } catch (Exception e) {
      if (!Failures.of(e).reason().equals("duplicate")) {
        throw e;
      }
      return new Outcome.Exists(write.key(), present(write.remoteId()));
    }
  }

  private Outcome patch(Write.Patch write, long start) throws Exception {
    Event changes = new Event();
    eventFields.set(changes, write.fields(), false);
    stamp(changes, write.key(), write.remoteId(), write.writeNumber());
    String version = write.version();
    if (write.fields().has("attendees")) {
      Event present = presentOrNull(write.remoteId());
      if (present == null) {
        return new Outcome.Missing(write.key(), null);
      }
      if (RemoteEvents.isDeleted(present)
          || version != null && !version.equals(present.getEtag())) {
        return new Outcome.Stale(write.key(), remote(present));
      }
      version = present.getEtag();
      changes.setAttendees(
          Attendees.write(write.fields().get("attendees"), present.getAttendees()));
    }
    try {
      String expected = version;
      Event patched =
          tried(
              write,
              "events.patch",
              () ->
                  write.fields().isEmpty()
                      ? calls.stamp(partition, write.remoteId(), expected, changes)
                      : calls.patch(partition, write.remoteId(), expected, changes));
      return written(write.key(), patched, start);
    } catch (Exception e) {
      return staleOrMissing(write, e);
    }
  }

  private Outcome revive(Write.Revive write, long start) throws Exception {
    Event event = presentOrNull(write.remoteId());
    if (event == null) {
      return new Outcome.Missing(write.key(), null);
    }
    if (!RemoteEvents.isDeleted(event)
        || write.version() != null && !write.version().equals(event.getEtag())) {
      return new Outcome.Stale(write.key(), remote(event));
    }
    // What a person had on it (guests, reminders, own properties) comes back with it.
    String version = event.getEtag();
    Fields fields = write.fields();
    event.setStatus("confirmed");
    eventFields.set(event, fields, true);
    if (fields.has("attendees")) {
      event.setAttendees(Attendees.write(fields.get("attendees"), event.getAttendees()));
    }
    stamp(event, write.key(), write.remoteId(), write.writeNumber());
    try {
      Event revived =
          tried(
              write,
              "events.update",
              () -> calls.update(partition, write.remoteId(), version, event));
      return written(write.key(), revived, start);
    } catch (Exception e) {
      return staleOrMissing(write, e);
    }
  }

  private Outcome delete(Write.Delete write, long start) throws Exception {
    try {
      tried(
          write,
          "events.delete",
          () -> {
            calls.delete(partition, write.remoteId(), write.version());
            return write;
          });
      return new Outcome.Deleted(write.key(), since(start));
    } catch (Exception e) {
      Outcome outcome = staleOrMissing(write, e);
      boolean isGone =
          outcome instanceof Outcome.Missing
              || outcome instanceof Outcome.Stale stale && stale.present().is(Remote.Trait.DELETED);
      return isGone ? new Outcome.Deleted(write.key(), since(start)) : outcome;
    }
  }

  private <T> T tried(Write write, String method, Callable<T> call) throws Exception {
    long began = System.nanoTime();
    try {
      T answer = call.call();
      called.accept(Call.ended(method, List.of(write.key()), began, null));
      return answer;
    } catch (Exception e) {
      Failure failure = Failures.of(e);
      if (!failure.reason().equals("ownLimit")) { // Else it was never made.
        called.accept(Call.ended(method, List.of(write.key()), began, failure));
      }
      throw e;
    }
  }

  private Outcome staleOrMissing(Write write, Exception refused) throws Exception {
    Failure failure = Failures.of(refused);
    boolean isGone = failure.kind() == Failure.Kind.GONE;
    boolean isStale = failure.kind() == Failure.Kind.STALE;
    if (failure.scope() != Failure.Scope.RECORD || !isGone && !isStale) {
      throw refused;
    }
    Event present = presentOrNull(write.remoteId());
    if (present == null || isGone) {
      answers.require();
      return new Outcome.Missing(write.key(), present == null ? null : remote(present));
    }
    return new Outcome.Stale(write.key(), remote(present));
  }

  private Remote present(String eventId) throws Exception {
    Event event = calls.get(partition, eventId);
    return remote(event);
  }

  /** The event, null where only the event is missing and the calendar itself answers. */
  private @Nullable Event presentOrNull(String eventId) throws Exception {
    try {
      Event event = calls.get(partition, eventId);
      answers.answered();
      return event;
    } catch (Exception e) {
      Failure failure = Failures.of(e);
      if (failure.kind() != Failure.Kind.GONE || failure.scope() != Failure.Scope.RECORD) {
        throw e;
      }
      answers.require();
      return null;
    }
  }

  private void stamp(Event event, String key, String remoteId, long writeNumber) {
    EventStamps.write(
        event, new Remote.Stamp(instance, partition.sync(), key, remoteId, writeNumber));
  }

  private Outcome written(String key, Event event, long start) {
    return new Outcome.Written(key, remote(event), since(start));
  }

  private Remote remote(Event event) {
    return RemoteEvents.remote(event, partition.sync());
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
