package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.AclRule;
import com.google.api.services.calendar.model.CalendarListEntry;
import com.google.api.services.calendar.model.FreeBusyRequest;
import com.google.api.services.calendar.model.FreeBusyRequestItem;
import com.google.api.services.calendar.model.FreeBusyResponse;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarsTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");
  private final Calendar ben = Google.client(sandbox, "ben@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private com.google.api.services.calendar.model.Calendar make(String summary) throws IOException {
    return anna.calendars()
        .insert(new com.google.api.services.calendar.model.Calendar().setSummary(summary))
        .execute();
  }

  @Test
  void aNewCalendarIsInUtcAndInTheOwnersList() throws IOException {
    var made = make("Team");
    assertThat(made.getId()).matches("c_[0-9a-f]{64}@group\\.calendar\\.google\\.com");
    assertThat(made.getTimeZone()).isEqualTo("UTC");
    List<CalendarListEntry> list = anna.calendarList().list().execute().getItems();
    assertThat(list)
        .extracting(CalendarListEntry::getId)
        .containsExactly("anna@example.com", made.getId());
    assertThat(list.getFirst().getPrimary()).isTrue();
    assertThat(list.getFirst().getAccessRole()).isEqualTo("owner");
  }

  @Test
  void theEtagsOfACalendarGuardItToo() throws IOException {
    var made = make("Team");
    var changed = new com.google.api.services.calendar.model.Calendar().setSummary("Crew");
    var patch = anna.calendars().patch(made.getId(), changed);
    patch.getRequestHeaders().setIfMatch("\"x\"");
    assertThat(refusal(patch::execute).getStatusCode()).isEqualTo(412);
    var same = new com.google.api.services.calendar.model.Calendar().setSummary("Team");
    assertThat(anna.calendars().patch(made.getId(), same).execute().getEtag())
        .isEqualTo(made.getEtag());
    assertThat(anna.calendars().patch(made.getId(), changed).execute().getEtag())
        .isNotEqualTo(made.getEtag());
  }

  @Test
  void aCalendarIsInvisibleUntilItIsShared() throws IOException {
    var made = make("Team");
    anna.events().insert(made.getId(), event("one")).execute();
    assertThat(refusal(() -> ben.events().list(made.getId()).execute()).getStatusCode())
        .isEqualTo(404);
    AclRule rule =
        anna.acl()
            .insert(
                made.getId(),
                new AclRule()
                    .setRole("reader")
                    .setScope(new AclRule.Scope().setType("user").setValue("ben@example.com")))
            .execute();
    assertThat(rule.getId()).isEqualTo("user:ben@example.com");
    assertThat(rule.getEtag()).matches("\"\\d{20}\"");
    assertThat(ben.events().list(made.getId()).execute().getAccessRole()).isEqualTo("reader");
    var e = refusal(() -> ben.events().insert(made.getId(), event("mine")).execute());
    assertThat(e.getStatusCode()).isEqualTo(403);
    assertThat(reason(e)).isEqualTo("requiredAccessLevel");
    assertThat(ben.calendarList().list().execute().getItems()).hasSize(1);
    ben.calendarList().insert(new CalendarListEntry().setId(made.getId())).execute();
    assertThat(ben.calendarList().list().execute().getItems()).hasSize(2);
    anna.acl().delete(made.getId(), rule.getId()).execute();
    assertThat(refusal(() -> ben.events().list(made.getId()).execute()).getStatusCode())
        .isEqualTo(404);
  }

  @Test
  void everybodyHasAnAddressOfTheirOwn() throws IOException {
    AclRule rule =
        anna.acl()
            .insert(
                "primary",
                new AclRule()
                    .setRole("freeBusyReader")
                    .setScope(new AclRule.Scope().setType("default")))
            .execute();
    assertThat(rule.getId()).isEqualTo("default");
    assertThat(rule.getScope().getValue())
        .isEqualTo("__public_principal__@public.calendar.google.com");
    anna.events().insert("primary", event("secret")).execute();
    assertThat(ben.events().list("anna@example.com").execute().getItems().getFirst().getSummary())
        .isNull();
  }

  @Test
  void aListSaysWhatChangedSince() throws IOException {
    var made = make("Team");
    String token = anna.calendarList().list().execute().getNextSyncToken();
    assertThat(anna.calendarList().list().setSyncToken(token).execute().getItems()).isEmpty();
    anna.calendars().delete(made.getId()).execute();
    CalendarListEntry gone =
        anna.calendarList().list().setSyncToken(token).execute().getItems().getFirst();
    assertThat(gone.keySet())
        .containsExactlyInAnyOrder("kind", "etag", "id", "defaultReminders", "deleted");
    assertThat(
            refusal(
                    () ->
                        anna.calendarList()
                            .list()
                            .setSyncToken(token)
                            .setMinAccessRole("owner")
                            .execute())
                .getStatusCode())
        .isEqualTo(400);
  }

  @Test
  void ownersKeepTheirCalendarAndThePrimaryIsOnlyCleared() throws IOException {
    assertThat(refusal(() -> anna.calendarList().delete("primary").execute()).getStatusCode())
        .isEqualTo(403);
    assertThat(refusal(() -> anna.calendars().delete("primary").execute()).getStatusCode())
        .isEqualTo(403);
    anna.events().insert("primary", event("one")).execute();
    anna.calendars().clear("primary").execute();
    assertThat(anna.events().list("primary").execute().getItems()).isEmpty();
  }

  @Test
  void busyTimesAreJoinedAndUnknownCalendarsNamed() throws IOException {
    anna.events().insert("primary", event("one")).execute();
    anna.events()
        .insert(
            "primary",
            event("two")
                .setStart(Google.at("2026-12-01T10:30:00Z"))
                .setEnd(Google.at("2026-12-01T12:00:00Z")))
        .execute();
    anna.events()
        .insert(
            "primary",
            event("free")
                .setTransparency("transparent")
                .setStart(Google.at("2026-12-01T15:00:00Z"))
                .setEnd(Google.at("2026-12-01T16:00:00Z")))
        .execute();
    FreeBusyResponse answer =
        anna.freebusy()
            .query(
                new FreeBusyRequest()
                    .setTimeMin(new DateTime("2026-12-01T00:00:00Z"))
                    .setTimeMax(new DateTime("2026-12-02T00:00:00Z"))
                    .setItems(
                        List.of(
                            new FreeBusyRequestItem().setId("anna@example.com"),
                            new FreeBusyRequestItem().setId("nobody@example.com"))))
            .execute();
    assertThat(answer.getCalendars().get("anna@example.com").getBusy()).hasSize(1);
    assertThat(answer.getCalendars().get("nobody@example.com").getErrors().getFirst().getReason())
        .isEqualTo("notFound");
  }

  @Test
  void coloursAndSettingsAreThere() throws IOException {
    assertThat(anna.colors().get().execute().getEvent()).hasSize(11);
    assertThat(anna.settings().get("timezone").execute().getValue()).isEqualTo("UTC");
    assertThat(anna.settings().list().execute().getItems()).isNotEmpty();
    assertThat(refusal(() -> anna.settings().get("nothing").execute()).getStatusCode())
        .isEqualTo(404);
  }

  @Test
  void aLineOfTextBecomesAnEvent() throws IOException {
    var made = anna.events().quickAdd("primary", "Lunch tomorrow 12:30-13:15").execute();
    assertThat(made.getSummary()).isEqualTo("Lunch");
    assertThat(made.getEnd().getDateTime().getValue() - made.getStart().getDateTime().getValue())
        .isEqualTo(45 * 60_000);
  }

  @ParameterizedTest
  @CsvSource({
    "Appointment at Somewhere on June 3rd 10am-10:25am, Appointment at Somewhere, -06-03T10:00:00",
    "Dinner 24 December 2027 7-9pm, Dinner, 2027-12-24T19:00:00",
    "Standup 2027-03-01 09:15, Standup, 2027-03-01T09:15:00",
    "Party on June 31st at 8pm, Party on June 31st, T20:00:00"
  })
  void aLineOfTextBecomesAnEvent(String text, String summary, String start) throws IOException {
    var made = anna.events().quickAdd("primary", text).execute();
    assertThat(made.getSummary()).isEqualTo(summary);
    assertThat(made.getStart().getDateTime().toStringRfc3339()).contains(start);
  }
}
