package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.at;
import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypeTest {

  private static final String EVENTS = "calendar/v3/calendars/primary/events";
  private static final String TIMED =
      """
      "start": {"dateTime": "2026-12-01T10:00:00Z"}, "end": {"dateTime": "2026-12-01T12:00:00Z"}\
      """;
  private static final String ONE_DAY =
      """
      "start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}\
      """;
  private static final String FOCUS =
      """
      {"eventType": "focusTime", "focusTimeProperties": {"chatStatus": "doNotDisturb",
       "autoDeclineMode": "declineOnlyNewConflictingInvitations", "declineMessage": "busy"}, %s}
      """;
  private static final String AWAY =
      """
      {"eventType": "outOfOffice", "outOfOfficeProperties":
       {"autoDeclineMode": "declineAllConflictingInvitations"}, %s}
      """;
  private static final String AT_HOME =
      """
      {"eventType": "workingLocation", "visibility": "public", "transparency": "transparent",
       "workingLocationProperties": {"type": "homeOffice", "homeOffice": {},
       "customLocation": {"label": "ignored"}}, %s}
      """;
  private static final String BIRTHDAY =
      """
      {"eventType": "birthday", "summary": "Ben", "visibility": "private",
       "transparency": "transparent", "recurrence": ["RRULE:FREQ=YEARLY"], %s}
      """;

  private final TestSandbox sandbox = TestSandbox.start();
  private final String token = sandbox.accessToken("anna@example.com");
  private final Calendar anna = Google.client(sandbox, "anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private String inserted(String json, String times) {
    var answer = sandbox.call("POST", EVENTS, token, json.formatted(times));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private void refused(String json, String reason) {
    var answer = sandbox.call("POST", EVENTS, token, json);
    assertThat(answer.statusCode()).as(json).isEqualTo(400);
    assertThat(answer.body()).as(json).contains("\"reason\": \"" + reason + "\"");
  }

  @Test
  void everyTypeIsKeptWithItsPropertiesAndFoundByIt() throws IOException {
    assertThat(inserted(FOCUS, TIMED))
        .contains("\"chatStatus\": \"doNotDisturb\"", "\"eventType\": \"focusTime\"");
    assertThat(inserted(AWAY, TIMED)).contains("declineAllConflictingInvitations");
    assertThat(inserted(AT_HOME, ONE_DAY))
        .contains("\"type\": \"homeOffice\"")
        .doesNotContain("customLocation");
    assertThat(inserted(BIRTHDAY, ONE_DAY))
        .containsPattern("\"birthdayProperties\": \\{\\s+\"type\": \"birthday\"");
    assertThat(
            anna.events()
                .list("primary")
                .setEventTypes(List.of("focusTime", "birthday"))
                .execute()
                .getItems())
        .extracting(Event::getEventType)
        .containsExactly("focusTime", "birthday");
  }

  @Test
  void whatATypeDoesNotAllowIsRefused() {
    refused(FOCUS.formatted(ONE_DAY), "malformedFocusTimeEvent");
    refused(FOCUS.formatted(TIMED).replace("busy", "").replace("doNotDisturb", "x"), "invalid");
    refused(AWAY.formatted(ONE_DAY), "malformedOutOfOfficeEvent");
    refused(AWAY.formatted("\"description\": \"x\", " + TIMED), "malformedOutOfOfficeEvent");
    refused(AT_HOME.formatted(ONE_DAY.replace("12-02", "12-03")), "malformedWorkingLocationEvent");
    refused(
        AT_HOME.formatted(ONE_DAY).replace("\"public\"", "\"default\""),
        "malformedWorkingLocationEvent");
    refused(BIRTHDAY.formatted(ONE_DAY.replace("12-02", "12-03")), "invalid");
    refused(BIRTHDAY.formatted(ONE_DAY).replace("YEARLY", "DAILY"), "invalid");
    refused("{\"eventType\": \"fromGmail\", " + TIMED + "}", "eventTypeRestriction");
    refused("{\"focusTimeProperties\": {\"chatStatus\": \"available\"}, " + TIMED + "}", "invalid");
  }

  @Test
  void aLeapDaysBirthdayIsTheLastOfFebruary() {
    String leapDay =
        ONE_DAY.replace("2026-12-01", "2028-02-29").replace("2026-12-02", "2028-03-01");
    refused(BIRTHDAY.formatted(leapDay), "invalid");
    inserted(BIRTHDAY.replace("YEARLY", "YEARLY;BYMONTH=2;BYMONTHDAY=-1"), leapDay);
  }

  @Test
  void typesAreForPrimaryCalendarsAndStayThere() throws IOException {
    var other =
        anna.calendars()
            .insert(new com.google.api.services.calendar.model.Calendar().setSummary("Other"))
            .execute();
    assertThat(
            reason(
                refusal(
                    () ->
                        anna.events()
                            .insert(other.getId(), event("focus").setEventType("focusTime"))
                            .execute())))
        .isEqualTo("eventTypeRestriction");
    Event focus =
        anna.events().insert("primary", event("focus").setEventType("focusTime")).execute();
    assertThat(
            reason(
                refusal(
                    () -> anna.events().move("primary", focus.getId(), other.getId()).execute())))
        .isEqualTo("eventTypeRestriction");
    assertThat(
            reason(
                refusal(
                    () ->
                        anna.events()
                            .patch("primary", focus.getId(), new Event().setEventType("default"))
                            .execute())))
        .isEqualTo("eventTypeRestriction");
    Event later =
        anna.events()
            .patch("primary", focus.getId(), new Event().setEnd(at("2026-12-01T15:00:00Z")))
            .execute();
    assertThat(later.getEventType()).isEqualTo("focusTime");
  }

  @Test
  void anImportMakesAPlainEvent() {
    var answer =
        sandbox.call(
            "POST",
            EVENTS + "/import",
            token,
            FOCUS.formatted("\"iCalUID\": \"u@example.com\", " + TIMED));
    assertThat(answer.body())
        .contains("\"eventType\": \"default\"")
        .doesNotContain("focusTimeProperties");
  }

  @ParameterizedTest
  @CsvSource({"Seat 7, 1", "elsewhere, 0"})
  void aWorkingLocationIsFoundByItsPlace(String text, int found) throws IOException {
    inserted(
        AT_HOME
            .replace("\"homeOffice\", \"homeOffice\": {}", "\"officeLocation\"")
            .replace("customLocation", "officeLocation")
            .replace("ignored", "Seat 7"),
        ONE_DAY);
    assertThat(anna.events().list("primary").setQ(text).execute().getItems()).hasSize(found);
  }

  @Test
  void anIncrementalListKeepsToItsTypes() throws IOException {
    List<String> focus = List.of("focusTime");
    String syncToken =
        anna.events().list("primary").setEventTypes(focus).execute().getNextSyncToken();
    anna.events().insert("primary", event("meeting")).execute();
    inserted(FOCUS, TIMED);
    assertThat(
            anna.events()
                .list("primary")
                .setEventTypes(focus)
                .setSyncToken(syncToken)
                .execute()
                .getItems())
        .extracting(Event::getEventType)
        .containsExactly("focusTime");
  }
}
