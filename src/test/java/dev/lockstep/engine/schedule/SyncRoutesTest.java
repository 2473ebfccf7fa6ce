package dev.lockstep.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.source.PollCapture;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.WiringOf;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The routes that definitions bring with them, from their clock to a real PostgreSQL. */
@CamelSpringBootTest
@SpringBootTest(
    classes = SyncRoutesTest.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties = "camel.main.routes-include-pattern=false")
@WiringOf({"PollRoute", "PullRoute", "WindowRoute"})
class SyncRoutesTest {

  private static final String POLLED =
      """
      sync: stock
      source: { table: stock, account: owner, capture: poll, modified: changed }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields: { start: at, end: until, summary: name }
      schedule: { every: 10h }
      window: { future: 30d }
      """;

  private static final PartitionKey ANNA = new PartitionKey("stock", "anna", "primary");

  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;
  @Autowired SyncRoutes routes;
  @Autowired Syncs syncs;
  @Autowired JdbcClient jdbc;
  @Autowired Partitions partitions;
  @Autowired LiveCatalog catalog;

  @BeforeEach
  void theRoutesOfOneSync() throws Exception {
    jdbc.sql("DROP TABLE IF EXISTS public.stock").update();
    jdbc.sql(
            """
            CREATE TABLE public.stock (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner text, name text,
              at timestamptz, until timestamptz, changed timestamptz NOT NULL DEFAULT now())
            """)
        .update();
    jdbc.sql("DELETE FROM lockstep.sync_poll_seen").update();
    jdbc.sql("DELETE FROM lockstep.sync_poll_state").update();
    jdbc.sql("DELETE FROM lockstep.sync_change").update();
    jdbc.sql("DELETE FROM lockstep.sync_queue").update();
    jdbc.sql("DELETE FROM lockstep.sync_partition").update();
    jdbc.sql("DELETE FROM lockstep.sync_window_look").update();
    RunningSync sync = started();
    for (Route route : List.copyOf(camel.getRoutes())) {
      camel.getRouteController().stopRoute(route.getRouteId());
      camel.removeRoute(route.getRouteId());
    }
    routes.add(List.of(sync));
    replaceClock("poll-stock", "direct:poll");
    replaceClock("scheduled-pull-stock", "direct:pull");
    replaceClock("window-stock", "direct:window");
  }

  private RunningSync started() {
    RunningSync sync =
        RunningSync.of(definition(), catalog.table("stock").orElseThrow(), (t, r) -> t, null);
    syncs.start(sync);
    return sync;
  }

  private static SyncDefinition definition() {
    var read = Definitions.parse(Map.of("stock.yaml", POLLED));
    assertThat(read.faults()).isEmpty();
    return read.valid().iterator().next();
  }

  private void replaceClock(String route, String endpoint) throws Exception {
    assertThat(camel.getRoute(route).getEndpoint().getEndpointUri()).startsWith("quartz:");
    AdviceWith.adviceWith(camel, route, advice -> advice.replaceFromWith(endpoint));
    // What the clock asked for before it was replaced is not this test's.
    jdbc.sql("DELETE FROM lockstep.sync_change").update();
    jdbc.sql("DELETE FROM lockstep.sync_poll_seen").update();
    jdbc.sql("DELETE FROM lockstep.sync_poll_state").update();
  }

  @Test
  void aPollBringsWhatIsNewOrChangedIntoTheCaptureLogOnce() {
    insert("one");
    insert("two");
    poll();
    assertThat(captured()).containsExactly("1", "2");
    poll();
    assertThat(captured()).isEmpty();
    jdbc.sql("UPDATE public.stock SET name = 'deux', changed = now() WHERE name = 'two'").update();
    poll();
    assertThat(captured()).containsExactly("2");
  }

  @Test
  void moreRowsThanOneBatchStreamIntoTheLog() {
    jdbc.sql("INSERT INTO public.stock (name) SELECT 'row ' || n FROM generate_series(1, 2500) n")
        .update();
    poll();
    assertThat(captured()).hasSize(2500);
  }

  @Test
  void aPollThatFailsIsRepeatedFromWhereItBegan() throws Exception {
    insert("one");
    jdbc.sql("ALTER TABLE public.stock RENAME COLUMN name TO title").update();
    Exchange failed = template.send("direct:poll", exchange -> {});
    assertThat(failed.getException()).hasStackTraceContaining("name");
    assertThat(jdbc.sql("SELECT count(*) FROM lockstep.sync_poll_state").query(Long.class).single())
        .isZero();
    jdbc.sql("ALTER TABLE public.stock RENAME COLUMN title TO name").update();
    poll();
    assertThat(captured()).containsExactly("1");
  }

  @Test
  void thePollsStepsStandInItByTheirNames() throws Exception {
    AdviceWith.adviceWith(
        camel,
        "poll-stock",
        route -> {
          route.weaveById("begin-poll-stock").after().to("mock:begun");
          route.weaveById("look-stock").after().to("mock:looked");
          route.weaveById("note-row-stock").after().to("mock:noted");
          route.weaveById("finish-poll-stock").after().to("mock:finished");
        });
    insert("one");
    insert("two");
    for (String mock : List.of("begun", "looked", "finished")) {
      camel.getEndpoint("mock:" + mock, MockEndpoint.class).expectedMessageCount(1);
    }
    MockEndpoint noted = camel.getEndpoint("mock:noted", MockEndpoint.class);
    noted.expectedMessageCount(2);
    poll();
    MockEndpoint.assertIsSatisfied(camel);
  }

