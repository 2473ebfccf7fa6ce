package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.at;
import static dev.lockstep.sandbox.Google.day;
import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.Data;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.AclRule;
import com.google.api.services.calendar.model.ConferenceData;
import com.google.api.services.calendar.model.ConferenceSolutionKey;
import com.google.api.services.calendar.model.CreateConferenceRequest;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.EventAttendee;
import com.google.api.services.calendar.model.EventDateTime;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventWriteTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void anInsertedEventHasGooglesKeysInGooglesOrder() throws IOException {
    String body =
        sandbox
            .call(
                "POST",
                "calendar/v3/calendars/primary/events",
                sandbox.accessToken("anna@example.com"),
                """
                {"location": "l", "description": "d", "summary": "s",
                 "extendedProperties": {"private": {"k": "v"}},
                 "start": {"dateTime": "2026-12-01T10:00:00Z"},
                 "end": {"dateTime": "2026-12-01T11:00:00Z"}}""")
            .body();
    assertThat(
            body.lines()
                .filter(line -> line.matches("  \"\\w+\":.*"))
                .map(line -> line.replaceAll(" *\"(\\w+)\".*", "$1")))
        .containsExactly(
            "kind",
            "etag",
            "id",
            "status",
            "htmlLink",
            "created",
            "updated",
            "summary",
            "description",
            "location",
            "creator",
            "organizer",
            "start",
            "end",
            "iCalUID",
            "sequence",
            "extendedProperties",
            "reminders",
            "eventType");
  }

  @Test
  void whatIsNotSentIsFilledIn() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    assertThat(made.getId()).matches("[0-9a-v]{26}");
    assertThat(made.getICalUID()).isEqualTo(made.getId() + "@google.com");
    assertThat(made.getSequence()).isZero();
    assertThat(made.getStatus()).isEqualTo("confirmed");
    assertThat(made.getReminders().getUseDefault()).isTrue();
    assertThat(made.getOrganizer().getSelf()).isTrue();
    assertThat(made.getCreator().getSelf()).isTrue();
    assertThat(made.getStart().getTimeZone()).isEqualTo("UTC");
    Event day =
        anna.events()
            .insert("primary", new Event().setStart(day("2026-12-01")).setEnd(day("2026-12-02")))
            .execute();
    assertThat(day.getReminders().getUseDefault()).isFalse();
    assertThat(day.getEnd().getDate().toStringRfc3339()).isEqualTo("2026-12-02");
  }

  @Test
  void timesAreShownInTheZoneOfTheCalendarAndTheZoneIsKept() throws IOException {
    Event made =
        anna.events()
            .insert(
                "primary",
                event("one")
                    .setStart(at("2024-12-25T10:00:00-08:00", "America/Los_Angeles"))
                    .setEnd(at("2024-12-25T11:00:00-08:00", "America/Los_Angeles")))
            .execute();
    assertThat(shown(made.getId(), "")).contains("\"dateTime\": \"2024-12-25T18:00:00Z\"");
    assertThat(shown(made.getId(), "")).contains("\"timeZone\": \"America/Los_Angeles\"");
    assertThat(shown(made.getId(), "?timeZone=America/Sao_Paulo"))
        .contains("\"dateTime\": \"2024-12-25T15:00:00-03:00\"");
  }

  private String shown(String id, String query) {
    return sandbox
        .call(
            "GET",
            "calendar/v3/calendars/primary/events/" + id + query,
            sandbox.accessToken("anna@example.com"),
            "")
        .body();
  }

  @Test
  void timesThatMakeNoSenseAreRefused() {
    assertThat(refused(new Event().setStart(at("2026-12-01T10:00:00Z"))))
        .isEqualTo("required: Missing end time.");
    assertThat(refused(event("x").setEnd(at("2026-12-01T09:00:00Z"))))
        .isEqualTo("timeRangeEmpty: The specified time range is empty.");
    assertThat(refused(event("x").setEnd(day("2026-12-03")))).startsWith("invalid: ");
    assertThat(refused(event("x").setRecurrence(List.of("RRULE:FREQ=DAILY;COUNT=3"))))
        .isEqualTo("required: Missing time zone definition for start time.");
  }

  private String refused(Event event) {
    var e = refusal(() -> anna.events().insert("primary", event).execute());
    assertThat(e.getStatusCode()).isEqualTo(400);
    return reason(e) + ": " + e.getDetails().getMessage();
  }

  @Test
  void anIdIsTakenForGood() throws IOException {
    anna.events().insert("primary", event("one").setId("abc123")).execute();
    var twice =
        refusal(() -> anna.events().insert("primary", event("two").setId("abc123")).execute());
    assertThat(twice.getStatusCode()).isEqualTo(409);
    assertThat(reason(twice)).isEqualTo("duplicate");
    assertThat(twice.getDetails().getMessage())
        .isEqualTo("The requested identifier already exists.");
    anna.events().delete("primary", "abc123").execute();
    assertThat(
            refusal(() -> anna.events().insert("primary", event("x").setId("abc123")).execute())
                .getStatusCode())
        .isEqualTo(409);
    Event alive =
        anna.events().update("primary", "abc123", event("again").setStatus("confirmed")).execute();
    assertThat(alive.getStatus()).isEqualTo("confirmed");
    var bad = refusal(() -> anna.events().insert("primary", event("x").setId("WXYZ!")).execute());
    assertThat(reason(bad)).isEqualTo("invalid");
    assertThat(bad.getDetails().getMessage()).isEqualTo("Invalid resource id value.");
  }

  @Test
  void aSecondDeleteIsGoneAndAnUnknownIdNotFound() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    anna.events().delete("primary", made.getId()).execute();
    var again = refusal(() -> anna.events().delete("primary", made.getId()).execute());
    assertThat(again.getStatusCode()).isEqualTo(410);
    assertThat(reason(again)).isEqualTo("deleted");
    assertThat(refusal(() -> anna.events().delete("primary", "nothing").execute()).getStatusCode())
        .isEqualTo(404);
  }

  @Test
  void aCancelledBodyPutOnACancelledEventIsFine() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    anna.events().delete("primary", made.getId()).execute();
    Event gone = anna.events().get("primary", made.getId()).execute();
    assertThat(anna.events().update("primary", made.getId(), gone).execute().getEtag())
        .isEqualTo(gone.getEtag());
  }

  @Test
  void anUpdateReplacesAndAPatchMerges() throws IOException {
    Event made =
        anna.events()
            .insert(
                "primary",
                event("one")
                    .setDescription("d")
                    .setExtendedProperties(
                        new Event.ExtendedProperties().setPrivate(Map.of("a", "1", "b", "2"))))
            .execute();
    Event patched =
        anna.events()
            .patch(
                "primary",
                made.getId(),
                new Event()
                    .setDescription(Data.NULL_STRING)
                    .setExtendedProperties(
                        new Event.ExtendedProperties().setPrivate(Map.of("b", "3"))))
            .execute();
    assertThat(patched.getSummary()).isEqualTo("one");
    assertThat(patched.getDescription()).isNull();
    assertThat(patched.getExtendedProperties().getPrivate()).isEqualTo(Map.of("a", "1", "b", "3"));
    Event updated = anna.events().update("primary", made.getId(), event("two")).execute();
    assertThat(updated.getExtendedProperties()).isNull();
  }

  @Test
  void onlyAMoveInTimeCountsTheSequenceUp() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    Event text =
        anna.events().patch("primary", made.getId(), new Event().setLocation("x")).execute();
    assertThat(text.getSequence()).isZero();
    Event moved =
        anna.events()
            .patch("primary", made.getId(), new Event().setEnd(at("2026-12-01T12:00:00Z")))
            .execute();
    assertThat(moved.getSequence()).isOne();
  }

  @Test
  void anAllDayEventBecomesTimedOnlyWhenTheDateIsTakenAway() throws IOException {
    Event made =
        anna.events()
            .insert("primary", new Event().setStart(day("2026-12-01")).setEnd(day("2026-12-02")))
            .execute();
    Event half =
        new Event().setStart(at("2026-12-01T10:00:00Z")).setEnd(at("2026-12-01T11:00:00Z"));
    assertThat(
            refusal(() -> anna.events().patch("primary", made.getId(), half).execute())
                .getStatusCode())
        .isEqualTo(400);
    EventDateTime start =
        at("2026-12-01T10:00:00Z").setDate(Data.nullOf(com.google.api.client.util.DateTime.class));
    EventDateTime end =
        at("2026-12-01T11:00:00Z").setDate(Data.nullOf(com.google.api.client.util.DateTime.class));
    Event whole =
        anna.events()
            .patch("primary", made.getId(), new Event().setStart(start).setEnd(end))
            .execute();
    assertThat(whole.getStart().getDateTime()).isNotNull();
  }

  @Test
  void importingTheSameUidTwiceIsOneEvent() throws IOException {
    Event first =
        anna.events()
            .calendarImport("primary", event("one").setICalUID("uid-1@elsewhere"))
            .execute();
    Event second =
        anna.events()
            .calendarImport("primary", event("two").setICalUID("uid-1@elsewhere"))
            .execute();
    assertThat(second.getId()).isEqualTo(first.getId()).startsWith("_");
    assertThat(second.getCreated()).isEqualTo(first.getCreated());
    assertThat(second.getEtag()).isNotEqualTo(first.getEtag());
    assertThat(second.getSummary()).isEqualTo("two");
  }

  @Test
  void aMovedEventLivesAtItsDestinationAndLeavesAnId() throws IOException {
    String other =
        anna.calendars()
            .insert(new com.google.api.services.calendar.model.Calendar().setSummary("Other"))
            .execute()
            .getId();
    Event made = anna.events().insert("primary", event("one")).execute();
    String token = anna.events().list("primary").execute().getNextSyncToken();
    Event moved = anna.events().move("primary", made.getId(), other).execute();
    assertThat(moved.getOrganizer().getEmail()).isEqualTo(other);
    Event there = anna.events().get(other, made.getId()).execute();
    assertThat(there.getStatus()).isEqualTo("confirmed");
    assertThat(there.getOrganizer().getDisplayName()).isEqualTo("Other");
    assertThat(there.getOrganizer().getSelf()).isTrue();
    assertThat(there.getCreator().getSelf()).isNull();
    Event left =
        anna.events()
            .list("primary")
            .setSyncToken(token)
            .setShowDeleted(true)
            .execute()
            .getItems()
            .getFirst();
    assertThat(left.keySet()).containsExactlyInAnyOrder("kind", "etag", "id", "status");
  }

  @Test
  void guestsHaveACopyAndMayChangeOnlyWhatIsTheirs() throws IOException {
    Calendar ben = Google.client(sandbox, "ben@example.com");
    Event made =
        anna.events()
            .insert(
                "primary",
                event("one").setAttendees(List.of(new EventAttendee().setEmail("ben@example.com"))))
            .execute();
    Event copy = ben.events().get("primary", made.getId()).execute();
    assertThat(copy.getAttendees().getFirst().getSelf()).isTrue();
    assertThat(copy.getOrganizer().getSelf()).isNull();
    var e =
        refusal(
            () ->
                ben.events()
                    .patch("primary", made.getId(), new Event().setSummary("mine"))
                    .execute());
    assertThat(e.getStatusCode()).isEqualTo(403);
    assertThat(reason(e)).isEqualTo("forbiddenForNonOrganizer");
    ben.events()
        .patch(
            "primary",
            made.getId(),
            new Event()
                .setAttendees(
                    List.of(
                        new EventAttendee()
                            .setEmail("ben@example.com")
                            .setResponseStatus("accepted"))))
        .execute();
    assertThat(
            anna.events()
                .get("primary", made.getId())
                .execute()
                .getAttendees()
                .getFirst()
                .getResponseStatus())
        .isEqualTo("accepted");
    // Without a word to the guests their copy stands.
    anna.events().delete("primary", made.getId()).setSendUpdates("none").execute();
    assertThat(ben.events().get("primary", made.getId()).execute().getStatus())
        .isEqualTo("confirmed");
  }

  @Test
  void oversizedHiddenPropertiesAreCutInSilence() throws IOException {
    Event made =
        anna.events()
            .insert(
                "primary",
                event("one")
                    .setExtendedProperties(
                        new Event.ExtendedProperties()
                            .setPrivate(Map.of("k".repeat(45), "v", "long", "x".repeat(2000)))))
            .execute();
    assertThat(made.getExtendedProperties().getPrivate())
        .isEqualTo(Map.of("long", "x".repeat(1024)));
  }

  @Test
  void tooManyRemindersAreRefused() {
    assertThat(
            refused(
                event("x")
                    .setReminders(
                        new Event.Reminders()
                            .setUseDefault(false)
                            .setOverrides(
                                java.util.Collections.nCopies(
                                    6,
                                    new com.google.api.services.calendar.model.EventReminder()
                                        .setMethod("popup")
                                        .setMinutes(1))))))
        .startsWith("invalid: ");
  }

  @Test
  void aMeetingIsMadeOnRequestAndKeptFromWhoDoesNotKnowOfIt() throws IOException {
    Event asked =
        event("meet")
            .setConferenceData(
                new ConferenceData()
                    .setCreateRequest(
                        new CreateConferenceRequest()
                            .setRequestId("r1")
                            .setConferenceSolutionKey(
                                new ConferenceSolutionKey().setType("hangoutsMeet"))));
    assertThat(anna.events().insert("primary", asked).execute().getConferenceData()).isNull();
    Event made = anna.events().insert("primary", asked).setConferenceDataVersion(1).execute();
    assertThat(made.getHangoutLink())
        .matches("https://meet\\.google\\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}")
        .endsWith(made.getConferenceData().getConferenceId());
    Event updated = anna.events().update("primary", made.getId(), event("renamed")).execute();
    assertThat(updated.getHangoutLink()).isEqualTo(made.getHangoutLink());
    Event again =
        anna.events()
            .update("primary", made.getId(), updated)
            .setConferenceDataVersion(1)
            .execute();
    assertThat(again.getEtag()).isEqualTo(updated.getEtag());
    Event without =
        anna.events()
            .update("primary", made.getId(), event("renamed"))
            .setConferenceDataVersion(1)
            .execute();
    assertThat(without.getHangoutLink()).isNull();
  }

  @Test
  void guestsThatWereOmittedStay() throws IOException {
    Event made =
        anna.events()
            .insert(
                "primary",
                event("party")
                    .setAttendees(
                        List.of(
                            new EventAttendee().setEmail("anna@example.com"),
                            new EventAttendee().setEmail("cy@example.com"))))
            .execute();
    Event cut = anna.events().get("primary", made.getId()).setMaxAttendees(1).execute();
    assertThat(cut.getAttendeesOmitted()).isTrue();
    cut.getAttendees().getFirst().setResponseStatus("accepted");
    Event updated = anna.events().update("primary", made.getId(), cut).execute();
    assertThat(updated.getAttendeesOmitted()).isNull();
    assertThat(updated.getAttendees())
        .extracting(EventAttendee::getEmail)
        .containsExactly("anna@example.com", "cy@example.com");
    assertThat(updated.getAttendees().getFirst().getResponseStatus()).isEqualTo("accepted");
  }

  @Test
  void theSourceIsItsCreatorsAlone() throws IOException {
    anna.acl()
        .insert(
            "primary",
            new AclRule()
                .setScope(new AclRule.Scope().setType("user").setValue("ben@example.com"))
                .setRole("writer"))
        .execute();
    Calendar ben = Google.client(sandbox, "ben@example.com");
    Event made =
        anna.events()
            .insert(
                "primary",
                event("from elsewhere").setSource(new Event.Source().setUrl("https://x.example/1")))
            .execute();
    Event seen = ben.events().get("anna@example.com", made.getId()).execute();
    assertThat(seen.getSource()).isNull();
    ben.events().update("anna@example.com", made.getId(), seen.setSummary("new")).execute();
    assertThat(anna.events().get("primary", made.getId()).execute().getSource().getUrl())
        .isEqualTo("https://x.example/1");
  }
}
