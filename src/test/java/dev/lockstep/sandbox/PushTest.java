package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.AclRule;
import com.google.api.services.calendar.model.CalendarListEntry;
import com.google.api.services.calendar.model.Channel;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@BesideOthers
class PushTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");
  private final AtomicInteger status = new AtomicInteger(200);
  private final Callbacks callbacks;

  PushTest() throws IOException {
    callbacks = new Callbacks(status::get);
  }

  @AfterEach
  void stop() {
    sandbox.close();
    callbacks.close();
  }

  private Channel channel(String id) {
    return new Channel().setId(id).setType("web_hook").setAddress(callbacks.address());
  }

  private Channel watch(Channel channel) throws IOException {
    return anna.events().watch("primary", channel).execute();
  }

  private void awaitMessages(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> callbacks.messages().size() >= count);
  }

  @Test
  void aChannelLivesAWeekAndNamesWhatItWatches() throws IOException {
    long before = System.currentTimeMillis();
    Channel made = watch(channel("c1"));
    assertThat(made.getKind()).isEqualTo("api#channel");
    assertThat(made.getResourceUri())
        .isEqualTo("https://www.googleapis.com/calendar/v3/calendars/primary/events?alt=json");
    assertThat(made.getResourceId()).matches("[A-Za-z0-9_-]{27}");
    assertThat(made.getToken()).isNull();
    assertThat(made.getExpiration() % 1000).isZero();
    assertThat(made.getExpiration())
        .isBetween(before + 604_799_000L, System.currentTimeMillis() + 604_800_000L);
    assertThat(watch(channel("c2")).getResourceId()).isEqualTo(made.getResourceId());
  }

  @Test
  void theMoreRestrictiveLimitWinsAndThirtyDaysIsTheMost() throws IOException {
    long now = System.currentTimeMillis();
    assertThat(watch(channel("c1").setParams(Map.of("ttl", "60"))).getExpiration())
        .isBetween(now + 58_000, now + 70_000);
    assertThat(watch(channel("c2").setParams(Map.of("ttl", "99999999"))).getExpiration())
        .isBetween(now + 2_591_990_000L, now + 2_592_010_000L);
    assertThat(watch(channel("c3").setExpiration(now + 120_000)).getExpiration())
        .isBetween(now + 118_000, now + 120_000);
  }

  @Test
  void theHandshakeIsNumberOneAndChangesFollowWithJumpingNumbers() throws IOException {
    Channel made = watch(channel("c1").setToken("secret"));
    awaitMessages(1);
    Callbacks.Message sync = callbacks.messages().getFirst();
    assertThat(sync.header("X-Goog-Resource-State")).isEqualTo("sync");
    assertThat(sync.header("X-Goog-Message-Number")).isEqualTo("1");
    anna.events().insert("primary", event("one")).execute();
    awaitMessages(2);
    Callbacks.Message exists = callbacks.messages().get(1);
    assertThat(exists.header("X-Goog-Resource-State")).isEqualTo("exists");
    assertThat(Long.parseLong(exists.header("X-Goog-Message-Number"))).isGreaterThan(1);
    assertThat(exists.header("X-Goog-Channel-ID")).isEqualTo("c1");
    assertThat(exists.header("X-Goog-Channel-Token")).isEqualTo("secret");
    assertThat(exists.header("X-Goog-Resource-ID")).isEqualTo(made.getResourceId());
    assertThat(exists.header("X-Goog-Resource-URI")).isEqualTo(made.getResourceUri());
    assertThat(exists.header("X-Goog-Channel-Expiration"))
        .matches("\\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
    assertThat(exists.header("Content-Type")).isEqualTo("application/json; utf-8");
    assertThat(exists.header("Content-Length")).isEqualTo("0");
    assertThat(exists.header("User-Agent")).startsWith("APIs-Google");
    assertThat(exists.body()).isEmpty();
  }

  @Test
  void anIdIsNeverUsedTwiceNotEvenAfterStop() throws IOException {
    Channel made = watch(channel("c1"));
    anna.channels().stop(new Channel().setId("c1").setResourceId(made.getResourceId())).execute();
    var e = refusal(() -> watch(channel("c1")));
    assertThat(e.getStatusCode()).isEqualTo(400);
    assertThat(reason(e)).isEqualTo("channelIdNotUnique");
    assertThat(e.getDetails().getMessage()).isEqualTo("Channel id c1 not unique");
  }

  @Test
  void aStoppedChannelIsSilentAndAnUnknownOneIsNotFound() throws IOException {
    Channel made = watch(channel("c1"));
    awaitMessages(1);
    Channel stop = new Channel().setId("c1").setResourceId(made.getResourceId());
    anna.channels().stop(stop).execute();
    // At once a second time is not refused.
    anna.channels().stop(stop).execute();
    watch(channel("c2"));
    anna.events().insert("primary", event("one")).execute();
    awaitMessages(3);
    assertThat(callbacks.messages())
        .filteredOn(m -> m.header("X-Goog-Channel-ID").equals("c1"))
        .hasSize(1);
    var e =
        refusal(() -> anna.channels().stop(new Channel().setId("c9").setResourceId("x")).execute());
    assertThat(e.getStatusCode()).isEqualTo(404);
    Calendar ben = Google.client(sandbox, "ben@example.com");
    assertThat(
            refusal(
                    () ->
                        ben.channels()
                            .stop(new Channel().setId("c2").setResourceId(made.getResourceId()))
                            .execute())
                .getStatusCode())
        .isEqualTo(404);
  }

  @Test
  void aServerInTroubleIsAskedAgainAndARefusalIsFinal() throws IOException {
    sandbox.control("notifications", "{\"retryMillis\": 20}");
    watch(channel("c1"));
    awaitMessages(1);
    status.set(503);
    anna.events().insert("primary", event("one")).execute();
    awaitMessages(3);
    assertThat(callbacks.messages().get(2).header("X-Goog-Message-Number"))
        .isEqualTo(callbacks.messages().get(1).header("X-Goog-Message-Number"));
    status.set(200);
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> callbacks.messages().size(), count -> count == callbacks.messages().size());
    int before = callbacks.messages().size();
    status.set(404);
    anna.events().insert("primary", event("two")).execute();
    awaitMessages(before + 1);
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> callbacks.messages().size() == before + 1);
  }

  @Test
  void messagesAreLostRepeatedAndLateOnDemand() throws IOException {
    watch(channel("c1"));
    awaitMessages(1);
    sandbox.control("notifications", "{\"loss\": 1}");
    anna.events().insert("primary", event("lost")).execute();
    sandbox.control("notifications", "{\"loss\": 0, \"duplicate\": 1, \"delayMillis\": 50}");
    anna.events().insert("primary", event("twice")).execute();
    awaitMessages(3);
    assertThat(callbacks.states()).containsExactly("sync", "exists", "exists");
    assertThat(callbacks.messages().get(1).header("X-Goog-Message-Number"))
        .isEqualTo(callbacks.messages().get(2).header("X-Goog-Message-Number"));
  }

  @Test
  void aChannelWithoutAnAddressOrOfAnotherKindIsRefused() {
    assertThat(reason(refusal(() -> watch(channel("c1").setType("carrier_pigeon")))))
        .isEqualTo("push.channelTypeNotSupported");
    assertThat(reason(refusal(() -> watch(channel("c1").setAddress(null))))).isEqualTo("required");
    assertThat(reason(refusal(() -> watch(channel("c1").setAddress("ftp://x/")))))
        .isEqualTo("push.webhookUrlNotHttps");
    sandbox.control("notifications", "{\"httpsOnly\": true}");
    assertThat(reason(refusal(() -> watch(channel("c1"))))).isEqualTo("push.webhookUrlNotHttps");
    // Seconds where milliseconds belong.
    sandbox.control("notifications", "{\"httpsOnly\": false}");
    assertThat(
            refusal(() -> watch(channel("c1").setExpiration(1_800_000_000L)))
                .getDetails()
                .getMessage())
        .isEqualTo("Invalid ttl value for channel");
  }

  @Test
  void theHandshakeCanOvertakeTheAnswer() throws IOException {
    sandbox.fault("{\"path\": \"/watch$\", \"kind\": \"latency\", \"millis\": 400, \"times\": 1}");
    watch(channel("c1"));
    assertThat(callbacks.states()).containsExactly("sync");
  }

  @Test
  void anEndedChannelIsSilent() throws IOException {
    watch(channel("c1"));
    awaitMessages(1);
    sandbox.control("expire-channels", "{}");
    watch(channel("c2"));
    anna.events().insert("primary", event("one")).execute();
    awaitMessages(3);
    assertThat(callbacks.messages())
        .filteredOn(m -> m.header("X-Goog-Channel-ID").equals("c1"))
        .hasSize(1);
  }

  @Test
  void aRenamedCalendarIsHeardWhereverItIsListedAndANewZoneInTheSettings() throws IOException {
    anna.calendarList().watch(channel("list")).execute();
    anna.settings().watch(channel("settings")).execute();
    awaitMessages(2);
    anna.calendars()
        .patch(
            "primary",
            new com.google.api.services.calendar.model.Calendar().setTimeZone("Asia/Tokyo"))
        .execute();
    awaitMessages(4);
    assertThat(callbacks.messages().subList(2, 4))
        .allMatch(m -> "exists".equals(m.header("X-Goog-Resource-State")))
        .extracting(m -> m.header("X-Goog-Channel-ID"))
        .containsExactlyInAnyOrder("list", "settings");
  }

  @Test
  void aChannelForSomeTypesOfEventsHearsOfThoseAlone() throws IOException {
    anna.events()
        .watch("primary", channel("focus"))
        .setEventTypes(List.of("focusTime", "outOfOffice"))
        .execute();
    watch(channel("all"));
    awaitMessages(2);
    anna.events().insert("primary", event("meeting")).execute();
    awaitMessages(3);
    anna.events().insert("primary", event("focus").setEventType("focusTime")).execute();
    awaitMessages(5);
    assertThat(callbacks.messages())
        .extracting(m -> m.header("X-Goog-Channel-ID"))
        .filteredOn("focus"::equals)
        .hasSize(2);
    assertThat(callbacks.messages()).hasSize(5);
  }

  @Test
  void anotherRoleIsHeardOnTheCalendarListOfWhomItConcerns() throws IOException {
    Calendar ben = Google.client(sandbox, "ben@example.com");
    AclRule reader =
        new AclRule()
            .setRole("reader")
            .setScope(new AclRule.Scope().setType("user").setValue("ben@example.com"));
    AclRule rule = anna.acl().insert("primary", reader).execute();
    ben.calendarList().insert(new CalendarListEntry().setId("anna@example.com")).execute();
    ben.calendarList().watch(channel("list")).execute();
    awaitMessages(1);
    anna.acl().patch("primary", rule.getId(), new AclRule().setRole("writer")).execute();
    awaitMessages(2);
    assertThat(callbacks.messages().getLast().header("X-Goog-Resource-State")).isEqualTo("exists");
  }
}
