package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** A start or an end: a whole day, or an instant with the zone it is thought in. */
sealed interface Moment {

  /** The end of an all-day event is the day after its last. */
  record Day(LocalDate date) implements Moment {}

  record Timed(Instant at, String timeZone) implements Moment {}

  DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");
  DateTimeFormatter INSTANCE_DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
  DateTimeFormatter INSTANCE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * Reads what a client sent, or what {@link #json} stored.
   *
   * @param side "start" or "end", for the error
   * @param calendarZone taken where the client names none
   */
  static Moment read(JsonNode json, String side, ZoneId calendarZone) {
    if (!json.isObject() && !json.isMissingNode() && !json.isNull()) {
      throw GoogleError.invalid("Invalid value for: " + side);
    }
    boolean day = json.hasNonNull("date");
    boolean timed = json.hasNonNull("dateTime");
    if (!day && !timed) {
      throw GoogleError.required("Missing " + side + " time.");
    }
    if (day && timed) {
      throw GoogleError.invalid("Invalid " + side + " time.");
    }
    try {
      if (day) {
        return new Day(LocalDate.parse(json.get("date").asText()));
      }
      String zone =
          json.hasNonNull("timeZone") ? json.get("timeZone").asText() : calendarZone.getId();
      return new Timed(instant(json.get("dateTime").asText(), zone(zone, side)), zone);
    } catch (DateTimeException e) {
      throw GoogleError.badRequest();
    }
  }

  private static ZoneId zone(String name, String side) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw GoogleError.invalid("Invalid time zone definition for " + side + " time.");
    }
  }

  private static Instant instant(String text, ZoneId zone) {
    String upper = text.toUpperCase(java.util.Locale.ROOT);
    int time = upper.indexOf('T');
    boolean offset =
        upper.endsWith("Z") || upper.indexOf('+', time) > 0 || upper.indexOf('-', time) > 0;
    Instant instant =
        offset
            ? OffsetDateTime.parse(upper).toInstant()
            : LocalDateTime.parse(upper).atZone(zone).toInstant();
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  default ObjectNode json() {
    return switch (this) {
      case Day day -> Json.object().put("date", day.date.toString());
      case Timed timed ->
          Json.object().put("dateTime", timed.at.toString()).put("timeZone", timed.timeZone);
    };
  }

  /** As Google shows it: in the reader's zone, whatever zone the event is thought in. */
  default ObjectNode show(ZoneId zone) {
    return switch (this) {
      case Day day -> json();
      case Timed timed ->
          Json.object()
              .put("dateTime", OFFSET.format(timed.at.atZone(zone)))
              .put("timeZone", timed.timeZone);
    };
  }

  default Instant instant(ZoneId calendarZone) {
    return switch (this) {
      case Day day -> day.date.atStartOfDay(calendarZone).toInstant();
      case Timed timed -> timed.at;
    };
  }

  /** The last part of an instance's id. */
  default String instanceKey() {
    return switch (this) {
      case Day day -> INSTANCE_DAY.format(day.date);
      case Timed timed -> INSTANCE_TIME.format(timed.at);
    };
  }

  default boolean isDay() {
    return this instanceof Day;
  }
}
