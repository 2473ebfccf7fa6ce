package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.all;
import static dev.lockstep.sandbox.Google.at;
import static dev.lockstep.sandbox.Google.day;
import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventListTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void theListSaysWhatCalendarItIsInGooglesOrder() throws IOException {
    anna.events().insert("primary", event("one")).execute();
    String body =
        sandbox
            .call(
                "GET",
                "calendar/v3/calendars/primary/events",
                sandbox.accessToken("anna@example.com"),
                "")
            .body();
    assertThat(keys(body))
        .containsExactly(
            "kind",
            "etag",
            "summary",
            "description",
            "updated",
            "timeZone",
            "accessRole",
            "defaultReminders",
            "nextSyncToken",
            "items");
    assertThat(body).startsWith("{\n  \"kind\": \"calendar#events\",\n  \"etag\": \"\\\"");
    assertThat(body).contains("\"defaultReminders\": [],\n").contains("\"description\": \"\"");
  }

  private static List<String> keys(String body) throws IOException {
    List<String> names = new java.util.ArrayList<>();
    new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(body)
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  @Test
  void pagesAreCutBeforeDeletedEventsAreLeftOut() throws IOException {
    for (int i = 0; i < 6; i++) {
      Event made = anna.events().insert("primary", event("e" + i)).execute();
      if (i < 4) {
        anna.events().delete("primary", made.getId()).execute();
      }
    }
    Events first = anna.events().list("primary").setMaxResults(3).execute();
    assertThat(first.getItems()).isEmpty();
    assertThat(first.getNextPageToken()).isNotNull();
    assertThat(first.getNextSyncToken()).isNull();
    assertThat(all(anna.events().list("primary").setMaxResults(3)))
        .extracting(Event::getSummary)
        .containsExactly("e4", "e5");
    assertThat(all(anna.events().list("primary").setShowDeleted(true).setMaxResults(3))).hasSize(6);
  }

  @Test
  void anEmptyFirstPageCanBeAskedFor() throws IOException {
    anna.events().insert("primary", event("one")).execute();
    sandbox.control("behaviour", "{\"emptyPages\": true}");
    Events first = anna.events().list("primary").execute();
    assertThat(first.getItems()).isEmpty();
    assertThat(first.getNextPageToken()).isNotNull();
    assertThat(all(anna.events().list("primary"))).hasSize(1);
  }

  @Test
  void theWindowIsExclusiveOnTheEndOfAnEventAndOnItsStart() throws IOException {
    anna.events().insert("primary", event("ten to eleven")).execute();
    assertThat(window("2026-12-01T11:00:00Z", "2026-12-02T00:00:00Z")).isEmpty();
    assertThat(window("2026-12-01T10:59:59Z", "2026-12-02T00:00:00Z")).hasSize(1);
    assertThat(window("2026-12-01T00:00:00Z", "2026-12-01T10:00:00Z")).isEmpty();
    assertThat(window("2026-12-01T00:00:00Z", "2026-12-01T10:00:01Z")).hasSize(1);
  }

  @Test
  void allDayEventsAreMatchedInTheZoneOfTheCalendar() throws IOException {
    sandbox.control("accounts", "{\"email\": \"tokyo@example.com\", \"timeZone\": \"Asia/Tokyo\"}");
    Calendar tokyo = Google.client(sandbox, "tokyo@example.com");
    tokyo
        .events()
        .insert(
            "primary",
            new Event().setSummary("day").setStart(day("2026-12-02")).setEnd(day("2026-12-03")))
        .execute();
    Calendar.Events.List list =
        tokyo
            .events()
            .list("primary")
            .setTimeMin(new DateTime("2026-12-01T15:30:00Z"))
            .setTimeMax(new DateTime("2026-12-01T16:00:00Z"));
    assertThat(all(list)).hasSize(1);
  }

  private List<Event> window(String min, String max) throws IOException {
    return all(
        anna.events().list("primary").setTimeMin(new DateTime(min)).setTimeMax(new DateTime(max)));
  }

  @Test
  void anEmptyWindowIsRefused() {
    var e = refusal(() -> window("2026-12-02T00:00:00Z", "2026-12-01T00:00:00Z"));
    assertThat(e.getStatusCode()).isEqualTo(400);
    assertThat(reason(e)).isEqualTo("timeRangeEmpty");
  }

  @Test
  void orderByStartTimeNeedsSingleEventsAndGivesNoToken() throws IOException {
    assertThat(
            refusal(() -> anna.events().list("primary").setOrderBy("startTime").execute())
                .getDetails()
                .getMessage())
        .isEqualTo("The requested ordering is not available for the particular query.");
    Event late =
        event("late").setStart(at("2026-12-03T10:00:00Z")).setEnd(at("2026-12-03T11:00:00Z"));
    anna.events().insert("primary", late).execute();
    anna.events().insert("primary", event("early")).execute();
    Events events =
        anna.events().list("primary").setSingleEvents(true).setOrderBy("startTime").execute();
    assertThat(events.getItems()).extracting(Event::getSummary).containsExactly("early", "late");
    assertThat(events.getNextSyncToken()).isNull();
    assertThat(events.getNextPageToken()).isNull();
  }

  @Test
  void orderByUpdatedIsAscending() throws IOException {
    Event one = anna.events().insert("primary", event("one")).execute();
    anna.events().insert("primary", event("two")).execute();
    anna.events().patch("primary", one.getId(), new Event().setLocation("x")).execute();
    assertThat(all(anna.events().list("primary").setOrderBy("updated")))
        .extracting(Event::getSummary)
        .containsExactly("two", "one");
  }

  @Test
  void eventsAreFoundByTextUidAndProperties() throws IOException {
    Event.ExtendedProperties properties =
        new Event.ExtendedProperties().setPrivate(Map.of("k", "v")).setShared(Map.of("s", "w"));
    Event made =
        anna.events()
            .insert("primary", event("Blue whale").setExtendedProperties(properties))
            .execute();
    anna.events().insert("primary", event("Red fox")).execute();
    assertThat(all(anna.events().list("primary").setQ("whale"))).hasSize(1);
    assertThat(all(anna.events().list("primary").setICalUID(made.getICalUID()))).hasSize(1);
    assertThat(all(anna.events().list("primary").setPrivateExtendedProperty(List.of("k=v"))))
        .hasSize(1);
    assertThat(all(anna.events().list("primary").setPrivateExtendedProperty(List.of("k=x"))))
        .isEmpty();
    assertThat(all(anna.events().list("primary").setSharedExtendedProperty(List.of("s=w"))))
        .hasSize(1);
  }

  @Test
  void updatedMinBringsDeletionsAlong() throws IOException {
    Event one = anna.events().insert("primary", event("one")).execute();
    Event two = anna.events().insert("primary", event("two")).execute();
    anna.events().delete("primary", one.getId()).execute();
    List<Event> since = all(anna.events().list("primary").setUpdatedMin(two.getUpdated()));
    assertThat(since).extracting(Event::getStatus).containsExactly("cancelled", "confirmed");
    assertThat(
            reason(
                refusal(
                    () ->
                        anna.events()
                            .list("primary")
                            .setUpdatedMin(new DateTime("2001-01-01T00:00:00Z"))
                            .execute())))
        .isEqualTo("updatedMinTooLongAgo");
  }

  @Test
  void masksAndCompactPrintingAreHonoured() {
    String token = sandbox.accessToken("anna@example.com");
    sandbox.call(
        "POST",
        "calendar/v3/calendars/primary/events",
        token,
        """
        {"id": "abcde", "summary": "one", "start": {"date": "2026-12-01"},
         "end": {"date": "2026-12-02"}}""");
    assertThat(
            sandbox
                .call(
                    "GET",
                    "calendar/v3/calendars/primary/events?prettyPrint=false"
                        + "&fields=kind,items(id,start/date)",
                    token,
                    "")
                .body())
        .isEqualTo(
            "{\"kind\":\"calendar#events\",\"items\":[{\"id\":\"abcde\",\"start\":{\"date\":\"2026-12-01\"}}]}");
    assertThat(
            sandbox
                .call("GET", "calendar/v3/calendars/primary/events?fields=items(id", token, "")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void anUnknownEventTypeIsRefused() {
    String token = sandbox.accessToken("anna@example.com");
    assertThat(
            sandbox
                .call("GET", "calendar/v3/calendars/primary/events?eventTypes=party", token, "")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatTheSandboxDoesNotKnowIsNamedAndRefused() {
    String token = sandbox.accessToken("anna@example.com");
    var answer = sandbox.call("GET", "calendar/v3/calendars/primary/events?sparkle=1", token, "");
    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body()).contains("sparkle");
    var unknown = sandbox.call("GET", "calendar/v3/nothing", token, "");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type").orElseThrow())
        .isEqualTo("text/html; charset=UTF-8");
  }
}
