package dev.lockstep.webhook;

import static dev.lockstep.webhook.PushContext.ANNA;
import static dev.lockstep.webhook.PushContext.PRODUCTS;
import static dev.lockstep.webhook.PushContext.SPREADSHEET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Cursors;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pulls;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.WiringOf;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;

/** Real notifications over HTTP, to the rows that ask for a pull. */
@CamelSpringBootTest
@SpringBootTest(
    classes = {PushContext.class, WebhookRouteTest.OneInstant.class},
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "camel.main.routes-include-pattern=file:routes/webhooks.camel.yaml",
      "spring.flyway.enabled=false",
      "webhook.secret=the old one, the new one",
      "lockstep.google.root-url=http://localhost:1/",
      "tokens.encryption-key=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    })
@DirtiesContext
@ExtendWith(OwnOutput.class)
@WiringOf({"webhook-calendar", "webhook-drive", "webhook-sheet", "webhook-answer"})
class WebhookRouteTest {

  /** Every notification comes in the same instant, however slow the machine is. */
  @TestConfiguration
  static class OneInstant {
    @Bean
    @Primary
    PullRequests pullRequestsOfOneInstant(PullStore store) {
      return new PullRequests(store, () -> 0, Duration.ofSeconds(5));
    }
  }

  private static final String RESOURCE = "resource-of-annas-calendar";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired Partitions partitions;
  @Autowired Leases leases;
  @Autowired Pulls pulls;
  @Autowired Cursors cursors;
  @Autowired ChannelTable channels;
  @Autowired TransactionTemplate transaction;
  @Autowired MeterRegistry metrics;
  @Autowired CamelContext camel;
  @Autowired PullStore pullStore;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Secret secret = new Secret("the secret of this channel");
  private final String channel = UUID.randomUUID().toString();

  @BeforeEach
  void oneOpenChannel() {
    jdbc.sql("DELETE FROM lockstep.sync_channel").update();
    jdbc.sql("DELETE FROM lockstep.sync_partition").update();
    partitions.ensure(ANNA);
    partitions.ensure(PRODUCTS);
    register(channel);
    channels.opened(channel, RESOURCE, channels.now().plus(Duration.ofDays(7)));
  }

  @Test
  void aValidNotificationAsksForAPullAndIsAnswered200() {
    assertThat(deliver(channel, secret.text(), RESOURCE, "exists").statusCode()).isEqualTo(200);
    assertThat(pulls()).isEqualTo(1);
  }

  @Test
  void headersOfTheRequestDoNotComeBack() {
    HttpResponse<String> answer = deliver(channel, secret.text(), RESOURCE, "exists");
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase().startsWith("x-"));
    assertThat(answer.body()).isEmpty();
  }

  /** Fault 8. */
  @Test
  void ahundredRepeatsAskForOnePull_8() {
    for (int i = 0; i < 100; i++) {
      deliver(channel, secret.text(), RESOURCE, "exists");
    }
    assertThat(pulls()).isEqualTo(1);
  }

  @Test
  void aFloodOfAPartitionThatIsPulledAllTheTimeCostsThreePullsAtMost() throws Exception {
    List<Future<?>> senders = new ArrayList<>();
    int pulled = 0;
    CountDownLatch aSecondsWorth = new CountDownLatch(Floods.PER_SECOND);
    int beforeItIsOne = 0;
    try (var executor = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        senders.add(
            executor.submit(
                () -> {
                  for (int n = 0; n < 60; n++) {
                    deliver(channel, secret.text(), RESOURCE, "exists");
                    aSecondsWorth.countDown();
                  }
                }));
      }
      while (senders.stream().anyMatch(sender -> !sender.isDone())) {
        pulled += pullOnce(Duration.ofMillis(300)) ? 1 : 0;
        // A slow machine sends for a while before it is a flood at all.
        beforeItIsOne = aSecondsWorth.getCount() > 0 ? pulled : beforeItIsOne;
      }
    }
    for (Future<?> sender : senders) {
      sender.get();
    }
    jdbc.sql("UPDATE lockstep.sync_channel SET pull_due_at = now()").update();
    pullStore.askPutOff();
    assertThat(pullOnce(Duration.ZERO)).as("the pull that was put off").isTrue();
    assertThat(pulled - beforeItIsOne + 1).isLessThanOrEqualTo(3);
  }

  /** Fault 10. */
  @Test
  void forgedNotificationsAreAnswered200AndAskForNothing_10() {
    assertThat(deliver(channel, "a guess", RESOURCE, "exists").statusCode()).isEqualTo(200);
    assertThat(deliver(channel, "", RESOURCE, "exists").statusCode()).isEqualTo(200);
    assertThat(deliver(channel, secret.text(), "another", "exists").statusCode()).isEqualTo(200);
    assertThat(deliver("unknown", secret.text(), RESOURCE, "exists").statusCode()).isEqualTo(200);
    assertThat(deliver("", "", "", "").statusCode()).isEqualTo(200);
    assertThat(pulls()).isZero();
    assertThat(counted("forged")).isPositive();
    assertThat(counted("mismatched")).isPositive();
    assertThat(counted("unknown")).isPositive();
  }

  /** Fault 10: more than errors explain. */
  @Test
  void aRateOfForgedNotificationsIsTold_10(CapturedOutput output) {
    for (int i = 0; i < 2 * Alarm.TOLERATED_PER_MINUTE + 2; i++) {
      assertThat(deliver(channel, "a guess", RESOURCE, "exists").statusCode()).isEqualTo(200);
    }
    assertThat(output.getOut())
        .containsPattern("WARN .*webhook: 21 notifications within a minute that are forged");
    assertThat(pulls()).isZero();
  }

  /** Fault 11. */
  @Test
  void theFirstMessageVerifiesTheChannelWithoutDataWork_11() {
    assertThat(deliver(channel, secret.text(), RESOURCE, "SYNC").statusCode()).isEqualTo(200);
    assertThat(pulls()).isZero();
    assertThat(isVerified(channel)).isTrue();
  }

  @Test
  void theFirstMessageMayComeBeforeGoogleAnsweredTheRegistration() {
    String early = UUID.randomUUID().toString();
    register(early);
    assertThat(deliver(early, secret.text(), RESOURCE, "sync").statusCode()).isEqualTo(200);
    assertThat(isVerified(early)).isTrue();
    assertThat(channels.find(early).orElseThrow().channel().resourceId()).isEqualTo(RESOURCE);
  }

  /** Fault 9. */
  @Test
  void aNotificationOfAStoppedOrExpiredChannelIsIgnored_9() {
    channels.enter(channel, Channel.State.STOPPED, "replaced");
    String expired = UUID.randomUUID().toString();
    register(expired);
    channels.opened(expired, RESOURCE, channels.now().minusSeconds(1));

    assertThat(deliver(channel, secret.text(), RESOURCE, "exists").statusCode()).isEqualTo(200);
    assertThat(deliver(expired, secret.text(), RESOURCE, "exists").statusCode()).isEqualTo(200);

    assertThat(pulls()).isZero();
    assertThat(counted("late")).isGreaterThanOrEqualTo(2);
  }

  /** Fault 9: they say that something changed, never what or since when. */
  @Test
  void notificationsOutOfOrderAskForOnePullAndMoveNoCursor_9() {
    Lease lease = leases.take(ANNA, "test").orElseThrow();
    transaction.executeWithoutResult(status -> cursors.save(lease, "the cursor", null));
    transaction.executeWithoutResult(status -> leases.release(lease));

    for (String number : List.of("7", "3", "5")) {
      deliverTo("calendar", channel, secret.text(), RESOURCE, "exists", number);
    }

    assertThat(pulls()).isEqualTo(1);
    assertThat(partitions.find(ANNA).orElseThrow().cursor()).isEqualTo("the cursor");
    assertThat(partitions.find(ANNA).orElseThrow().isReconcileAskedFor()).isFalse();
  }

  /** Fault 14. */
  @Test
  void aChannelThatDeliversAlthoughItsRegistrationFailedIsToBeStopped_14() {
    String orphan = UUID.randomUUID().toString();
    register(orphan);
    channels.enter(orphan, Channel.State.FAILED, "no answer");

    deliver(orphan, secret.text(), RESOURCE, "exists");

    Channel found = channels.find(orphan).orElseThrow().channel();
    assertThat(found.state()).isEqualTo(Channel.State.STOPPING);
    assertThat(found.resourceId()).isEqualTo(RESOURCE);
  }

  @Test
  void whatCouldNotBeStoredIsAnswered503SoThatGoogleSendsAgain() {
    jdbc.sql("ALTER TABLE lockstep.sync_due RENAME TO sync_due_away").update();
    try {
      HttpResponse<String> answer = deliver(channel, secret.text(), RESOURCE, "exists");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase().startsWith("x-"));
    } finally {
      jdbc.sql("ALTER TABLE lockstep.sync_due_away RENAME TO sync_due").update();
    }
  }

  @Test
  void anOperatorIsToldWhyANotificationWasNotStored(CapturedOutput output) {
    jdbc.sql("ALTER TABLE lockstep.sync_channel RENAME TO sync_channel_away").update();
    try {
      assertThat(deliver(channel, secret.text(), RESOURCE, "exists").statusCode()).isEqualTo(503);
    } finally {
      jdbc.sql("ALTER TABLE lockstep.sync_channel_away RENAME TO sync_channel").update();
    }
    assertThat(output.getOut().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "webhook source=calendar not stored, Google is asked to send it again")
                    .endsWith(": relation \"lockstep.sync_channel\" does not exist"));
  }

  @Test
  void whateverHappensToAWatchedFileAsksForAPullButItsFirstMessage() {
    String file = UUID.randomUUID().toString();
    transaction.executeWithoutResult(
        status ->
            channels.register(
                file,
                new Watched.File(PRODUCTS, SPREADSHEET),
                secret.hash(),
                Instant.now().plusSeconds(60),
                Duration.ZERO));
    deliverTo("drive", file, secret.text(), RESOURCE, "sync");
    assertThat(isVerified(file)).isTrue();
    assertThat(pullsOf(PRODUCTS)).isZero();
    for (String state :
        List.of("add", "update", "trash", "untrash", "remove", "change", "changed", "news")) {
      long before = pullsOf(PRODUCTS);
      deliverTo("drive", file, secret.text(), RESOURCE, state);
      assertThat(pullsOf(PRODUCTS)).as(state).isEqualTo(before + 1);
      jdbc.sql("UPDATE lockstep.sync_due SET pull_taken = pull_generation").update();
    }
    long before = pullsOf(PRODUCTS);
    deliverTo("drive", file, "a guess", RESOURCE, "update");
    assertThat(pullsOf(PRODUCTS)).isEqualTo(before);
    assertThat(pulls()).as("another partition's").isZero();
  }

  @Test
  void aSignedPostAsksForAPullOfItsPartitions() {
    assertThat(post("the new one", now(), BODY)).isEqualTo(200);
    assertThat(pullsOf(PRODUCTS)).isEqualTo(1);
    assertThat(pulls()).isZero();
  }

  @Test
  void whileTheSecretIsRotatedTheOldOneCountsToo() {
    assertThat(post("the old one", now(), BODY)).isEqualTo(200);
    assertThat(pullsOf(PRODUCTS)).isEqualTo(1);
  }

  @Test
  void forgedLateAndOverlongPostsAreAnswered200AndAskForNothing() {
    assertThat(post("a guess", now(), BODY)).isEqualTo(200);
    assertThat(post("the new one", now() - 301_000, BODY)).isEqualTo(200);
    assertThat(post("the new one", now() + 310_000, BODY)).isEqualTo(200);
    assertThat(post("the new one", now(), BODY + " ".repeat(100_000))).isEqualTo(200);
    assertThat(post("the new one", now(), "no JSON")).isEqualTo(200);
    assertThat(post("the new one", now(), "{\"spreadsheetId\": \"another\"}")).isEqualTo(200);
    assertThat(post("the new one", now(), BODY.replace("}", ", \"sheetId\": 8}"))).isEqualTo(200);
    assertThat(pullsOf(PRODUCTS)).isZero();
    assertThat(countedOf("sheet", "forged")).isPositive();
    assertThat(countedOf("sheet", "late")).isGreaterThanOrEqualTo(2);
    assertThat(countedOf("sheet", "unreadable")).isGreaterThanOrEqualTo(2);
    assertThat(countedOf("sheet", "unknown")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aReplayedPostIsRefusedHoweverItsHexIsWritten() {
    String at = String.valueOf(now());
    String signature = signature("the new one", at, BODY);
    assertThat(post(at, signature, BODY)).isEqualTo(200);
    jdbc.sql("UPDATE lockstep.sync_due SET pull_taken = pull_generation").update();
    assertThat(post(at, signature, BODY)).isEqualTo(200);
    assertThat(post(at, signature.toUpperCase(), BODY)).isEqualTo(200);
    assertThat(pullsOf(PRODUCTS)).isEqualTo(1);
    assertThat(countedOf("sheet", "replayed")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aSignedPostThatCouldNotBeStoredIsAnswered503AndTakenWhenItComesAgain() {
    String at = String.valueOf(now());
    String signature = signature("the new one", at, BODY);
    jdbc.sql("ALTER TABLE lockstep.sync_due RENAME TO sync_due_away").update();
    try {
      assertThat(post(at, signature, BODY)).isEqualTo(503);
    } finally {
      jdbc.sql("ALTER TABLE lockstep.sync_due_away RENAME TO sync_due").update();
    }
    assertThat(post(at, signature, BODY)).isEqualTo(200);
    assertThat(pullsOf(PRODUCTS)).isEqualTo(1);
  }

  private static final String BODY =
      "{\"spreadsheetId\": \"" + SPREADSHEET + "\", \"at\": \"2026-11-26T09:00:00Z\"}";

  private static long now() {
    return System.currentTimeMillis();
  }

  private static String signature(String secret, String at, String body) {
    return HexFormat.of()
        .formatHex(Signatures.sign(secret, at, body.getBytes(StandardCharsets.UTF_8)));
  }

  private int post(String secret, long at, String body) {
    return post(String.valueOf(at), signature(secret, String.valueOf(at), body), body);
  }

  private int post(String at, String signature, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webhooks/google/sheet"))
            .header("Content-Type", "application/json")
            .header("X-Lockstep-Timestamp", at)
            .header("X-Lockstep-Signature", signature)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase().startsWith("x-"));
      return answer.statusCode();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long pullsOf(PartitionKey partition) {
    return partitions.find(partition).orElseThrow().pull();
  }

  private double countedOf(String source, String verdict) {
    return metrics
        .get("lockstep.webhook.notifications")
        .tag("source", source)
        .tag("verdict", verdict)
        .counter()
        .count();
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(uri()).GET().build();
    assertThat(http.send(get, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
  }

  @Test
  void theRouteStripsHeadersBeforeAnyStepSeesThem() throws Exception {
    List<String> seen = new ArrayList<>();
    AdviceWith.adviceWith(
        camel,
        "webhook-calendar",
        route ->
            route
                .weaveById("judge-notification")
                .before()
                .process(exchange -> seen.addAll(exchange.getIn().getHeaders().keySet())));
    deliver(channel, secret.text(), RESOURCE, "exists");
    assertThat(seen)
        .isNotEmpty()
        .allMatch(name -> name.toLowerCase().startsWith("x-goog-"), "only Google's headers");
  }

  private boolean pullOnce(Duration takes) {
    Lease lease = leases.take(ANNA, "test").orElseThrow();
    boolean isAsked = partitions.find(ANNA).orElseThrow().isPullAskedFor();
    if (isAsked) {
      long generation = transaction.execute(status -> pulls.take(lease));
      org.awaitility.Awaitility.await().pollDelay(takes).until(() -> true);
      transaction.executeWithoutResult(status -> pulls.done(lease, generation));
    }
    transaction.executeWithoutResult(status -> leases.release(lease));
    return isAsked;
  }

  private HttpResponse<String> deliver(
      String channelId, String token, String resourceId, String state) {
    return deliverTo("calendar", channelId, token, resourceId, state);
  }

  private HttpResponse<String> deliverTo(
      String source, String channelId, String token, String resourceId, String state) {
    return deliverTo(source, channelId, token, resourceId, state, "1");
  }

  private HttpResponse<String> deliverTo(
      String source,
      String channelId,
      String token,
      String resourceId,
      String state,
      String messageNumber) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri().toString().replace("calendar", source)))
            .header("Content-Type", "application/json; utf-8")
            .header("X-Secret-Of-Sender", "must not come back")
            .POST(BodyPublishers.noBody());
    header(request, "X-Goog-Channel-ID", channelId);
    header(request, "X-Goog-Channel-Token", token);
    header(request, "X-Goog-Resource-ID", resourceId);
    header(request, "X-Goog-Resource-State", state);
    header(request, "X-Goog-Message-Number", messageNumber);
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void header(HttpRequest.Builder request, String name, String value) {
    if (!value.isEmpty()) {
      request.header(name, value);
    }
  }

  private URI uri() {
    return URI.create("http://localhost:" + port + "/webhooks/google/calendar");
  }

  private void register(String id) {
    transaction.executeWithoutResult(
        status ->
            channels.register(
                id,
                new Watched.Calendar(ANNA),
                secret.hash(),
                Instant.now().plusSeconds(60),
                Duration.ZERO));
  }

  private long pulls() {
    return partitions.find(ANNA).orElseThrow().pull();
  }

  private boolean isVerified(String id) {
    return channels.find(id).orElseThrow().channel().isVerified();
  }

  private double counted(String verdict) {
    return metrics.get("lockstep.webhook.notifications").tag("verdict", verdict).counter().count();
  }
}
