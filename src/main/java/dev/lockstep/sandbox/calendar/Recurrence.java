package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.http.GoogleError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;

/** When a series happens: its RRULE, RDATE, EXRULE and EXDATE lines around its first start. */
final class Recurrence {

  private static final Pattern UNTIL = Pattern.compile("UNTIL=(\\d{8})(T\\d{6}Z?)?");
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
  private static final DateTimeFormatter TIME_Z =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private Recurrence() {}

  /**
   * @throws GoogleError 400 when a line cannot be read
   */
  static void check(JsonNode lines) {
    for (JsonNode line : lines) {
      String text = line.asText();
      String name = name(text);
      switch (name) {
        case "RRULE", "EXRULE" -> rule(value(text));
        case "RDATE", "EXDATE" -> dates(text, new Moment.Timed(Instant.EPOCH, "UTC"));
        default -> throw GoogleError.invalid("Invalid recurrence rule.");
      }
    }
  }

  private static String name(String line) {
    return line.split("[:;]", 2)[0].toUpperCase(Locale.ROOT);
  }

  private static String value(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw GoogleError.invalid("Invalid recurrence rule.");
    }
    return line.substring(colon + 1);
  }

  private static RecurrenceRule rule(String value) {
    try {
      return new RecurrenceRule(value, RfcMode.RFC5545_LAX);
    } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
      throw GoogleError.invalid("Invalid recurrence rule.");
    }
  }

  /** The starts of all instances in order, without end for a rule without one. */
  static Iterator<Moment> starts(Moment first, JsonNode lines) {
    List<Iterator<Moment>> sources = new ArrayList<>();
    List<Iterator<Moment>> excluded = new ArrayList<>();
    Set<String> excludedDates = new HashSet<>();
    sources.add(List.of(first).iterator());
    for (JsonNode line : lines) {
      String text = line.asText();
      switch (name(text)) {
        case "RRULE" -> sources.add(ofRule(first, value(text)));
        case "EXRULE" -> excluded.add(ofRule(first, value(text)));
        case "RDATE" -> sources.add(dates(text, first).iterator());
        default -> dates(text, first).forEach(date -> excludedDates.add(date.instanceKey()));
      }
    }
    return new Sum(sources, excluded, excludedDates);
  }

  private static Iterator<Moment> ofRule(Moment first, String value) {
    return switch (first) {
      case Moment.Day day -> {
        LocalDate date = day.date();
        var dates =
            rule(until(value, first))
                .iterator(
                    new DateTime(date.getYear(), date.getMonthValue() - 1, date.getDayOfMonth()));
        yield mapped(
            dates,
            at ->
                new Moment.Day(LocalDate.of(at.getYear(), at.getMonth() + 1, at.getDayOfMonth())));
      }
      case Moment.Timed timed -> {
        var dates =
            rule(until(value, first))
                .iterator(
                    new DateTime(
                        TimeZone.getTimeZone(ZoneId.of(timed.timeZone())),
                        timed.at().toEpochMilli()));
        yield mapped(
            dates,
            at -> new Moment.Timed(Instant.ofEpochMilli(at.getTimestamp()), timed.timeZone()));
      }
    };
  }

  private static Iterator<Moment> mapped(
      Iterator<DateTime> dates, java.util.function.Function<DateTime, Moment> moment) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return dates.hasNext();
      }

      @Override
      public Moment next() {
        return moment.apply(dates.next());
      }
    };
  }

  /** Clients end timed series with a bare day and all-day series with an instant; both count. */
  private static String until(String value, Moment first) {
    Matcher until = UNTIL.matcher(value);
    if (!until.find()) {
      return value;
    }
    return switch (first) {
      case Moment.Day day -> until.replaceFirst("UNTIL=" + until.group(1));
      case Moment.Timed timed -> {
        ZoneId zone = ZoneId.of(timed.timeZone());
        String time = until.group(2);
        if (time != null && time.endsWith("Z")) {
          yield value;
        }
        LocalDateTime local =
            time == null
                ? LocalDate.parse(until.group(1), DAY).atTime(LocalTime.of(23, 59, 59))
                : LocalDateTime.parse(until.group(1) + time, TIME);
        yield until.replaceFirst("UNTIL=" + TIME_Z.format(local.atZone(zone).toInstant()));
      }
    };
  }

  /** The moments of an RDATE or EXDATE line, in the kind of the series. */
  private static List<Moment> dates(String line, Moment first) {
    String parameters = line.substring(0, line.indexOf(':') < 0 ? 0 : line.indexOf(':'));
    Matcher named = Pattern.compile("TZID=([^;:]+)").matcher(parameters);
    List<Moment> moments = new ArrayList<>();
    try {
      for (String date : value(line).split(",")) {
        String text = date.strip().split("/")[0];
        moments.add(
            switch (first) {
              case Moment.Day day -> new Moment.Day(LocalDate.parse(text.substring(0, 8), DAY));
              case Moment.Timed timed -> {
                ZoneId zone = ZoneId.of(timed.timeZone());
                ZoneId given = named.find(0) ? ZoneId.of(named.group(1)) : zone;
                Instant at =
                    text.endsWith("Z")
                        ? Instant.from(TIME_Z.parse(text))
                        : text.length() == 8
                            // A bare day means the instance of that day.
                            ? LocalDate.parse(text, DAY)
                                .atTime(timed.at().atZone(zone).toLocalTime())
                                .atZone(zone)
                                .toInstant()
                            : LocalDateTime.parse(text, TIME).atZone(given).toInstant();
                yield new Moment.Timed(at, timed.timeZone());
              }
            });
      }
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      throw GoogleError.invalid("Invalid recurrence rule.");
    }
    moments.sort((a, b) -> a.instanceKey().compareTo(b.instanceKey()));
    return moments;
  }

  /** Several ordered sources as one, without repetition and without what is excluded. */
  private static final class Sum implements Iterator<Moment> {

    private record Head(Moment moment, Iterator<Moment> rest) {}

    private final PriorityQueue<Head> heads =
        new PriorityQueue<>((a, b) -> a.moment.instanceKey().compareTo(b.moment.instanceKey()));
    private final Set<String> excludedDates;
    private final List<Iterator<Moment>> excluded;
    private final List<String> excludedHeads = new ArrayList<>();
    private String last = "";
    private Moment next;

    @SuppressWarnings("NullAway")
    Sum(
        List<Iterator<Moment>> sources,
        List<Iterator<Moment>> excluded,
        Set<String> excludedDates) {
      this.excluded = excluded;
      this.excludedDates = excludedDates;
      excluded.forEach(e -> excludedHeads.add(""));
      sources.forEach(this::push);
      advance();
    }

    private void push(Iterator<Moment> source) {
      if (source.hasNext()) {
        heads.add(new Head(source.next(), source));
      }
    }

    private void advance() {
      next = null;
      while (next == null && !heads.isEmpty()) {
        Head head = heads.poll();
        push(head.rest);
        String key = head.moment.instanceKey();
        if (!key.equals(last) && !excludedDates.contains(key) && !excludedByRule(key)) {
          next = head.moment;
        }
        last = key;
      }
    }

    private boolean excludedByRule(String key) {
      for (int i = 0; i < excluded.size(); i++) {
        while (excludedHeads.get(i).compareTo(key) < 0 && excluded.get(i).hasNext()) {
          excludedHeads.set(i, excluded.get(i).next().instanceKey());
        }
        if (excludedHeads.get(i).equals(key)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Moment next() {
      Moment result = next;
      if (result == null) {
        throw new NoSuchElementException();
      }
      advance();
      return result;
    }
  }
}
