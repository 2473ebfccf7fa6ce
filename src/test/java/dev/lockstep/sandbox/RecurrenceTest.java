package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.all;
import static dev.lockstep.sandbox.Google.at;
import static dev.lockstep.sandbox.Google.day;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecurrenceTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private Calendar anna;

  @BeforeEach
  void berlin() {
    sandbox.control(
        "accounts", "{\"email\": \"anna@example.com\", \"timeZone\": \"Europe/Berlin\"}");
    anna = Google.client(sandbox, "anna@example.com");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Event series(String... lines) throws IOException {
    return anna.events()
        .insert(
            "primary",
            new Event()
                .setSummary("series")
                .setStart(at("2026-10-20T09:00:00+02:00", "Europe/Berlin"))
                .setEnd(at("2026-10-20T10:00:00+02:00", "Europe/Berlin"))
                .setRecurrence(List.of(lines)))
        .execute();
  }

  private List<String> starts(Event series) throws IOException {
    return anna.events().instances("primary", series.getId()).execute().getItems().stream()
        .map(i -> i.getStart().getDateTime().toStringRfc3339())
        .toList();
  }

  @Test
  void instancesKeepTheirWallTimeOverAChangeOfTheClocks() throws IOException {
    Event series = series("RRULE:FREQ=WEEKLY;COUNT=3");
    assertThat(starts(series))
        .containsExactly(
            "2026-10-20T09:00:00.000+02:00",
            "2026-10-27T09:00:00.000+01:00",
            "2026-11-03T09:00:00.000+01:00");
    Event second = anna.events().instances("primary", series.getId()).execute().getItems().get(1);
    assertThat(second.getId()).isEqualTo(series.getId() + "_20261027T080000Z");
    assertThat(second.getRecurringEventId()).isEqualTo(series.getId());
    assertThat(second.getEtag()).isEqualTo(series.getEtag());
    assertThat(second.getRecurrence()).isNull();
  }

  @Test
  void datesAreAddedAndTakenAway() throws IOException {
    assertThat(
            starts(
                series(
                    "RRULE:FREQ=DAILY;UNTIL=20261023",
                    "EXDATE;TZID=Europe/Berlin:20261021T090000",
                    "RDATE;TZID=Europe/Berlin:20261101T120000")))
        .containsExactly(
            "2026-10-20T09:00:00.000+02:00",
            "2026-10-22T09:00:00.000+02:00",
            "2026-10-23T09:00:00.000+02:00",
            "2026-11-01T12:00:00.000+01:00");
  }

  @Test
  void wholeDaysRecurByDate() throws IOException {
    Event series =
        anna.events()
            .insert(
                "primary",
                new Event()
                    .setStart(day("2026-12-01"))
                    .setEnd(day("2026-12-02"))
                    .setRecurrence(List.of("RRULE:FREQ=MONTHLY;COUNT=2")))
            .execute();
    assertThat(anna.events().instances("primary", series.getId()).execute().getItems())
        .extracting(Event::getId)
        .containsExactly(series.getId() + "_20261201", series.getId() + "_20270101");
  }

  @Test
  void aListShowsTheSeriesOrItsInstances() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=3");
    assertThat(all(anna.events().list("primary")))
        .extracting(Event::getId)
        .containsExactly(series.getId());
    assertThat(all(anna.events().list("primary").setSingleEvents(true).setMaxResults(2)))
        .hasSize(3)
        .allMatch(e -> e.getRecurringEventId().equals(series.getId()));
    assertThat(
            all(
                anna.events()
                    .list("primary")
                    .setSingleEvents(true)
                    .setTimeMin(new DateTime("2026-10-21T00:00:00Z"))
                    .setTimeMax(new DateTime("2026-10-22T00:00:00Z"))))
        .hasSize(1);
  }

  @Test
  void anEditedInstanceIsAnExceptionBesideItsSeries() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=3");
    String id = series.getId() + "_20261021T070000Z";
    Event edited =
        anna.events()
            .patch(
                "primary",
                id,
                new Event()
                    .setStart(at("2026-10-21T15:00:00+02:00"))
                    .setEnd(at("2026-10-21T16:00:00+02:00")))
            .execute();
    assertThat(edited.getOriginalStartTime().getDateTime().toStringRfc3339())
        .isEqualTo("2026-10-21T09:00:00.000+02:00");
    assertThat(all(anna.events().list("primary")))
        .extracting(Event::getId)
        .containsExactly(series.getId(), id);
    assertThat(starts(series))
        .containsExactly(
            "2026-10-20T09:00:00.000+02:00",
            "2026-10-21T15:00:00.000+02:00",
            "2026-10-22T09:00:00.000+02:00");
  }

  @Test
  void anExceptionFollowsItsSeriesInWhatItHasNotMadeItsOwn() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=4");
    String moved = series.getId() + "_20261021T070000Z";
    String renamed = series.getId() + "_20261022T070000Z";
    anna.events()
        .patch(
            "primary",
            moved,
            new Event()
                .setStart(at("2026-10-21T15:00:00+02:00"))
                .setEnd(at("2026-10-21T16:00:00+02:00")))
        .execute();
    anna.events().patch("primary", renamed, new Event().setSummary("own")).execute();
    String token = anna.events().list("primary").execute().getNextSyncToken();
    anna.events()
        .patch(
            "primary",
            series.getId(),
            new Event()
                .setSummary("new name")
                .setLocation("Hall 2")
                .setEnd(at("2026-10-20T11:00:00+02:00", "Europe/Berlin")))
        .execute();

    Event movedNow = anna.events().get("primary", moved).execute();
    assertThat(movedNow.getSummary()).isEqualTo("new name");
    assertThat(movedNow.getLocation()).isEqualTo("Hall 2");
    assertThat(movedNow.getEnd().getDateTime().toStringRfc3339())
        .isEqualTo("2026-10-21T16:00:00.000+02:00");
    Event renamedNow = anna.events().get("primary", renamed).execute();
    assertThat(renamedNow.getSummary()).isEqualTo("own");
    assertThat(renamedNow.getLocation()).isEqualTo("Hall 2");
    assertThat(renamedNow.getEnd().getDateTime().toStringRfc3339())
        .isEqualTo("2026-10-22T11:00:00.000+02:00");
    assertThat(all(anna.events().list("primary").setSyncToken(token)))
        .extracting(Event::getId)
        .containsExactlyInAnyOrder(series.getId(), moved, renamed);
  }

  @Test
  void exceptionsGoWhenTheirSeriesBecomesASingleEvent() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=4");
    String first = series.getId() + "_20261020T070000Z";
    anna.events().patch("primary", first, new Event().setSummary("own")).execute();
    anna.events().update("primary", series.getId(), series.clone().setRecurrence(null)).execute();
    assertThat(all(anna.events().list("primary")))
        .extracting(Event::getId)
        .containsExactly(series.getId());
  }

  @Test
  void aCancelledInstanceIsListedWithoutTimesAndEmptyInInstances() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=3");
    String id = series.getId() + "_20261021T070000Z";
    anna.events().delete("primary", id).execute();
    Event listed = all(anna.events().list("primary")).getLast();
    assertThat(listed.keySet())
        .containsExactlyInAnyOrder(
            "kind", "etag", "id", "status", "recurringEventId", "originalStartTime");
    assertThat(all(anna.events().list("primary").setSingleEvents(true))).hasSize(2);
    assertThat(anna.events().instances("primary", id).execute().getItems()).isEmpty();
    assertThat(
            anna.events()
                .instances("primary", series.getId() + "_20261022T070000Z")
                .execute()
                .getItems())
        .hasSize(1);
  }

  @Test
  void aSeriesIsCutWithUntilAndItsInstancesAreGoneAfterIt() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=5");
    anna.events()
        .patch(
            "primary",
            series.getId(),
            new Event().setRecurrence(List.of("RRULE:FREQ=DAILY;UNTIL=20261021T215959Z")))
        .execute();
    assertThat(starts(series)).hasSize(2);
    assertThat(
            refusal(
                    () ->
                        anna.events()
                            .get("primary", series.getId() + "_20261023T070000Z")
                            .execute())
                .getStatusCode())
        .isEqualTo(404);
  }

  @Test
  void instancesOfADeletedSeriesAreToldInAnExpandedSync() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=2");
    Calendar.Events.List expanded = anna.events().list("primary").setSingleEvents(true);
    String token = expanded.execute().getNextSyncToken();
    anna.events().delete("primary", series.getId()).execute();
    Events changes =
        anna.events().list("primary").setSingleEvents(true).setSyncToken(token).execute();
    assertThat(changes.getItems()).hasSize(2).allMatch(e -> e.getStatus().equals("cancelled"));
  }

  @Test
  void instancesThatASeriesLostAreToldInAnExpandedSync() throws IOException {
    Event series = series("RRULE:FREQ=DAILY;COUNT=4");
    String token = anna.events().list("primary").setSingleEvents(true).execute().getNextSyncToken();
    anna.events()
        .patch(
            "primary",
            series.getId(),
            new Event().setRecurrence(List.of("RRULE:FREQ=DAILY;COUNT=3")))
        .execute();
    Events changes =
        anna.events().list("primary").setSingleEvents(true).setSyncToken(token).execute();
    assertThat(changes.getItems())
        .filteredOn(e -> e.getStatus().equals("cancelled"))
        .extracting(Event::getId)
        .containsExactly(series.getId() + "_20261023T070000Z");
    assertThat(changes.getItems()).hasSize(4);
  }

  @Test
  void anEndlessSeriesIsShownFarOutButNotForEver() throws IOException {
    series("RRULE:FREQ=WEEKLY");
    assertThat(all(anna.events().list("primary").setSingleEvents(true)))
        .hasSizeGreaterThan(200)
        .hasSizeLessThan(1000);
  }

  @Test
  void aRuleThatCannotBeReadIsRefused() {
    assertThat(refusal(() -> series("RRULE:FREQ=SOMETIMES")).getStatusCode()).isEqualTo(400);
    assertThat(refusal(() -> series("DTSTART:20260101")).getStatusCode()).isEqualTo(400);
  }
}
