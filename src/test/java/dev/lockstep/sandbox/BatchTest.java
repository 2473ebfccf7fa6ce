package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");
  private final String token = sandbox.accessToken("anna@example.com");
  private final List<String> outcomes = new ArrayList<>();

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private <T> JsonBatchCallback<T> noting() {
    return new JsonBatchCallback<>() {
      @Override
      public void onSuccess(T result, HttpHeaders headers) {
        outcomes.add(result instanceof Event event ? event.getSummary() : "done");
      }

      @Override
      public void onFailure(GoogleJsonError e, HttpHeaders headers) {
        outcomes.add(e.getCode() + " " + e.getErrors().getFirst().getReason());
      }
    };
  }

  @Test
  void eachPartHasItsOwnOutcome() throws IOException {
    Event made = anna.events().insert("primary", event("old")).execute();
    BatchRequest batch = anna.batch();
    anna.events().insert("primary", event("new").setId("abcde")).queue(batch, noting());
    anna.events().insert("primary", event("again").setId("abcde")).queue(batch, noting());
    Calendar.Events.Patch stale =
        anna.events().patch("primary", made.getId(), new Event().setSummary("x"));
    stale.getRequestHeaders().setIfMatch("\"1\"");
    stale.queue(batch, noting());
    anna.events().get("primary", "nothing").queue(batch, noting());
    anna.events().delete("primary", made.getId()).queue(batch, noting());
    batch.execute();
    assertThat(outcomes)
        .containsExactly("new", "409 duplicate", "412 conditionNotMet", "404 notFound", "done");
  }

  @Test
  void outerHeadersReachThePartsAndAnswersAreNamed() {
    String body =
        """
        --x\r
        Content-Type: application/http\r
        Content-ID: <item1:12930812@barnyard.example.com>\r
        \r
        GET /calendar/v3/calendars/primary HTTP/1.1\r
        \r
        \r
        --x\r
        Content-Type: application/http\r
        Content-ID: <item2:12930812@barnyard.example.com>\r
        \r
        POST /calendar/v3/calendars/primary/events?prettyPrint=false\r
        Content-Type: application/json\r
        \r
        {"summary": "ü", "start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}\r
        --x--
        """;
    var answer =
        sandbox.call(
            "POST",
            "batch/calendar/v3",
            token,
            body,
            "Content-Type",
            "multipart/mixed; boundary=x");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("multipart/mixed; boundary=batch_");
    assertThat(answer.body())
        .contains("Content-ID: <response-item1:12930812@barnyard.example.com>")
        .contains("Content-ID: <response-item2:12930812@barnyard.example.com>")
        .contains("HTTP/1.1 200 OK")
        .contains("\"summary\":\"ü\"");
  }

  @Test
  void everyPartIsLoggedAndCountsAgainstTheQuota() throws IOException {
    sandbox.control("quotas", "{\"api\": \"calendar\", \"perAccountPerMinute\": 2}");
    BatchRequest batch = anna.batch();
    for (int i = 0; i < 3; i++) {
      anna.events().insert("primary", event("e" + i)).queue(batch, noting());
    }
    batch.execute();
    assertThat(outcomes).containsExactly("e0", "e1", "403 userRateLimitExceeded");
    assertThat(sandbox.requests(0))
        .extracting(line -> line.path("method").asText() + " " + line.path("path").asText())
        .containsExactly(
            "POST /batch/calendar/v3",
            "POST /calendar/v3/calendars/primary/events",
            "POST /calendar/v3/calendars/primary/events",
            "POST /calendar/v3/calendars/primary/events");
  }

  @Test
  void whatIsNoBatchIsRefusedAndTheGlobalAddressIsGone() {
    assertThat(sandbox.call("POST", "batch/calendar/v3", token, "{}").statusCode()).isEqualTo(400);
    assertThat(sandbox.call("POST", "batch", token, "{}").statusCode()).isEqualTo(404);
  }
}
