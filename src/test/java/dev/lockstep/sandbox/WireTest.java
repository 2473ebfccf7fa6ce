package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireTest {

  private static final String EVENTS = "calendar/v3/calendars/primary/events";
  private static final String EVENT =
      "{\"start\": {\"date\": \"2026-12-01\"}, \"end\": {\"date\": \"2026-12-02\"}}";

  private final TestSandbox sandbox = TestSandbox.start();
  private final String token = sandbox.accessToken("anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  /** A raw exchange: the JDK's clients keep browsers' headers to themselves. */
  private String raw(String head) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", sandbox.port())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "Host: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aBrowserMayCallFromAnotherOrigin() throws IOException {
    assertThat(
            raw(
                "OPTIONS /"
                    + EVENTS
                    + " HTTP/1.1\r\nOrigin: https://app.example\r\n"
                    + "Access-Control-Request-Method: PATCH\r\n"
                    + "Access-Control-Request-Headers: authorization,if-match\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Origin: https://app.example")
        .contains("Access-Control-Allow-Headers: authorization,if-match")
        .contains("PATCH");
    assertThat(
            raw(
                "GET /"
                    + EVENTS
                    + "?access_token="
                    + token
                    + " HTTP/1.1\r\nOrigin: https://app.example\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Origin: https://app.example")
        .containsPattern("Access-Control-Expose-Headers: .*ETag");
  }

  @Test
  void theControlsAreNotForOtherOrigins() throws IOException {
    assertThat(raw("GET /sandbox/accounts HTTP/1.1\r\nOrigin: https://app.example\r\n"))
        .doesNotContain("Access-Control");
  }

  @Test
  void headAnswersAsGetWithoutABody() {
    HttpResponse<String> answer = sandbox.call("HEAD", EVENTS, token, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void longAnswersAreCompressedForWhoSaysSoTwice() throws IOException {
    for (int i = 0; i < 5; i++) {
      sandbox.call("POST", EVENTS, token, EVENT);
    }
    HttpURLConnection asking =
        (HttpURLConnection) URI.create(sandbox.rootUrl() + EVENTS).toURL().openConnection();
    asking.setRequestProperty("Authorization", "Bearer " + token);
    asking.setRequestProperty("Accept-Encoding", "gzip");
    asking.setRequestProperty("User-Agent", "my program (gzip)");
    assertThat(asking.getContentEncoding()).isEqualTo("gzip");
    StringBuilder text = new StringBuilder();
    try (Reader reader =
        new InputStreamReader(
            new GZIPInputStream(asking.getInputStream()), StandardCharsets.UTF_8)) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        text.append((char) c);
      }
    }
    assertThat(text).contains("calendar#events");
    assertThat(sandbox.call("GET", EVENTS, token, "", "Accept-Encoding", "gzip").headers().map())
        .doesNotContainKey("content-encoding");
  }

  @Test
  void aFieldOfAnotherKindIsRefused() {
    for (String field :
        new String[] {
          "\"summary\": {\"a\": 1}",
          "\"attendees\": \"ben@example.com\"",
          "\"recurrence\": \"RRULE:FREQ=DAILY\"",
          "\"reminders\": true",
          "\"guestsCanModify\": \"maybe\"",
          "\"sequence\": \"soon\"",
          "\"reminders\": {\"useDefault\": \"maybe\"}",
          "\"reminders\": {\"useDefault\": false, \"overrides\": \"early\"}",
          "\"extendedProperties\": {\"private\": \"x\"}",
          "\"extendedProperties\": {\"shared\": {\"a\": [1]}}"
        }) {
      var answer =
          sandbox.call("POST", EVENTS, token, EVENT.replaceFirst("\\{", "{" + field + ","));
      assertThat(answer.statusCode()).as(field).isEqualTo(400);
    }
    assertThat(
            sandbox
                .call("POST", EVENTS, token, EVENT.replaceFirst("\\{", "{\"summary\": 5,"))
                .body())
        .contains("\"summary\": \"5\"");
  }

  @Test
  void aControlRefusesAValueOfAnotherKind() {
    for (String[] control :
        new String[][] {
          {"quotas", "{\"api\": \"calendar\", \"perAccountPerMinute\": \"x\"}"},
          {"notifications", "{\"delayMillis\": \"x\"}"},
          {"notifications", "{\"loss\": 2}"},
          {"faults", "{\"kind\": \"drop\", \"rate\": \"x\"}"},
          {"faults", "{\"kind\": \"drop\", \"often\": 1}"},
          {"faults", "{\"kind\": \"drop\", \"applied\": true}"},
          {"behaviour", "{\"emptyPages\": 1}"},
          {"accounts", "{\"email\": 5}"}
        }) {
      assertThat(sandbox.call("POST", "sandbox/" + control[0], token, control[1]).statusCode())
          .as(control[1])
          .isEqualTo(400);
    }
  }

  @Test
  void whoHasASyncTokenHearsThatACalendarWasCleared() throws IOException {
    var anna = Google.clientWith(sandbox, token);
    var event = anna.events().insert("primary", Google.event("e")).execute();
    String known = anna.events().list("primary").execute().getNextSyncToken();
    anna.calendars().clear("primary").execute();
    assertThat(anna.events().list("primary").execute().getItems()).isEmpty();
    assertThat(anna.events().list("primary").setSyncToken(known).execute().getItems())
        .singleElement()
        .satisfies(
            gone -> {
              assertThat(gone.getId()).isEqualTo(event.getId());
              assertThat(gone.getStatus()).isEqualTo("cancelled");
            });
  }

  @Test
  void everyCharacterIsWrittenAsItself() {
    for (String query : new String[] {"", "?prettyPrint=false"}) {
      assertThat(
              sandbox
                  .call(
                      "POST",
                      EVENTS + query,
                      token,
                      EVENT.replaceFirst("\\{", "{\"summary\": \"\ud83d\ude00 \u00e9\","))
                  .body())
          .contains("\ud83d\ude00 \u00e9");
    }
  }

  @Test
  void whoAsksBeforeTheySendABodyIsToldToGoOn() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", sandbox.port())) {
      socket.setSoTimeout(10_000);
      String head =
          "POST /"
              + EVENTS
              + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(21), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 100 Continue");
    }
  }

  @Test
  void theFrontEndsPageIsForPathsThatGoogleDoesNotHave() {
    for (String call :
        new String[] {"PUT " + EVENTS, "GET calendar/v3/nope", "POST batch", "GET token"}) {
      String[] words = call.split(" ");
      var answer = sandbox.call(words[0], words[1], token, "");
      assertThat(answer.statusCode()).as(call).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    }
  }
}
