package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** "Lunch tomorrow 12:30-13:15": a little of what Google reads out of a line of text. */
final class QuickText {

  private static final String MONTHS =
      "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]*\\.?)";
  private static final Pattern RELATIVE = words("(?:on )?(today|tomorrow)");
  private static final Pattern WEEKDAY =
      words("(?:on )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)");
  private static final Pattern ISO = words("(?:on )?(\\d{4}-\\d{2}-\\d{2})");
  private static final Pattern MONTH_DAY =
      words("(?:on )?" + MONTHS + " (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?");
  private static final Pattern DAY_MONTH =
      words("(?:on )?(\\d{1,2})(?:st|nd|rd|th)? (?:of )?" + MONTHS + "(?:,? (\\d{4}))?");
  private static final Pattern TIME =
      Pattern.compile(
          "\\b(?:at |from )?(\\d{1,2})(?::(\\d{2}))?\\s*(am|pm)?(?:\\s*(?:-|to)\\s*(\\d{1,2})(?::(\\d{2}))?\\s*(am|pm)?)?(?=$|[\\s,.])",
          Pattern.CASE_INSENSITIVE);

  /** What a day was read from, and the rest of the text. */
  private record Found(LocalDate day, String rest) {}

  private QuickText() {}

  private static Pattern words(String regex) {
    return Pattern.compile("\\b" + regex + "\\b", Pattern.CASE_INSENSITIVE);
  }

  /** Without a day it is today, without a time now; an hour long where no end is named. */
  static ObjectNode read(String text, ZonedDateTime now) {
    Found found = day(text, now.toLocalDate());
    String rest = found == null ? text : found.rest;
    ZonedDateTime start = now.truncatedTo(ChronoUnit.MINUTES);
    if (found != null) {
      start = start.with(found.day);
    }
    ZonedDateTime end = null;
    Matcher time = TIME.matcher(rest);
    boolean timed = false;
    while (!timed && time.find()) {
      timed = time.group(2) != null || time.group(3) != null || time.group(6) != null;
    }
    if (timed) {
      String half = time.group(3) == null ? time.group(6) : time.group(3);
      start = start.with(time(time.group(1), time.group(2), half));
      if (time.group(4) != null) {
        end = start.with(time(time.group(4), time.group(5), time.group(6)));
      }
      rest = rest.substring(0, time.start()) + rest.substring(time.end());
    }
    ObjectNode json = Json.object().put("summary", rest.strip().replaceAll("\\s+", " "));
    if (found != null && !timed) {
      json.putObject("start").put("date", start.toLocalDate().toString());
      json.putObject("end").put("date", start.toLocalDate().plusDays(1).toString());
      return json;
    }
    ZonedDateTime until = end == null || !end.isAfter(start) ? start.plusHours(1) : end;
    json.putObject("start").put("dateTime", start.toOffsetDateTime().toString());
    json.putObject("end").put("dateTime", until.toOffsetDateTime().toString());
    return json;
  }

  private static @Nullable Found day(String text, LocalDate today) {
    try {
      Matcher relative = RELATIVE.matcher(text);
      if (relative.find()) {
        boolean tomorrow = relative.group(1).equalsIgnoreCase("tomorrow");
        return new Found(tomorrow ? today.plusDays(1) : today, relative.replaceFirst(""));
      }
      Matcher iso = ISO.matcher(text);
      if (iso.find()) {
        return new Found(LocalDate.parse(iso.group(1)), iso.replaceFirst(""));
      }
      Matcher named = MONTH_DAY.matcher(text);
      if (named.find()) {
        return new Found(
            next(named.group(1), named.group(2), named.group(3), today), named.replaceFirst(""));
      }
      Matcher turned = DAY_MONTH.matcher(text);
      if (turned.find()) {
        return new Found(
            next(turned.group(2), turned.group(1), turned.group(3), today),
            turned.replaceFirst(""));
      }
      Matcher weekday = WEEKDAY.matcher(text);
      if (weekday.find()) {
        DayOfWeek wanted = DayOfWeek.valueOf(weekday.group(1).toUpperCase(Locale.ROOT));
        return new Found(
            today.with(TemporalAdjusters.nextOrSame(wanted)), weekday.replaceFirst(""));
      }
    } catch (DateTimeException e) {
      // The 31st of June is no day: it stays part of the title.
    }
    return null;
  }

  /** Without a year the next such day. */
  private static LocalDate next(String month, String day, @Nullable String year, LocalDate today) {
    Month named = null;
    for (Month one : Month.values()) {
      if (one.name().regionMatches(true, 0, month, 0, 3)) {
        named = one;
      }
    }
    LocalDate date =
        LocalDate.of(
            year == null ? today.getYear() : Integer.parseInt(year),
            Objects.requireNonNull(named),
            Integer.parseInt(day));
    return year == null && date.isBefore(today) ? date.plusYears(1) : date;
  }

  private static LocalTime time(String hour, String minute, @Nullable String half) {
    int hours = Integer.parseInt(hour) % 24;
    if (half != null) {
      hours = hours % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
    }
    return LocalTime.of(hours, minute == null ? 0 : Integer.parseInt(minute) % 60);
  }
}
