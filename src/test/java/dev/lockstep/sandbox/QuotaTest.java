package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotaTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final TestSandbox sandbox =
      TestSandbox.start(new SandboxOptions("127.0.0.1", 0, null, new Settable()));

  private final class Settable extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private void quota(String json) {
    sandbox.control("quotas", json);
  }

  private static void use(Calendar client, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      client.events().list("primary").execute();
    }
  }

  @Test
  void anAccountHasItsShareOfASlidingMinute() throws IOException {
    quota("{\"api\": \"calendar\", \"perAccountPerMinute\": 4}");
    Calendar anna = Google.client(sandbox, "anna@example.com");
    use(anna, 2);
    now.updateAndGet(t -> t.plusSeconds(30));
    use(anna, 2);
    var e = refusal(() -> anna.events().list("primary").execute());
    assertThat(e.getStatusCode()).isEqualTo(403);
    assertThat(e.getDetails().getErrors().getFirst().getDomain()).isEqualTo("usageLimits");
    assertThat(reason(e)).isEqualTo("userRateLimitExceeded");
    assertThat(e.getDetails().getMessage()).isEqualTo("User Rate Limit Exceeded");
    assertThat(e.getHeaders().getRetryAfter()).isNull();
    // Others have their own.
    use(Google.client(sandbox, "ben@example.com"), 4);
    // Half a minute later only the first two are forgotten.
    now.updateAndGet(t -> t.plusSeconds(31));
    use(anna, 2);
    assertThat(refusal(() -> anna.events().list("primary").execute()).getStatusCode())
        .isEqualTo(403);
  }

  @Test
  void aQuotaUserIsCountedInsteadOfTheCaller() throws IOException {
    quota("{\"api\": \"calendar\", \"perAccountPerMinute\": 1}");
    Calendar anna = Google.client(sandbox, "anna@example.com");
    anna.events().list("primary").setQuotaUser("one").execute();
    anna.events().list("primary").setQuotaUser("two").execute();
    assertThat(
            refusal(() -> anna.events().list("primary").setQuotaUser("one").execute())
                .getStatusCode())
        .isEqualTo(403);
  }

  @Test
  void theProjectHasOneMinuteAndOneDayForEverybody() throws IOException {
    quota("{\"api\": \"calendar\", \"perProjectPerMinute\": 2, \"perProjectPerDay\": 3}");
    Calendar anna = Google.client(sandbox, "anna@example.com");
    Calendar ben = Google.client(sandbox, "ben@example.com");
    use(anna, 1);
    use(ben, 1);
    assertThat(reason(refusal(() -> ben.events().list("primary").execute())))
        .isEqualTo("rateLimitExceeded");
    now.updateAndGet(t -> t.plusSeconds(61));
    use(anna, 1);
    assertThat(reason(refusal(() -> anna.events().list("primary").execute())))
        .isEqualTo("quotaExceeded");
    now.updateAndGet(t -> t.plus(Duration.ofHours(25)));
    use(Google.client(sandbox, "anna@example.com"), 1);
  }

  @Test
  void aPatchCostsThreeUnlessToldOtherwise() throws IOException {
    quota("{\"api\": \"calendar\", \"perAccountPerMinute\": 4}");
    Calendar anna = Google.client(sandbox, "anna@example.com");
    Event made = anna.events().insert("primary", event("one")).execute();
    anna.events().patch("primary", made.getId(), new Event().setSummary("two")).execute();
    assertThat(refusal(() -> anna.events().list("primary").execute()).getStatusCode())
        .isEqualTo(403);
    quota("{\"api\": \"calendar\", \"patchUnits\": 1}");
    anna.events().patch("primary", made.getId(), new Event().setSummary("three")).execute();
    use(anna, 3);
  }

  @Test
  void theOtherStatusCanBeAskedFor() throws IOException {
    quota("{\"api\": \"calendar\", \"perAccountPerMinute\": 1, \"status\": 429}");
    Calendar anna = Google.client(sandbox, "anna@example.com");
    use(anna, 1);
    var e = refusal(() -> anna.events().list("primary").execute());
    assertThat(e.getStatusCode()).isEqualTo(429);
    assertThat(reason(e)).isEqualTo("rateLimitExceeded");
    assertThat(e.getDetails().getMessage()).isEqualTo("Rate Limit Exceeded");
  }

  @Test
  void googlesOwnFiguresHoldUntilOthersAreSet() {
    var quotas =
        sandbox.send(
            java.net.http.HttpRequest.newBuilder(
                    java.net.URI.create(sandbox.rootUrl() + "sandbox/quotas"))
                .build());
    assertThat(quotas.body())
        .contains("\"perAccountPerMinute\": 600", "\"perProjectPerMinute\": 10000")
        .contains("\"perProjectPerDay\": 1000000");
  }
}
