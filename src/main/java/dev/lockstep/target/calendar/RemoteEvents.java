package dev.lockstep.target.calendar;

import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import dev.lockstep.core.Fields;
import dev.lockstep.target.Page;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Remote.Trait;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Google's events and pages as the target's records and pages. */
final class RemoteEvents {

  private RemoteEvents() {}

  static Page page(Events events, String sync) throws IOException {
    List<Remote> items = new ArrayList<>();
    List<Event> listed = events.getItems() == null ? List.of() : events.getItems();
    for (Event event : listed) {
      if (event.getId() == null) {
        throw new IOException("Google listed an event without id");
      }
      items.add(remote(event, sync));
    }
    return new Page(items, events.getNextPageToken(), events.getNextSyncToken());
  }

  /**
   * @param sync that looks at it
   */
  static Remote remote(Event event, String sync) {
    Set<Trait> traits = traits(event);
    return new Remote(
        event.getId(),
        event.getEtag(),
        instant(event.getUpdated()),
        instant(event.getCreated()),
        traits,
        EventStamps.read(event, sync),
        traits.contains(Trait.DELETED) ? Fields.EMPTY : EventFields.read(event));
  }

  static boolean isDeleted(Event event) {
    return "cancelled".equals(event.getStatus());
  }

  private static Set<Trait> traits(Event event) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (isDeleted(event)) {
      traits.add(Trait.DELETED);
    }
    if (event.getRecurrence() != null && !event.getRecurrence().isEmpty()) {
      traits.add(Trait.RECURRING);
    }
    if (event.getRecurringEventId() != null) {
      traits.add(Trait.EXCEPTION);
    }
    if ("private".equals(event.getVisibility()) || "confidential".equals(event.getVisibility())) {
      traits.add(Trait.PRIVATE);
    }
    if (event.getOrganizer() != null && !Boolean.TRUE.equals(event.getOrganizer().getSelf())) {
      traits.add(Trait.FOREIGN_ORGANIZER);
    }
    if (event.getEventType() != null && !event.getEventType().equals("default")) {
      traits.add(Trait.SPECIAL);
    }
    return traits;
  }

  private static @Nullable Instant instant(@Nullable DateTime time) {
    return time == null ? null : Instant.ofEpochMilli(time.getValue());
  }
}