  @Test
  void theSchedulePullsEveryPartitionThatIsNotPausedOnce() {
    PartitionKey ben = new PartitionKey("stock", "ben", "primary");
    partitions.ensure(List.of(ANNA, ben));
    new Pauses(jdbc)
        .set(
            new Pause.Scope("stock", "ben", ""),
            Direction.FROM_GOOGLE,
            PauseCause.BY_HAND,
            "a test");
    template.sendBody("direct:pull", null);
    template.sendBody("direct:pull", null);
    assertThat(partitions.find(ANNA).map(Partition::pull)).contains(1L);
    assertThat(partitions.find(ben).map(Partition::isPullAskedFor)).contains(false);
  }

  @Test
  void routesOfASyncTakeThePlaceOfItsOlderOnes() throws Exception {
    routes.add(List.copyOf(syncs.all()));
    assertThat(camel.getRoutes()).hasSize(3);
    assertThat(camel.getRoute("scheduled-pull-stock").getEndpoint().getEndpointUri())
        .startsWith("quartz:");
  }

  @ParameterizedTest
  @CsvSource({
    "timestamptz, now() + interval '30 days'",
    "timestamp, now() AT TIME ZONE 'Europe/Berlin' + interval '30 days'",
    "date, (now() AT TIME ZONE 'UTC')::date + 30"
  })
  void whatTheWindowReachesByTimeAloneIsQueuedOnce(String type, String edge) {
    jdbc.sql("ALTER TABLE public.stock ALTER at TYPE " + type).update();
    started();
    partitions.ensure(List.of(ANNA));
    starting("reached", edge + " - interval '1 hour'", "anna");
    starting("long inside", edge + " - interval '9 days'", "anna");
    starting("still outside", edge + " + interval '2 days'", "anna");
    starting("of nobody connected", edge + " - interval '1 hour'", "zoe");
    lastLookAt("3 days");
    look();
    assertThat(queued()).containsExactly("to_google backfill anna 1");
    jdbc.sql("DELETE FROM lockstep.sync_queue").update();
    look();
    assertThat(queued())
        .as("only where a column has no zone, of the last hours")
        .hasSize(type.equals("timestamp") ? 1 : 0);
  }

  @Test
  void afterADayOrALongStopNothingIsMissed() {
    partitions.ensure(List.of(ANNA));
    starting("while nobody ran", "now() + interval '10 days'", "anna");
    lastLookAt("25 days");
    look();
    look();
    assertThat(queued()).containsExactly("to_google backfill anna 1");
  }

  @Test
  void eventsThatOnlyGoogleKnowsAreComparedOnceADay() {
    partitions.ensure(List.of(ANNA));
    look();
    assertThat(partitions.find(ANNA).map(Partition::isReconcileAskedFor)).contains(false);
    jdbc.sql("UPDATE lockstep.sync_window_look SET compared_at = compared_at - interval '25 hours'")
        .update();
    look();
    look();
    assertThat(partitions.find(ANNA).map(Partition::reconcile)).contains(1L);
  }

  private void starting(String name, String at, String owner) {
    jdbc.sql("INSERT INTO public.stock (name, owner, at) VALUES (:name, :owner, " + at + ")")
        .param("name", name)
        .param("owner", owner)
        .update();
  }

  private void lastLookAt(String ago) {
    jdbc.sql("UPDATE lockstep.sync_window_look SET looked_at = now() - CAST(:ago AS interval)")
        .param("ago", ago)
        .update();
  }

  private void look() {
    template.sendBody("direct:window", null);
  }

  private List<String> queued() {
    return jdbc.sql(
            "SELECT direction || ' ' || lane || ' ' || account || ' ' || key FROM lockstep.sync_queue")
        .query(String.class)
        .list();
  }

  private void poll() {
    template.sendBody("direct:poll", null);
  }

  private void insert(String name) {
    jdbc.sql("INSERT INTO public.stock (name, owner) VALUES (:name, 'anna')")
        .param("name", name)
        .update();
  }

  private List<String> captured() {
    return jdbc.sql("DELETE FROM lockstep.sync_change RETURNING key").query(String.class).list();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(org.apache.camel.spring.boot.CamelAutoConfiguration.class)
  @Import({SyncRoutes.class, ScheduledPulls.class, PollSteps.class, WindowLooks.class, Syncs.class})
  static class App {
    @Bean
    DataSource dataSource() {
      return TestDatabase.migrated().dataSource();
    }

    @Bean
    PlatformTransactionManager transactions(DataSource dataSource) {
      return new JdbcTransactionManager(dataSource);
    }

    @Bean
    TransactionTemplate transaction(PlatformTransactionManager transactions) {
      return new TransactionTemplate(transactions);
    }

    @Bean
    JdbcClient jdbc(DataSource dataSource) {
      return JdbcClient.create(dataSource);
    }

    @Bean
    Partitions partitions(JdbcClient jdbc) {
      return new Partitions(jdbc);
    }

    @Bean
    Pulls pulls(JdbcClient jdbc, Partitions partitions) {
      return new Pulls(jdbc, partitions);
    }

    @Bean
    Reconciles reconciles(JdbcClient jdbc) {
      return new Reconciles(jdbc);
    }

    @Bean
    WorkQueue queue(JdbcClient jdbc, Partitions partitions) {
      return new WorkQueue(jdbc, partitions);
    }

    @Bean
    RowReader rows(JdbcClient jdbc) {
      return new RowReader(jdbc);
    }

    @Bean
    LiveCatalog catalog(JdbcClient jdbc, PlatformTransactionManager transactions) {
      return new LiveCatalog(jdbc, transactions);
    }

    @Bean
    PollCapture poll(JdbcClient jdbc, PlatformTransactionManager transactions) {
      return new PollCapture(jdbc, transactions);
    }

    @Bean
    WakeUp wakeUp(DataSource dataSource) {
      return new WakeUp(dataSource);
    }
  }
}
