package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** "Lunch tomorrow 12:30-13:15": a little of what Google reads out of a line of text. */
final class QuickText {

  private static final Pattern DAY =
      Pattern.compile("\\b(?:on )?(today|tomorrow)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern TIME =
      Pattern.compile(
          "\\b(?:at |from )?(\\d{1,2})(?::(\\d{2}))?\\s*(am|pm)?(?:\\s*(?:-|to)\\s*(\\d{1,2})(?::(\\d{2}))?\\s*(am|pm)?)?(?=$|[\\s,.])",
          Pattern.CASE_INSENSITIVE);

  private QuickText() {}

  /** Without a day it is today, without a time now; an hour long where no end is named. */
  static ObjectNode read(String text, ZonedDateTime now) {
    String rest = text;
    ZonedDateTime start = now.truncatedTo(ChronoUnit.MINUTES);
    Matcher day = DAY.matcher(rest);
    boolean named = day.find();
    if (named) {
      start = day.group(1).equalsIgnoreCase("tomorrow") ? start.plusDays(1) : start;
      rest = day.replaceFirst("");
    }
    ZonedDateTime end = null;
    Matcher time = TIME.matcher(rest);
    boolean timed = time.find() && (time.group(2) != null || time.group(3) != null);
    if (timed) {
      start = start.with(time(time.group(1), time.group(2), time.group(3)));
      if (time.group(4) != null) {
        end = start.with(time(time.group(4), time.group(5), time.group(6)));
      }
      rest = time.replaceFirst("");
    }
    ObjectNode json = Json.object().put("summary", rest.strip().replaceAll("\\s+", " "));
    if (named && !timed) {
      json.putObject("start").put("date", start.toLocalDate().toString());
      json.putObject("end").put("date", start.toLocalDate().plusDays(1).toString());
      return json;
    }
    ZonedDateTime until = end == null || !end.isAfter(start) ? start.plusHours(1) : end;
    json.putObject("start").put("dateTime", start.toOffsetDateTime().toString());
    json.putObject("end").put("dateTime", until.toOffsetDateTime().toString());
    return json;
  }

  private static LocalTime time(String hour, String minute, String half) {
    int hours = Integer.parseInt(hour) % 24;
    if (half != null) {
      hours = hours % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
    }
    return LocalTime.of(hours, minute == null ? 0 : Integer.parseInt(minute) % 60);
  }
}
