package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldMaskTest {

  private static final String EVENTS = "calendar/v3/calendars/primary/events";

  private final TestSandbox sandbox = TestSandbox.start();
  private final String token = sandbox.accessToken("anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private HttpResponse<String> list(String mask) {
    return sandbox.call("GET", EVENTS + "?fields=" + mask, token, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"foo", "items(foo)", "id", "items/id/foo", "items/*/foo", "items(start(day))"})
  void whatDoesNotExistCannotBeSelected(String mask) {
    HttpResponse<String> answer = list(mask);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"invalidParameter\"", "Invalid field selection", "\"location\": \"fields\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "items(*)",
        "nextSyncToken,items(id,start/dateTime,attendees/email)",
        "items/extendedProperties/private/anything",
        "kind,defaultReminders(method),items(*,reminders/overrides/minutes)"
      })
  void whatExistsCan(String mask) {
    assertThat(list(mask).statusCode()).isEqualTo(200);
  }

  @Test
  void aRefusedMaskChangesNothing() throws IOException {
    var answer =
        sandbox.call(
            "POST",
            EVENTS + "?fields=foo",
            token,
            "{\"start\": {\"date\": \"2026-12-01\"}, \"end\": {\"date\": \"2026-12-02\"}}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Google.clientWith(sandbox, token).events().list("primary").execute().getItems())
        .isEmpty();
    assertThat(Google.clientWith(sandbox, token).events().insert("primary", event("e")).execute())
        .isNotNull();
  }
}
