package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an edit of a series does to one of its exceptions: what the exception has made its own
 * stays, everything else follows the series.
 *
 * @param at when, in microseconds
 */
record SeriesEdit(Event before, Event now, long at) {

  /** What is never taken over from a series. */
  private static final Set<String> OWN = Set.of("recurrence", "status", "eventType");

  /** The exception as it is from now on; null when the edit does not touch it. */
  @Nullable Event applyTo(Event exception) {
    Moment original = exception.originalStart();
    if (exception.cancelled() || original == null) {
      return null;
    }
    if (!now.recurring() || !Series.has(now, original)) {
      return exception.cancelledAt(at);
    }
    ObjectNode body = exception.body().deepCopy();
    for (String name : EventBody.WRITABLE) {
      JsonNode inherited = before.body().path(name);
      if (!OWN.contains(name) && body.path(name).equals(inherited)) {
        JsonNode follows = now.body().get(name);
        if (follows == null) {
          body.remove(name);
        } else {
          body.set(name, follows);
        }
      }
    }
    boolean inPlace = sameTimes(exception, Series.instance(before, original));
    Event place = inPlace ? Series.instance(now, original) : exception;
    if (body.equals(exception.body()) && sameTimes(exception, place)) {
      return null;
    }
    return new Event(
        exception.id(),
        exception.ordinal(),
        body,
        place.start(),
        place.end(),
        exception.master(),
        original,
        exception.created(),
        at,
        at,
        exception.sequence(),
        exception.uid(),
        false);
  }

  private static boolean sameTimes(Event one, Event other) {
    return one.start().equals(other.start()) && one.end().equals(other.end());
  }
}
