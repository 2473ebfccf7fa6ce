package dev.lockstep.target.calendar;

import com.google.api.client.util.Data;
import com.google.api.services.calendar.model.EventAttendee;
import dev.lockstep.core.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Guests as JSON: {@code [{"email": "a@b.org", "optional": true}]} by address; a column may also
 * hold plain addresses. Answers, names and comments are the guests' own and are never written.
 */
final class Attendees {

  private Attendees() {}

  static Value read(@Nullable List<EventAttendee> attendees) {
    return attendees == null
        ? Value.NULL
        : value(
            attendees.stream()
                .filter(a -> a.getEmail() != null)
                .map(a -> new Guest(lower(a.getEmail()), Boolean.TRUE.equals(a.getOptional())))
                .toList());
  }

  static Value normalise(Value value) {
    List<Guest> guests = guests(value);
    return guests == null ? value : value(guests);
  }

  static @Nullable String refusal(Value value) {
    List<Guest> guests = guests(value);
    if (guests == null) {
      return "the attendees are not a list of addresses or of {\"email\": …}";
    }
    return guests.stream()
        .filter(guest -> guest.email().indexOf('@') < 1)
        .findFirst()
        .map(guest -> "the attendee '%s' is not an e-mail address".formatted(guest.email()))
        .orElse(null);
  }

  /**
   * The list to send: an array replaces what is there, so guests who stay are taken over whole,
   * with their answers.
   */
  static List<EventAttendee> write(Value value, @Nullable List<EventAttendee> present) {
    List<Guest> guests = guests(value);
    if (guests == null) {
      throw new IllegalArgumentException("not a list of attendees: " + value);
    }
    Map<String, EventAttendee> known =
        present == null
            ? Map.of()
            : present.stream()
                .filter(a -> a.getEmail() != null)
                .collect(
                    Collectors.toMap(
                        a -> lower(a.getEmail()), Function.identity(), (one, other) -> one));
    List<EventAttendee> written = new ArrayList<>();
    for (Guest guest : guests) {
      EventAttendee attendee = known.get(guest.email());
      boolean isOptional =
          attendee != null && !Data.isNull(attendee) && Boolean.TRUE.equals(attendee.getOptional());
      if (attendee == null) {
        attendee = new EventAttendee().setEmail(guest.email());
      }
      written.add(
          isOptional == guest.optional()
              ? attendee
              : attendee.clone().setOptional(guest.optional()));
    }
    return written;
  }

  private record Guest(String email, boolean optional) {}

  /** Null where the value is no list of guests. */
  private static @Nullable List<Guest> guests(Value value) {
    return switch (value) {
      case Value.Null none -> List.of();
      case Value.Text text ->
          Arrays.stream(text.text().split("[,;\\s]+"))
              .filter(address -> !address.isEmpty())
              .map(address -> new Guest(lower(address), false))
              .toList();
      case Value.Json json -> json.tree() instanceof List<?> list ? guests(list) : null;
      case Value.Whole no -> null;
      case Value.Decimal no -> null;
      case Value.Bool no -> null;
      case Value.Date no -> null;
      case Value.Time no -> null;
      case Value.DateTime no -> null;
      case Value.Instant no -> null;
    };
  }

  private static @Nullable List<Guest> guests(List<?> list) {
    List<Guest> guests = new ArrayList<>();
    for (Object item : list) {
      if (item instanceof String address) {
        guests.add(new Guest(lower(address), false));
      } else if (item instanceof Map<?, ?> map && map.get("email") instanceof String address) {
        guests.add(new Guest(lower(address), Boolean.TRUE.equals(map.get("optional"))));
      } else {
        return null;
      }
    }
    return guests;
  }

  private static Value value(List<Guest> guests) {
    List<Object> tree = new ArrayList<>();
    guests.stream()
        .collect(Collectors.toMap(Guest::email, Function.identity(), (one, other) -> one))
        .values()
        .stream()
        .sorted(Comparator.comparing(Guest::email))
        .forEach(
            guest -> {
              Map<String, Object> item = new LinkedHashMap<>();
              item.put("email", guest.email());
              if (guest.optional()) {
                item.put("optional", true);
              }
              tree.add(item);
            });
    return tree.isEmpty() ? Value.NULL : Value.json(tree);
  }

  private static String lower(String address) {
    return address.strip().toLowerCase(Locale.ROOT);
  }
}
