package dev.lockstep.webhook;

import static dev.lockstep.webhook.PushContext.ANNA;
import static dev.lockstep.webhook.PushContext.PRODUCTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.HistoryFilter;
import dev.lockstep.history.HistoryFilter.Kind;
import dev.lockstep.history.NoticeKind;
import dev.lockstep.queue.Cursors;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pulls;
import dev.lockstep.testing.WiringOf;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;

/** The life of a channel, route by route, with Google's answers given by the test. */
@CamelSpringBootTest
@SpringBootTest(
    classes = ChannelRoutesTest.Context.class,
    properties = {
      "camel.main.routes-include-pattern=file:routes/channels.camel.yaml",
      "spring.flyway.enabled=false",
      "lockstep.channels.look=0 0 0 1 1 ? 2099",
      "lockstep.public-url=https://lockstep.example.org/",
      "lockstep.google.root-url=http://localhost:1/",
      "tokens.encryption-key=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    })
@DirtiesContext
@WiringOf({
  "channels",
  "channel-open",
  "channel-stop",
  "channel-close",
  "channel-watch-calendar",
  "channel-watch-file",
  "channel-stop-calendar",
  "channel-stop-file"
})
class ChannelRoutesTest {

  @Autowired JdbcClient jdbc;
  @Autowired Partitions partitions;
  @Autowired Leases leases;
  @Autowired Pulls pulls;
  @Autowired Cursors cursors;
  @Autowired ChannelTable table;
  @Autowired Channels channels;
  @Autowired TransactionTemplate transaction;
  @Autowired History history;
  @Autowired FakeGoogle google;
  @Autowired MeterRegistry metrics;
  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;

  @BeforeEach
  void annaIsConnected() throws Exception {
    if (camel.getEndpointRegistry().get("direct://look") == null) {
      AdviceWith.adviceWith(camel, "channels", route -> route.replaceFromWith("direct:look"));
    }
    jdbc.sql("DELETE FROM lockstep.sync_channel").update();
    jdbc.sql("DELETE FROM lockstep.sync_partition").update();
    jdbc.sql("DELETE FROM lockstep.sync_audit").update();
    jdbc.sql("DELETE FROM lockstep.user_integrations").update();
    jdbc.sql(
            """
            INSERT INTO lockstep.user_integrations
              (owner, subject, is_current, email, scopes, status, first_connected_at,
               last_connected_at)
            VALUES
              ('anna', 'sub', true, 'anna@example.com', '{}', 'active', now(), now()),
              ('finance', 'sub2', true, 'finance@example.com', '{}', 'active', now(), now())
            ON CONFLICT DO NOTHING
            """)
        .update();
    partitions.ensure(ANNA);
    google.reset();
  }

  @Test
  void theRowIsCommittedBeforeGoogleIsAskedAndTheGapIsPulled() {
    look();

    assertThat(google.rowWhenAsked).isEqualTo("opening");
    assertThat(google.watches)
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.headers())
                  .containsEntry("CamelGoogleCalendar.user", "anna")
                  .containsEntry("CamelGoogleCalendar.calendarId", "primary");
              assertThat(asked.channel().getAddress())
                  .isEqualTo("https://lockstep.example.org/webhooks/google/calendar");
              assertThat(asked.channel().getToken()).hasSizeGreaterThan(40);
            });
    Channel open = only();
    assertThat(open.state()).isEqualTo(Channel.State.OPEN);
    assertThat(Secret.matches(google.watches.getFirst().channel().getToken(), open.secretHash()))
        .isTrue();
    assertThat(partitions.find(ANNA).orElseThrow().isPullAskedFor()).isTrue();
    assertThat(history.read(HistoryFilter.ALL.only(Kind.ATTEMPT), null, 9)).hasSize(1);
  }

  @Test
  void aChannelIsRenewedADayEarlyAndThenTheOldOneIsStopped() {
    look();
    String old = only().id();
    jdbc.sql(
            """
            UPDATE lockstep.sync_channel
            SET created_at = now() - INTERVAL '6 days 1 hour',
              expires_at = now() + INTERVAL '23 hours'
            """)
        .update();

    look();
    assertThat(google.watches).hasSize(2);
    assertThat(google.stops).isEmpty();
    look();

    assertThat(google.stops)
        .singleElement()
        .satisfies(
            stop -> {
              assertThat(stop.channel().getId()).isEqualTo(old);
              assertThat(stop.channel().getResourceId()).isEqualTo("res");
              assertThat(stop.headers()).containsEntry("CamelGoogleCalendar.user", "anna");
            });
    assertThat(table.find(old).orElseThrow().channel().state()).isEqualTo(Channel.State.STOPPED);
    look();
    assertThat(google.watches).hasSize(2);
  }

  /** Fault 13. */
  @Test
  void afterThreeRefusalsPollingTakesOverAndTheAdminHearsOnce_13() {
    google.isDown = true;
    for (int i = 0; i < 6; i++) {
      look();
      jdbc.sql(
              "UPDATE lockstep.sync_channel SET changed_at = changed_at - INTERVAL '1 minute', created_at = created_at - INTERVAL '1 minute'")
          .update();
    }

    assertThat(google.watches).hasSize(3);
    assertThat(channels.degraded()).containsExactly(ANNA);
    assertThat(history.read(HistoryFilter.ALL.only(Kind.NOTICE), null, 9))
        .singleElement()
        .satisfies(
            entry -> {
              HistoryEvent.Notice notice = (HistoryEvent.Notice) entry.event();
              assertThat(notice.kind()).isEqualTo(NoticeKind.CHANNEL_LOST);
              assertThat(notice.to()).hasSize(2);
            });
    assertThat(partitions.find(ANNA).orElseThrow().fromGooglePaused()).isEmpty();
    google.isDown = false;
    channels.renew("anna");
    look();
    assertThat(channels.degraded()).isEmpty();
  }

  /** Fault 13: while the old one lives nobody misses anything; once it is gone people must know. */
  @Test
  void aRenewalThatIsRefusedUntilTheChannelEndsIsToldOnce_13() {
    look();
    jdbc.sql(
            """
            UPDATE lockstep.sync_channel
            SET created_at = now() - INTERVAL '6 days 1 hour',
              expires_at = now() + INTERVAL '23 hours'
            """)
        .update();
    google.isDown = true;
    for (int i = 0; i < 6; i++) {
      look();
      jdbc.sql(
              """
              UPDATE lockstep.sync_channel
              SET changed_at = changed_at - INTERVAL '2 hours',
                created_at = created_at - INTERVAL '2 hours',
                expires_at = expires_at - INTERVAL '2 hours'
              """)
          .update();
    }
    assertThat(google.watches).hasSize(7);
    assertThat(channels.degraded()).as("the old one still delivers").isEmpty();
    assertThat(lost()).isEmpty();

    jdbc.sql("UPDATE lockstep.sync_channel SET expires_at = now()").update();
    for (int i = 0; i < 3; i++) {
      look();
      jdbc.sql(
              "UPDATE lockstep.sync_channel SET changed_at = changed_at - INTERVAL '1 minute' WHERE state = 'failed'")
          .update();
    }
    assertThat(channels.degraded()).containsExactly(ANNA);
    assertThat(lost()).singleElement().returns(2, notice -> notice.to().size());
    assertThat(partitions.find(ANNA).orElseThrow().fromGooglePaused()).isEmpty();
  }

  private List<HistoryEvent.Notice> lost() {
    return history.read(HistoryFilter.ALL.only(Kind.NOTICE), null, 9).stream()
        .map(entry -> (HistoryEvent.Notice) entry.event())
        .filter(notice -> notice.kind() == NoticeKind.CHANNEL_LOST)
        .toList();
  }

  /** Fault 12. */
  @Test
  void aChannelThatEndedMeanwhileIsReplacedAndTheGapIsPulledFromTheStoredToken_12() {
    look();
    Lease lease = leases.take(ANNA, "test").orElseThrow();
    transaction.executeWithoutResult(
        status -> {
          pulls.done(lease, pulls.take(lease));
          cursors.save(lease, "the stored token", null);
          leases.release(lease);
        });
    assertThat(partitions.find(ANNA).orElseThrow().isPullAskedFor()).isFalse();
    jdbc.sql("UPDATE lockstep.sync_channel SET expires_at = now() - INTERVAL '1 hour'").update();

    look();

    assertThat(google.watches).hasSize(2);
    assertThat(table.all()).filteredOn(channel -> channel.isOpenAt(table.now())).hasSize(1);
    Partition partition = partitions.find(ANNA).orElseThrow();
    assertThat(partition.isPullAskedFor()).isTrue();
    assertThat(partition.isReconcileAskedFor()).isFalse();
    assertThat(partition.cursor()).isEqualTo("the stored token");
  }

  @Test
  void aChannelThatGoogleDoesNotStopIsTriedAgain() {
    look();
    jdbc.sql("DELETE FROM lockstep.sync_partition").update();
    google.isDown = true;
    look();
    assertThat(only().state()).isEqualTo(Channel.State.STOPPING);
    assertThat(only().attempts()).isEqualTo(1);
    google.isDown = false;
    jdbc.sql("UPDATE lockstep.sync_channel SET changed_at = now() - INTERVAL '1 minute'").update();
    look();
    assertThat(only().state()).isEqualTo(Channel.State.STOPPED);
  }

  @Test
  void anAccountsChannelsAreStoppedAtGoogleBeforeItIsDisconnected() {
    look();
    channels.stop("anna");
    assertThat(google.stops).hasSize(1);
    assertThat(only().state()).isEqualTo(Channel.State.STOPPED);
  }

  /** Fault 14. */
  @Test
  void aCrashedRegistrationIsClosedAndReplaced_14() {
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_channel
              (id, sync, account, calendar, secret_hash, state, changed_at, created_at)
            VALUES ('crashed', 'appointments', 'anna', 'primary', '', 'opening',
              now() - INTERVAL '6 minutes', now() - INTERVAL '6 minutes')
            """)
        .update();
    look();
    look();
    assertThat(table.find("crashed").orElseThrow().channel().state())
        .isIn(Channel.State.FAILED, Channel.State.STOPPED);
    assertThat(table.all()).filteredOn(c -> c.state() == Channel.State.OPEN).hasSize(1);
  }

  @Test
  void aSheetsChannelIsAskedOfDriveWithAnEndAndRenewedInsideItsDay() {
    jdbc.sql("DELETE FROM lockstep.sync_partition").update();
    partitions.ensure(PRODUCTS);
    look();

    assertThat(google.fileWatches)
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.headers())
                  .containsEntry("account", "finance")
                  .containsEntry("CamelGoogleDrive.fileId", PushContext.SPREADSHEET);
              assertThat(asked.channel().getAddress())
                  .isEqualTo("https://lockstep.example.org/webhooks/google/drive");
              assertThat(Instant.ofEpochMilli(asked.channel().getExpiration()))
                  .isCloseTo(table.now().plus(Duration.ofDays(1)), within(1, ChronoUnit.MINUTES));
            });
    assertThat(google.watches).isEmpty();
    Channel open = only();
    assertThat(open.watched()).isEqualTo(new Watched.File(PRODUCTS, PushContext.SPREADSHEET));
    assertThat(open.state()).isEqualTo(Channel.State.OPEN);
    assertThat(partitions.find(PRODUCTS).orElseThrow().isPullAskedFor()).isTrue();

    jdbc.sql(
            """
            UPDATE lockstep.sync_channel
            SET created_at = now() - INTERVAL '19 hours', expires_at = now() + INTERVAL '5 hours'
            """)
        .update();
    look();
    look();
    assertThat(google.fileWatches).hasSize(2);
    assertThat(google.fileStops)
        .singleElement()
        .satisfies(
            stop -> {
              assertThat(stop.channel().getId()).isEqualTo(open.id());
              assertThat(stop.channel().getResourceId()).isEqualTo("file-res");
              assertThat(stop.headers()).containsEntry("account", "finance");
            });
    assertThat(table.find(open.id()).orElseThrow().channel().state())
        .isEqualTo(Channel.State.STOPPED);
  }

  /** Fault 13. */
  @Test
  void aSheetThatDriveDoesNotWatchIsPolledAndStaysOn_13() {
    partitions.ensure(PRODUCTS);
    google.isDown = true;
    for (int i = 0; i < 4; i++) {
      look();
      jdbc.sql(
              "UPDATE lockstep.sync_channel SET changed_at = changed_at - INTERVAL '1 minute', created_at = created_at - INTERVAL '1 minute'")
          .update();
    }
    assertThat(google.fileWatches).hasSize(3);
    assertThat(channels.degraded()).contains(PRODUCTS);
    assertThat(partitions.find(PRODUCTS).orElseThrow().fromGooglePaused()).isEmpty();
  }

  private void look() {
    template.sendBody("direct:look", "");
  }

  private Channel only() {
    return table.all().stream().reduce((a, b) -> b).orElseThrow();
  }

  record Asked(
      com.google.api.services.calendar.model.Channel channel, Map<String, Object> headers) {}

  record AskedOfDrive(
      com.google.api.services.drive.model.Channel channel, Map<String, Object> headers) {}

  static final class FakeGoogle extends RouteBuilder {

    final List<AskedOfDrive> fileWatches = new ArrayList<>();
    final List<AskedOfDrive> fileStops = new ArrayList<>();

    final List<Asked> watches = new ArrayList<>();
    final List<Asked> stops = new ArrayList<>();
    private final JdbcClient jdbc;
    boolean isDown;
    String rowWhenAsked = "";

    FakeGoogle(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    void reset() {
      watches.clear();
      stops.clear();
      fileWatches.clear();
      fileStops.clear();
      isDown = false;
    }

    @Override
    public void configure() {
      from("direct:calendar-watch").errorHandler(noErrorHandler()).process(this::watch);
      from("direct:calendar-stop").errorHandler(noErrorHandler()).process(this::stop);
      from("direct:drive-watch").errorHandler(noErrorHandler()).process(this::watchFile);
      from("direct:drive-stop").errorHandler(noErrorHandler()).process(this::stopFile);
    }

    private void watchFile(Exchange exchange) throws IOException {
      var asked = askedOfDrive(exchange);
      fileWatches.add(asked);
      fail();
      exchange
          .getMessage()
          .setBody(
              new com.google.api.services.drive.model.Channel()
                  .setId(asked.channel().getId())
                  .setResourceId("file-res")
                  .setExpiration(asked.channel().getExpiration()));
    }

    private void stopFile(Exchange exchange) throws IOException {
      fileStops.add(askedOfDrive(exchange));
      fail();
    }

    private static AskedOfDrive askedOfDrive(Exchange exchange) {
      return new AskedOfDrive(
          exchange.getMessage().getBody(com.google.api.services.drive.model.Channel.class),
          Map.copyOf(exchange.getMessage().getHeaders()));
    }

    private void watch(Exchange exchange) throws IOException {
      var asked = asked(exchange);
      watches.add(asked);
      rowWhenAsked =
          jdbc.sql("SELECT state FROM lockstep.sync_channel WHERE id = :id")
              .param("id", asked.channel().getId())
              .query(String.class)
              .single();
      fail();
      exchange
          .getMessage()
          .setBody(
              new com.google.api.services.calendar.model.Channel()
                  .setId(asked.channel().getId())
                  .setResourceId("res")
                  .setExpiration(Instant.now().plus(Duration.ofDays(7)).toEpochMilli()));
    }

    private void stop(Exchange exchange) throws IOException {
      stops.add(asked(exchange));
      fail();
    }

    private void fail() throws IOException {
      if (isDown) {
        throw new IOException("connection reset");
      }
    }

    private static Asked asked(Exchange exchange) {
      return new Asked(
          exchange.getMessage().getBody(com.google.api.services.calendar.model.Channel.class),
          Map.copyOf(exchange.getMessage().getHeaders()));
    }
  }

  @Import(PushContext.class)
  static class Context {
    @Bean
    FakeGoogle google(JdbcClient jdbc) {
      return new FakeGoogle(jdbc);
    }
  }
}
