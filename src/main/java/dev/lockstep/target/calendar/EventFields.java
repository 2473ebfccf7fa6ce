package dev.lockstep.target.calendar;

import static java.util.function.Predicate.not;

import com.google.api.client.util.Data;
import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.EventDateTime;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event's fields as values, and back. What Google leaves out because it is the default
 * (transparency opaque, visibility default) is read as that default; empty text is read as none, as
 * Google keeps none.
 */
final class EventFields {

  static final List<String> NAMES =
      List.of(
          "summary",
          "description",
          "location",
          "start",
          "end",
          "colorId",
          "transparency",
          "visibility",
          "reminders",
          "attendees");

  /** Longest texts that Google keeps; longer ones are refused or cut. */
  private static final Map<String, Integer> LONGEST =
      Map.of("summary", 1024, "location", 1024, "description", 8192);

  private static final DateTimeFormatter RFC3339 = DateTimeFormatter.ISO_INSTANT;

  private final @Nullable String timeZone;

  /**
   * @param timeZone IANA zone to send with times, null: the calendar's own applies
   */
  EventFields(@Nullable String timeZone) {
    this.timeZone = timeZone;
  }

  /** Every field of a living event. */
  static Fields read(Event event) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("summary", text(event.getSummary()));
    fields.put("description", text(event.getDescription()));
    fields.put("location", text(event.getLocation()));
    fields.put("start", time(event.getStart()));
    fields.put("end", time(event.getEnd()));
    fields.put("colorId", text(event.getColorId()));
    fields.put("transparency", textOr(event.getTransparency(), "opaque"));
    fields.put("visibility", textOr(event.getVisibility(), "default"));
    fields.put("reminders", Reminders.read(event.getReminders()));
    fields.put("attendees", Attendees.read(event.getAttendees()));
    return new Fields(fields);
  }

  /** The fields as a reading would show them after they were written. */
  static Fields normalise(Fields fields) {
    Map<String, Value> shown = new LinkedHashMap<>();
    boolean isAllDay = fields.get("start") instanceof Value.Date;
    fields
        .values()
        .forEach(
            (name, value) ->
                shown.put(
                    name,
                    switch (name) {
                      case "transparency" -> textOr(plain(value), "opaque");
                      case "visibility" -> textOr(plain(value), "default");
                      case "reminders" -> Reminders.normalise(value, isAllDay);
                      case "attendees" -> Attendees.normalise(value);
                      case "start", "end" -> toTheSecond(value);
                      default -> text(plain(value));
                    }));
    return new Fields(shown);
  }

  /** What Google would refuse, in words; null where nothing. */
  static @Nullable String refusal(Fields fields) {
    return Optional.ofNullable(timeRefusal(fields)).orElseGet(() -> textRefusal(fields));
  }

  /**
   * Sets the fields on an event; a field without value becomes JSON null, so that a patch takes it
   * away. Attendees are set by {@link Attendees}, since they must keep their answers.
   *
   * @param isNew whether the event is made, where nothing needs to be taken away
   */
  void set(Event event, Fields fields, boolean isNew) {
    fields
        .values()
        .forEach(
            (name, value) -> {
              switch (name) {
                case "summary" -> event.setSummary(sent(value, isNew));
                case "description" -> event.setDescription(sent(value, isNew));
                case "location" -> event.setLocation(sent(value, isNew));
                case "colorId" -> event.setColorId(sent(value, isNew));
                case "transparency" -> event.setTransparency(textOr(plain(value), "opaque").text());
                case "visibility" -> event.setVisibility(textOr(plain(value), "default").text());
                case "start" -> event.setStart(dateTime(value, isNew));
                case "end" -> event.setEnd(dateTime(value, isNew));
                case "reminders" -> event.setReminders(Reminders.write(value, isNew));
                case "attendees" -> {}
                default ->
                    throw new IllegalArgumentException("an event has no field '" + name + "'");
              }
            });
  }

  private EventDateTime dateTime(Value value, boolean isNew) {
    EventDateTime time = new EventDateTime();
    switch (value) {
      case Value.Date day -> {
        time.setDate(new DateTime(day.date().toString()));
        if (!isNew) {
          // An event that was timed keeps its time beside the day unless it is taken away.
          time.setDateTime(Data.nullOf(DateTime.class));
          time.setTimeZone(Data.NULL_STRING);
        }
      }
      case Value.Instant at -> {
        time.setDateTime(
            DateTime.parseRfc3339(RFC3339.format(at.instant().truncatedTo(ChronoUnit.SECONDS))));
        if (timeZone != null) {
          time.setTimeZone(timeZone);
        }
        if (!isNew) {
          time.setDate(Data.nullOf(DateTime.class));
        }
      }
      default -> throw new IllegalArgumentException("not a time of an event: " + value);
    }
    return time;
  }

  private static @Nullable String sent(Value value, boolean isNew) {
    String text = plain(value);
    boolean isBlank = text == null || text.isEmpty();
    return isBlank ? (isNew ? null : Data.NULL_STRING) : text;
  }

  private static @Nullable String timeRefusal(Fields fields) {
    boolean hasStart = fields.has("start");
    boolean hasEnd = fields.has("end");
    Value start = fields.get("start");
    Value end = fields.get("end");
    if (hasStart && start.isNull()) {
      return "the event has no start";
    }
    if (hasEnd && end.isNull()) {
      return "the event has no end";
    }
    if (hasStart && !isTime(start)) {
      return "the start is neither a day nor a point in time: " + start;
    }
    if (hasEnd && !isTime(end)) {
      return "the end is neither a day nor a point in time: " + end;
    }
    if (!hasStart || !hasEnd) {
      return null;
    }
    if (start instanceof Value.Date from && end instanceof Value.Date to) {
      return to.date().isBefore(from.date())
          ? "the event ends on %s, before it starts on %s".formatted(to.date(), from.date())
          : null;
    }
    if (start instanceof Value.Instant from && end instanceof Value.Instant to) {
      return to.instant().isBefore(from.instant())
          ? "the event ends at %s, before it starts at %s".formatted(to.instant(), from.instant())
          : null;
    }
    return "of start and end one is a day and the other a point in time";
  }

  private static @Nullable String textRefusal(Fields fields) {
    for (Map.Entry<String, Value> field : fields.values().entrySet()) {
      String refusal = textRefusal(field.getKey(), field.getValue());
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private static @Nullable String textRefusal(String name, Value value) {
    Integer longest = LONGEST.get(name);
    String text = longest == null ? null : plain(value);
    if (text != null && longest != null && text.length() > longest) {
      return "the %s has %d characters, Google keeps %d".formatted(name, text.length(), longest);
    }
    return switch (name) {
      case "transparency" -> oneOf(name, value, List.of("opaque", "transparent"));
      case "visibility" ->
          oneOf(name, value, List.of("default", "public", "private", "confidential"));
      case "reminders" -> Reminders.refusal(value);
      case "attendees" -> Attendees.refusal(value);
      default -> null;
    };
  }

  private static @Nullable String oneOf(String name, Value value, List<String> allowed) {
    String text = plain(value);
    return text == null || text.isEmpty() || allowed.contains(text)
        ? null
        : "the %s '%s' is none of %s".formatted(name, text, String.join(", ", allowed));
  }

  private static boolean isTime(Value value) {
    return value instanceof Value.Date || value instanceof Value.Instant;
  }

  private static Value time(@Nullable EventDateTime time) {
    if (time == null) {
      return Value.NULL;
    }
    if (time.getDate() != null && !Data.isNull(time.getDate())) {
      return new Value.Date(LocalDate.parse(time.getDate().toStringRfc3339().substring(0, 10)));
    }
    DateTime at = time.getDateTime();
    return at == null || Data.isNull(at)
        ? Value.NULL
        : Value.instant(Instant.ofEpochMilli(at.getValue()));
  }

  private static Value toTheSecond(Value value) {
    return value instanceof Value.Instant at
        ? Value.instant(at.instant().truncatedTo(ChronoUnit.SECONDS))
        : value;
  }

  private static Value text(@Nullable String text) {
    return Value.text(text == null || text.isEmpty() ? null : text);
  }

  private static Value.Text textOr(@Nullable String text, String otherwise) {
    return new Value.Text(text == null || text.isEmpty() ? otherwise : text);
  }

  /** The value as text: a colour may well be a number in its column. */
  static @Nullable String plain(Value value) {
    return switch (value) {
      case Value.Null none -> null;
      case Value.Text text -> text.text();
      case Value.Whole whole -> whole.number().toString();
      case Value.Decimal decimal -> decimal.number().toPlainString();
      case Value.Bool bool -> String.valueOf(bool.truth());
      case Value.Date date -> date.date().toString();
      case Value.Time time -> time.time().toString();
      case Value.DateTime time -> time.dateTime().toString();
      case Value.Instant at -> at.instant().toString();
      case Value.Json json ->
          Optional.ofNullable(json.tree())
              .map(Object::toString)
              .filter(not(String::isEmpty))
              .orElse(null);
    };
  }
}
