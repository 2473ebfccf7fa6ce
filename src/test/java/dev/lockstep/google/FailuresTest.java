package dev.lockstep.google;

import static dev.lockstep.core.Failure.Kind.AUTH;
import static dev.lockstep.core.Failure.Kind.GONE;
import static dev.lockstep.core.Failure.Kind.QUOTA;
import static dev.lockstep.core.Failure.Kind.STALE;
import static dev.lockstep.core.Failure.Kind.TRANSIENT;
import static dev.lockstep.core.Failure.Scope.ACCOUNT;
import static dev.lockstep.core.Failure.Scope.PARTITION;
import static dev.lockstep.core.Failure.Scope.PROJECT;
import static dev.lockstep.core.Failure.Scope.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import com.google.api.services.calendar.Calendar;
import dev.lockstep.core.Failure;
import dev.lockstep.google.Failures.About;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | invalid                   | Invalid Value          | PERMANENT | RECORD
          400 | timeRangeEmpty            | range is empty         | PERMANENT | RECORD
          401 | authError                 | Invalid Credentials    | AUTH      | ACCOUNT
          403 | rateLimitExceeded         | Rate Limit Exceeded    | QUOTA     | ACCOUNT
          403 | userRateLimitExceeded     | User Rate Limit        | QUOTA     | ACCOUNT
          403 | quotaExceeded             | usage limits exceeded  | QUOTA     | ACCOUNT
          403 | dailyLimitExceeded        | Daily Limit Exceeded   | QUOTA     | PROJECT
          403 | forbidden                 | Forbidden              | PERMANENT | PARTITION
          403 | requiredAccessLevel       | writer needed          | PERMANENT | PARTITION
          403 | forbiddenForNonOrganizer  | not yours              | PERMANENT | RECORD
          403 | insufficientPermissions   | scopes                 | AUTH      | ACCOUNT
          403 | accessNotConfigured       | API is off             | PERMANENT | PROJECT
          404 | notFound                  | Not Found              | GONE      | RECORD
          409 | duplicate                 | already exists         | STALE     | RECORD
          410 | deleted                   | has been deleted       | GONE      | RECORD
          412 | conditionNotMet           | Precondition Failed    | STALE     | RECORD
          429 | rateLimitExceeded         | Rate Limit Exceeded    | QUOTA     | ACCOUNT
          429 | rateLimitExceeded         | limit 'Queries per minute' of service | QUOTA | PROJECT
          429 | rateLimitExceeded         | limit 'Queries per minute per user' of | QUOTA | ACCOUNT
          500 | backendError              | Backend Error          | TRANSIENT | PARTITION
          503 | backendError              | Backend Error          | TRANSIENT | PARTITION
          """)
  void anAnswerHasAKindAndAScope(
      int status, String reason, String message, Failure.Kind kind, Failure.Scope scope) {
    Failure failure = Failures.of(thrownFor(status, json(status, reason, message)));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.scope()).isEqualTo(scope);
    assertThat(failure.reason()).isEqualTo(reason);
  }

  @Test
  void aCalendarThatIsNotFoundStopsThePartition() {
    Failure failure =
        Failures.of(thrownFor(404, json(404, "notFound", "Not Found")), About.COLLECTION);

    assertThat(failure.kind()).isEqualTo(GONE);
    assertThat(failure.scope()).isEqualTo(PARTITION);
  }

  @ParameterizedTest
  @CsvSource({"403", "404", "410", "502", "429"})
  void aPageThatIsNotGooglesJsonSaysNothingAboutARecord(int status) {
    Failure failure = Failures.of(thrownFor(status, "<html>We're sorry...</html>"));

    assertThat(failure.kind()).isEqualTo(status == 429 ? QUOTA : TRANSIENT);
    assertThat(failure.scope()).isNotEqualTo(RECORD);
  }

  /** FAULTS 55. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id": "a", "summary": "broken off
          <html>ok</html>
          {"id": "a", "sequence": "many"}
          """)
  void aSuccessWithABodyThatCannotBeReadIsAmbiguous_55(String body) {
    Failure failure = Failures.of(thrownFor(200, body));

    assertThat(failure.kind()).isEqualTo(TRANSIENT);
    assertThat(failure.scope()).isEqualTo(PARTITION);
  }

  @Test
  void theCauseIsFoundUnderAnyWrapping() {
    Throwable thrown = thrownFor(412, json(412, "conditionNotMet", "Precondition Failed"));

    Failure failure =
        Failures.of(
            new CompletionException(new RuntimeCamelException(new RuntimeException(thrown))));

    assertThat(failure.kind()).isEqualTo(STALE);
  }

  @Test
  void noAnswerAtAllIsTransientForThePartition() {
    assertThat(Failures.of(new RuntimeCamelException(new ConnectException("refused"))))
        .extracting(Failure::kind, Failure::scope)
        .containsExactly(TRANSIENT, PARTITION);
    assertThat(Failures.of(new SocketTimeoutException("Read timed out")).kind())
        .isEqualTo(TRANSIENT);
  }

  @Test
  void aLostGrantIsTheAccountsMatter() {
    Failure failure =
        Failures.of(
            new RuntimeCamelException(new AccountUnavailable("1", "invalid_grant", "revoked")));

    assertThat(failure)
        .extracting(Failure::kind, Failure::scope, Failure::reason)
        .containsExactly(AUTH, ACCOUNT, "invalid_grant");
  }

  @Test
  void aRefusedClientIsTheProjectsMatter() {
    Failure failure =
        Failures.of(
            new RuntimeCamelException(
                new ClientRefused("invalid_client", "invalid_client: Unauthorized")));

    assertThat(failure)
        .extracting(Failure::kind, Failure::scope, Failure::reason)
        .containsExactly(AUTH, PROJECT, "invalid_client");
  }

  @Test
  void ourOwnLimitSaysWhenToComeBack() {
    Failure failure =
        Failures.of(new QuotaExhausted(PROJECT, Duration.ofSeconds(9), "the day's quota is used"));

    assertThat(failure)
        .extracting(Failure::kind, Failure::scope, Failure::retryAfter)
        .containsExactly(QUOTA, PROJECT, Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @CsvSource({
    "410, fullSyncRequired, syncToken, true",
    "410, updatedMinTooLongAgo, updatedMin, true",
    "400, invalid, syncToken, true",
    "410, deleted, , false",
    "400, invalid, timeMin, false",
    "404, notFound, , false"
  })
  void anExpiredCursorIsTold(int status, String reason, String location, boolean isExpired) {
    String body =
        """
        {"error": {"errors": [{"domain": "calendar", "reason": "%s", "message": "m",
          "locationType": "parameter", "location": "%s"}], "code": %d, "message": "m"}}"""
            .formatted(reason, location == null ? "" : location, status);

    assertThat(Failures.isCursorExpired(new RuntimeCamelException(thrownFor(status, body))))
        .isEqualTo(isExpired);
  }

  @Test
  void aBugOfOursIsARecordsFailureAndNeverStopsTheRest() {
    assertThat(Failures.of(new IllegalStateException("oops")))
        .extracting(Failure::kind, Failure::scope)
        .containsExactly(TRANSIENT, RECORD);
  }

  private static String json(int status, String reason, String message) {
    return """
        {"error": {"errors": [{"domain": "global", "reason": "%s", "message": "%s"}],
          "code": %d, "message": "%s"}}"""
        .formatted(reason, message, status, message);
  }

  /** What Google's own client throws for such an answer. */
  private static Throwable thrownFor(int status, String body) {
    MockHttpTransport transport =
        new MockHttpTransport.Builder()
            .setLowLevelHttpResponse(
                new MockLowLevelHttpResponse()
                    .setStatusCode(status)
                    .setContentType(
                        body.startsWith("<") ? "text/html" : "application/json; charset=UTF-8")
                    .setContent(body))
            .build();
    Calendar calendar =
        new Calendar.Builder(transport, GsonFactory.getDefaultInstance(), null)
            .setApplicationName("test")
            .build();
    Throwable thrown = catchThrowable(() -> calendar.events().get("primary", "a").execute());
    assertThat(thrown).as("thrown for %d %s", status, body).isNotNull();
    return thrown;
  }
}
