package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConditionalWriteTest {

  private static final String EVENTS = "calendar/v3/calendars/primary/events";

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");
  private final String token = sandbox.accessToken("anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void aStaleEtagIsRefusedOnEveryWriteAndNothingHappens() throws IOException {
    Event old = anna.events().insert("primary", event("one")).execute();
    Event now =
        anna.events().patch("primary", old.getId(), new Event().setSummary("two")).execute();
    Calendar.Events.Patch patch =
        anna.events().patch("primary", old.getId(), new Event().setSummary("three"));
    patch.getRequestHeaders().setIfMatch(old.getEtag());
    Calendar.Events.Update update = anna.events().update("primary", old.getId(), event("three"));
    update.getRequestHeaders().setIfMatch(old.getEtag());
    Calendar.Events.Delete delete = anna.events().delete("primary", old.getId());
    delete.getRequestHeaders().setIfMatch(old.getEtag());
    for (var call : java.util.List.of(patch, update, delete)) {
      var e = refusal(call::execute);
      assertThat(e.getStatusCode()).isEqualTo(412);
      assertThat(reason(e)).isEqualTo("conditionNotMet");
      assertThat(e.getDetails().getErrors().getFirst().getLocation()).isEqualTo("If-Match");
    }
    assertThat(anna.events().get("primary", old.getId()).execute()).isEqualTo(now);
  }

  @Test
  void theRefusalHasGooglesBody() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    assertThat(
            sandbox
                .call(
                    "PATCH",
                    EVENTS + "/" + made.getId() + "?prettyPrint=false",
                    token,
                    "{}",
                    "If-Match",
                    "\"1\"")
                .body())
        .isEqualTo(
            "{\"error\":{\"errors\":[{\"domain\":\"global\",\"reason\":\"conditionNotMet\",\"message\":\"Precondition"
                + " Failed\",\"locationType\":\"header\",\"location\":\"If-Match\"}],\"code\":412,\"message\":\"Precondition"
                + " Failed\"}}");
  }

  @Test
  void theRightEtagOrAStarLetsTheWriteThrough() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    Calendar.Events.Patch patch =
        anna.events().patch("primary", made.getId(), new Event().setSummary("two"));
    patch.getRequestHeaders().setIfMatch(made.getEtag());
    assertThat(patch.execute().getSummary()).isEqualTo("two");
    Calendar.Events.Delete delete = anna.events().delete("primary", made.getId());
    delete.getRequestHeaders().setIfMatch("*");
    delete.execute();
  }

  @Test
  void theEtagIsTwiceTheMicrosecondsOfTheChangeAndOnlyGrows() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    long etag = Long.parseLong(made.getEtag().replace("\"", ""));
    assertThat(etag / 2 / 1000).isEqualTo(made.getUpdated().getValue());
    assertThat(made.getCreated().getValue() % 1000).isZero();
    Event next =
        anna.events().patch("primary", made.getId(), new Event().setSummary("two")).execute();
    assertThat(Long.parseLong(next.getEtag().replace("\"", ""))).isGreaterThan(etag);
  }

  @Test
  void aWriteThatChangesNothingKeepsTheEtag() throws IOException {
    Event made = anna.events().insert("primary", event("one").setDescription("d")).execute();
    Event read = anna.events().get("primary", made.getId()).execute();
    assertThat(anna.events().update("primary", made.getId(), read).execute()).isEqualTo(made);
    assertThat(
            anna.events().patch("primary", made.getId(), new Event().setSummary("one")).execute())
        .isEqualTo(made);
    sandbox.control("behaviour", "{\"noopPatchKeepsEtag\": false}");
    assertThat(
            anna.events()
                .patch("primary", made.getId(), new Event().setSummary("one"))
                .execute()
                .getEtag())
        .isNotEqualTo(made.getEtag());
  }

  @Test
  void whatIsKnownIsNotSentAgain() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    var answer =
        sandbox.call(
            "GET", EVENTS + "/" + made.getId(), token, "", "If-None-Match", made.getEtag());
    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("ETag")).contains(made.getEtag());
  }

  @Test
  void headersAreThoseOfGoogle() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    var get = sandbox.call("GET", EVENTS + "/" + made.getId(), token, "").headers();
    assertThat(get.firstValue("ETag")).contains(made.getEtag());
    assertThat(get.firstValue("Cache-Control"))
        .contains("private, max-age=0, must-revalidate, no-transform");
    assertThat(get.firstValue("Expires")).isEqualTo(get.firstValue("Date"));
    assertThat(get.firstValue("Content-Type")).contains("application/json; charset=UTF-8");
    assertThat(get.firstValue("Vary")).contains("Origin, X-Origin, Referer");
    assertThat(get.firstValue("Server")).contains("ESF");
    assertThat(sandbox.call("GET", EVENTS, token, "").headers().firstValue("ETag")).isEmpty();
    var patch = sandbox.call("PATCH", EVENTS + "/" + made.getId(), token, "{}").headers();
    assertThat(patch.firstValue("ETag")).contains(made.getEtag());
    assertThat(patch.firstValue("Pragma")).contains("no-cache");
    assertThat(patch.firstValue("Expires")).contains("Mon, 01 Jan 1990 00:00:00 GMT");
    var delete = sandbox.call("DELETE", EVENTS + "/" + made.getId(), token, "");
    assertThat(delete.statusCode()).isEqualTo(204);
    assertThat(delete.headers().firstValue("Content-Type")).isEmpty();
  }
}
