package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.calendar.Calendar;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private int count() throws IOException {
    return anna.events().list("primary").execute().getItems().size();
  }

  @Test
  void aStatusReplacesTheCallAsOftenAsAskedFor() throws IOException {
    sandbox.fault(
        "{\"method\": \"POST\", \"path\": \"/events$\", \"kind\": \"status\", \"code\": 503, \"times\": 2}");
    for (int i = 0; i < 2; i++) {
      var e = refusal(() -> anna.events().insert("primary", event("one")).execute());
      assertThat(e.getStatusCode()).isEqualTo(503);
      assertThat(reason(e)).isEqualTo("backendError");
    }
    assertThat(count()).isZero();
    anna.events().insert("primary", event("one")).execute();
    assertThat(count()).isOne();
  }

  @Test
  void aReasonBringsGooglesWords() {
    sandbox.fault(
        "{\"kind\": \"status\", \"code\": 403, \"reason\": \"quotaExceeded\", \"times\": 1}");
    var e = refusal(() -> anna.events().list("primary").execute());
    assertThat(e.getDetails().getMessage()).isEqualTo("Calendar usage limits exceeded.");
    assertThat(e.getDetails().getErrors().getFirst().getDomain()).isEqualTo("usageLimits");
  }

  @Test
  void aDroppedCallIsResetAndNotApplied() throws IOException {
    sandbox.fault("{\"method\": \"POST\", \"kind\": \"drop\", \"times\": 1}");
    assertThatThrownBy(() -> anna.events().insert("primary", event("one").setId("abcde")).execute())
        .isInstanceOf(SocketException.class);
    assertThat(count()).isZero();
  }

  @Test
  void anAppliedCallCanLoseItsAnswer() throws IOException {
    sandbox.fault("{\"method\": \"POST\", \"kind\": \"apply-then-drop\", \"times\": 1}");
    assertThatThrownBy(() -> anna.events().insert("primary", event("one").setId("abcde")).execute())
        .isInstanceOf(SocketException.class);
    assertThat(count()).isOne();
    assertThat(sandbox.requests(0).get(0).path("status").asInt()).isZero();
  }

  @Test
  void aFrontEndAnswersInHtml() {
    sandbox.fault("{\"kind\": \"html-error\", \"times\": 1}");
    var e = refusal(() -> anna.events().list("primary").execute());
    assertThat(e.getStatusCode()).isEqualTo(502);
    assertThat(e.getDetails()).isNull();
    assertThat(e.getHeaders().getContentType()).startsWith("text/html");
  }

  @Test
  void anAnswerCanBeHeldBack() throws IOException {
    sandbox.fault("{\"kind\": \"latency\", \"millis\": 150, \"times\": 1}");
    long before = System.nanoTime();
    count();
    assertThat(System.nanoTime() - before).isGreaterThan(150_000_000L);
    assertThat(sandbox.requests(0).get(0).path("millis").asLong()).isGreaterThanOrEqualTo(149);
  }

  @Test
  void faultsAreListedAndTakenAwayOneByOneOrAll() {
    String id = sandbox.fault("{\"kind\": \"status\", \"code\": 500, \"rate\": 0.0}");
    assertThat(list()).contains(id);
    remove("faults/" + id);
    assertThat(list()).doesNotContain(id);
    sandbox.fault("{\"kind\": \"drop\", \"account\": \"ben@example.com\"}");
    remove("faults");
    assertThat(list().strip()).isEqualTo("[]");
  }

  private String list() {
    return sandbox.call("GET", "sandbox/faults", "", "").body();
  }

  private void remove(String path) {
    assertThat(sandbox.call("DELETE", "sandbox/" + path, "", "").statusCode()).isEqualTo(204);
  }

  @Test
  void theTokenEndpointFailsInItsOwnWords() {
    sandbox.fault(
        "{\"path\": \"^/token$\", \"kind\": \"status\", \"code\": 400, \"reason\": \"invalid_grant\", \"times\": 1}");
    var answer =
        sandbox.call("POST", "token?grant_type=refresh_token&client_id=x&refresh_token=y", "", "");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"error\": \"invalid_grant\"");
  }

  @Test
  void aFaultThatMakesNoSenseIsRefused() {
    assertThat(sandbox.call("POST", "sandbox/faults", "", "{\"kind\": \"gremlin\"}").statusCode())
        .isEqualTo(400);
    assertThat(
            sandbox.call("POST", "sandbox/faults", "", "{\"kind\": \"drop\", \"tiems\": 1}").body())
        .contains("tiems");
  }

  @Test
  void aRefusalCanComeAfterTheCallWasApplied() throws IOException {
    sandbox.fault(
        "{\"method\": \"POST\", \"kind\": \"status\", \"code\": 503, \"applied\": true, \"times\": 1}");
    var e = refusal(() -> anna.events().insert("primary", event("one")).execute());
    assertThat(e.getStatusCode()).isEqualTo(503);
    assertThat(count()).isOne();
  }
}
