package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.testing.SecondApplication;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Times of every kind make the round trip and come to rest; numbers are those of the faults. */
@SecondApplication
class TimesTest {

  private static final String FROM = "2031-06-02T10:00:00+02:00";

  private static Diaries diaries;
  private static Diary instants;
  private static Diary locals;
  private static Diary days;
  private static Diary windowed;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    instants = diaries.open("instants", "");
    locals = diaries.open("locals", "");
    days = diaries.open("days", "");
    windowed = diaries.open("windowed", "rows: from-connection, googleCreate: insert");
    diaries.define(
        "windowed", diaries.definition("windowed") + "window: { past: 10d, future: 30d }\n");
    retype("locals", "timestamp");
    retype("days", "date");
    diaries.run();
  }

  private static void retype(String table, String type) {
    diaries
        .jdbc
        .sql(
            "ALTER TABLE public.%1$s ALTER starts_at TYPE %2$s, ALTER ends_at TYPE %2$s"
                .formatted(table, type))
        .update();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  private static long linked(Diary diary, String title, String starts, String ends) {
    long id =
        diaries
            .jdbc
            .sql(
                "INSERT INTO public.%1$s (owner, title, place, starts_at, ends_at)"
                        .formatted(diary.name())
                    + " VALUES ('%s', '%s', 'Main St', '%s', '%s') RETURNING id"
                        .formatted(diary.name(), title, starts, ends))
            .query(Long.class)
            .single();
    soon().until(() -> diary.event(title) != null && diary.state(id).equals("linked"));
    diary.settle();
    return id;
  }

  private static String start(Diary diary, String title) {
    return diary.event(title).path("start").path("dateTime").asText();
  }

  private static String end(Diary diary, String title) {
    return diary.event(title).path("end").path("dateTime").asText();
  }

  private static Instant instant(String dateTime) {
    return OffsetDateTime.parse(dateTime).toInstant();
  }

  private static void timed(Diary diary, String title, String start, String end) {
    diary.edit(
        title,
        """
        {"start": {"dateTime": "%s", "date": null}, "end": {"dateTime": "%s", "date": null}}
        """
            .formatted(start, end));
    diary.pull();
  }

  private static void allDay(Diary diary, String title, String start, String end) {
    diary.edit(
        title,
        """
        {"start": {"date": "%s", "dateTime": null, "timeZone": null},
         "end": {"date": "%s", "dateTime": null, "timeZone": null}}
        """
            .formatted(start, end));
    diary.pull();
  }

  /** What is there now stays so by itself: two more looks bring no write and move nothing. */
  private static void comesToRest(Diary diary, String title) {
    diary.settle();
    long quiet = diaries.lastRequest();
    Supplier<Object> both =
        () ->
            diary.event(title).path("start").toString()
                + diary.event(title).path("end")
                + diaries
                    .jdbc
                    .sql(
                        "SELECT starts_at::text || ends_at::text FROM public.%s WHERE title = '%s'"
                            .formatted(diary.name(), title))
                    .query(String.class)
                    .single();
    Object before = both.get();
    for (int look = 0; look < 2; look++) {
      diary.pull();
      diary.settle();
    }
    assertThat(diaries.writesAfter(quiet, diary)).as("I5").isZero();
    assertThat(both.get()).isEqualTo(before);
    assertThat(diary.notices("conflict")).isZero();
    assertThat(diary.notices("failed")).isZero();
  }

  @Test
  void anEventAcrossTheChangeOfClocksStaysWhereItIs_50() {
    // Clocks go from 2 to 3 o'clock in between.
    linked(locals, "spring", "2031-03-30 01:30", "2031-03-30 03:30");
    assertThat(instant(start(locals, "spring"))).isEqualTo("2031-03-30T00:30:00Z");
    assertThat(instant(end(locals, "spring"))).isEqualTo("2031-03-30T01:30:00Z");
    comesToRest(locals, "spring");

    linked(instants, "spring", "2031-03-30 01:30+01", "2031-03-30 03:30+02");
    assertThat(instant(end(instants, "spring"))).isEqualTo("2031-03-30T01:30:00Z");
    comesToRest(instants, "spring");
  }

  @Test
  void aLocalTimeThatComesTwiceIsNotMovedByItself_50() {
    long id = linked(locals, "autumn", "2031-10-20 10:00", "2031-10-20 11:00");
    // Half past two comes twice that night; a person means the second one.
    timed(locals, "autumn", "2031-10-26T02:30:00+01:00", "2031-10-26T03:30:00+01:00");
    soon().until(() -> "2031-10-26 02:30:00".equals(locals.value(id, "starts_at")));
    comesToRest(locals, "autumn");
    assertThat(instant(start(locals, "autumn"))).isEqualTo("2031-10-26T01:30:00Z");
    locals.set(id, "place = 'Other St'");
    soon().until(() -> locals.event("autumn").path("location").asText().equals("Other St"));
    assertThat(instant(start(locals, "autumn"))).isEqualTo("2031-10-26T01:30:00Z");
  }

  @Test
  void timesThatAPersonMovesOverTheChangeOfClocksAreTakenAsTheyAre_50() {
    long id = linked(locals, "moved on", "2031-03-29 09:00", "2031-03-29 10:00");
    timed(locals, "moved on", "2031-03-31T09:00:00+02:00", "2031-03-31T10:00:00+02:00");
    soon().until(() -> "2031-03-31 09:00:00".equals(locals.value(id, "starts_at")));
    comesToRest(locals, "moved on");
    locals.set(id, "starts_at = '2031-03-28 09:00', ends_at = '2031-03-28 10:00'");
    soon().until(() -> instant(start(locals, "moved on")).equals(instant("2031-03-28T08:00:00Z")));
    comesToRest(locals, "moved on");
  }

  @Test
  void aTimedEventThatBecomesAllDayAndBackIsFollowedBothWays_51() {
    long id = linked(instants, "fair", FROM, "2031-06-02T11:00:00+02:00");
    allDay(instants, "fair", "2031-06-03", "2031-06-05");
    soon()
        .until(() -> instants.start(id).toInstant().equals(Instant.parse("2031-06-02T22:00:00Z")));
    comesToRest(instants, "fair");
    assertThat(instants.event("fair").path("start").path("date").asText()).isEqualTo("2031-06-03");
    instants.set(
        id,
        "starts_at = '%1$s', ends_at = '%1$s'::timestamptz + interval '1 hour'".formatted(FROM));
    soon().until(() -> !start(instants, "fair").isEmpty());
    assertThat(instant(start(instants, "fair"))).isEqualTo(instant(FROM));
    comesToRest(instants, "fair");
    timed(instants, "fair", "2031-06-04T10:00:00Z", "2031-06-04T11:00:00Z");
    soon()
        .until(() -> instants.start(id).toInstant().equals(Instant.parse("2031-06-04T10:00:00Z")));
    comesToRest(instants, "fair");
  }

  @Test
  void aRowWithoutTimesOfDayIsAllDayBothWays_51() {
    long id = linked(days, "holiday", "2031-05-05", "2031-05-08");
    assertThat(days.event("holiday").path("end").path("date").asText()).isEqualTo("2031-05-08");
    allDay(days, "holiday", "2031-05-06", "2031-05-07");
    soon().until(() -> "2031-05-06".equals(days.value(id, "starts_at")));
    comesToRest(days, "holiday");
    days.set(id, "starts_at = '2031-05-01', ends_at = '2031-05-03'");
    soon()
        .until(
            () -> days.event("holiday").path("start").path("date").asText().equals("2031-05-01"));
    comesToRest(days, "holiday");
  }

  @Test
  void zeroLengthSeveralDaysAndForeignZonesMakeTheRoundTrip_51() {
    long id = linked(instants, "odd", FROM, FROM);
    assertThat(start(instants, "odd")).isEqualTo(end(instants, "odd"));
    comesToRest(instants, "odd");

    timed(instants, "odd", "2031-07-01T22:00:00Z", "2031-07-04T03:00:00Z");
    soon()
        .until(() -> instants.start(id).toInstant().equals(Instant.parse("2031-07-01T22:00:00Z")));
    comesToRest(instants, "odd");

    instants.edit(
        "odd",
        """
        {"start": {"dateTime": "2031-07-01T10:00:00", "timeZone": "America/New_York"},
         "end": {"dateTime": "2031-07-01T10:00:00", "timeZone": "America/New_York"}}
        """);
    instants.pull();
    soon()
        .until(() -> instants.start(id).toInstant().equals(Instant.parse("2031-07-01T14:00:00Z")));
    comesToRest(instants, "odd");
  }

  @Test
  void aSeriesThatAPersonMakesIsLeftAloneWithItsInstances_50() {
    long id = linked(instants, "weekly", FROM, "2031-06-02T11:00:00+02:00");
    instants.edit(
        "weekly",
        """
        {"start": {"dateTime": "2031-06-02T10:00:00", "timeZone": "Europe/Berlin"},
         "end": {"dateTime": "2031-06-02T11:00:00", "timeZone": "Europe/Berlin"},
         "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}
        """);
    instants.pull();
    soon().until(() -> instants.state(id).equals("detached"));
    long before = diaries.lastRequest();
    String series =
        "calendar/v3/calendars/primary/events/" + instants.event("weekly").path("id").asText();
    JsonNode second =
        diaries
            .lockstep
            .google(instants.email(), "GET", series + "/instances", "")
            .path("items")
            .get(1);
    String instance = "calendar/v3/calendars/primary/events/" + second.path("id").asText();
    diaries.lockstep.google(
        instants.email(), "PATCH", instance, "{\"summary\": \"moved this once\"}");
    instants.pull();
    instants.set(id, "place = 'Not sent'");
    instants.settle();
    instants.pull();
    instants.settle();
    assertThat(diaries.writesAfter(before, instants)).as("but the person's own").isEqualTo(1);
    assertThat(instants.value(id, "title")).isEqualTo("weekly");
    assertThat(instants.event("moved this once")).isNotNull();
    instants.erase(id);
    instants.settle();
    assertThat(instants.event("weekly")).as("it is the person's by now").isNotNull();
    assertThat(diaries.writesAfter(before, instants)).isEqualTo(1);
  }

  @Test
  void onlyRowsOfTheFutureAreSentFirstAndOnceLinkedTheyStayLinked() {
    long past = windowed.write("long ago", "now() - interval '2 days'", "now() - interval '1 day'");
    long coming = windowed.writeLinked("coming");
    windowed.settle();
    assertThat(windowed.event("long ago")).isNull();
    windowed.set(
        coming, "starts_at = now() - interval '3 days', ends_at = now() - interval '2 days'");
    soon().until(() -> instant(start(windowed, "coming")).isBefore(Instant.now()));
    windowed.set(coming, "title = 'has been'");
    soon().until(() -> windowed.event("has been") != null);
    windowed.set(past, "starts_at = now() + interval '1 day', ends_at = now() + interval '2 days'");
    soon().until(() -> windowed.event("long ago") != null);
    windowed.settle();
  }

  @Test
  void outsideTheWindowNothingIsSentChangedOrDeleted() {
    windowed.write("far away", "now() + interval '90 days'", "now() + interval '91 days'");
    long leaves = windowed.writeLinked("leaves");
    windowed.settle();
    windowed.set(
        leaves, "starts_at = now() + interval '90 days', ends_at = now() + interval '91 days'");
    soon()
        .until(
            () ->
                instant(start(windowed, "leaves")).isAfter(Instant.now().plusSeconds(80 * 86_400)));
    windowed.settle();
    long rows = windowed.rows();
    long before = diaries.lastRequest();
    windowed.set(leaves, "place = 'Nowhere'");
    windowed.edit("leaves", "{\"summary\": \"leaves with another name\"}");
    windowed.create(
        "{\"summary\": \"made far away\", \"start\": {\"dateTime\": \"2040-01-01T10:00:00Z\"}, \"end\": {\"dateTime\": \"2040-01-01T11:00:00Z\"}}");
    windowed.pull();
    windowed.settle();
    assertThat(windowed.value(leaves, "title")).isEqualTo("leaves");
    windowed.erase(leaves);
    windowed.settle();
    windowed.pull();
    windowed.settle();
    assertThat(windowed.event("far away")).isNull();
    assertThat(windowed.event("leaves with another name").path("location").asText())
        .isEqualTo("Main St");
    assertThat(windowed.rows()).isEqualTo(rows - 1);
    assertThat(diaries.writesAfter(before, windowed)).as("but the person's own").isEqualTo(2);
    windowed.remove("leaves with another name");
  }
}
