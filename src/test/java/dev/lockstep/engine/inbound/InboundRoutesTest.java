package dev.lockstep.engine.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Fields;
import dev.lockstep.engine.PassFailures;
import dev.lockstep.engine.dispatch.RecordedErrors;
import dev.lockstep.target.Remote;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.WiringOf;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

/** The wiring of {@code routes/inbound.camel.yaml}, its transaction on a real PostgreSQL. */
@CamelSpringBootTest
@SpringBootTest(
    classes = InboundRoutesTest.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties =
        "camel.main.routes-include-pattern=file:routes/inbound.camel.yaml,file:routes/shared/errors.camel.yaml")
@UseAdviceWith
@WiringOf({"inbound", "inbound-again", "inbound-page", "inbound-records", "give-way"})
class InboundRoutesTest {

  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;
  @Autowired RecordedErrors errors;
  @Autowired JdbcClient jdbc;
  @Autowired GivingWay givingWay;
  @Autowired KnownVersions mappedVersions;

  /** The routes outlive one test's fields. */
  private static InboundRoutesTest current;

  private final List<Listed> weighed = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final Deque<Listed> pages = new ArrayDeque<>();
  private String failingStep = "";
  private RuntimeException failure = new IllegalStateException();
  private @Nullable RuntimeException outboundFailure;

  /** In place of the bean that loop and filter ask. */
  public static final class GivingWay {
    private int times;

    public boolean isUnfinished(Object body) {
      return body instanceof Pull pull && pull.isUnfinished();
    }

    public boolean mustGiveWay(Pull pull) {
      return times-- > 0;
    }
  }

  /** In place of the mapping table. */
  public static final class KnownVersions extends ServiceSupport implements IdempotentRepository {
    private final Set<String> known = new HashSet<>();
    private int looks;

    public Set<String> held(Listed listed) {
      looks++;
      return Set.copyOf(known);
    }

    @Override
    public boolean add(Exchange exchange, String version) {
      return !exchange.getProperty(MappedVersions.HELD, Set.class).contains(version);
    }

    @Override
    public boolean add(String version) {
      throw new AssertionError("asked for one version of a page: " + version);
    }

    @Override
    public boolean contains(String version) {
      return known.contains(version);
    }

    @Override
    public boolean remove(String version) {
      return true;
    }

    @Override
    public boolean confirm(String version) {
      return true;
    }

    @Override
    public void clear() {}
  }

  @BeforeEach
  void stepsAreRecorded() throws Exception {
    current = this;
    if (!camel.isStarted()) {
      replace("inbound", "start-pull", exchange -> exchange.getMessage().setBody(pull(true)));
      replace("inbound", "list-changes", exchange -> exchange.getMessage().setBody(nextPage()));
      replace(
          "inbound-again", "claim-waiting", exchange -> exchange.getMessage().setBody(nextPage()));
      replace(
          "inbound-page",
          "weigh-changes",
          exchange -> current.weighed.add(exchange.getMessage().getBody(Listed.class)));
      replace("inbound-records", "merge-changes", exchange -> {});
      replace("inbound-records", "apply-changes", exchange -> write(exchange));
      replace(
          "inbound-records",
          "move-cursor",
          exchange ->
              exchange
                  .getMessage()
                  .setBody(exchange.getMessage().getBody(Listed.Part.class).listed().after()));
      camel.addRoutes(
          new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
              from("direct:outbound")
                  .routeId("outbound-here")
                  .routeConfigurationId("pass-errors")
                  .process(exchange -> current.outbound(exchange));
            }
          });
      camel.start();
      jdbc.sql("CREATE TABLE applied (record text)").update();
    }
    jdbc.sql("DELETE FROM applied").update();
    mappedVersions.known.clear();
    mappedVersions.looks = 0;
    errors.taken();
    givingWay.times = 0;
  }

  private void replace(String route, String step, org.apache.camel.Processor work)
      throws Exception {
    AdviceWith.adviceWith(
        camel,
        route,
        advice ->
            advice
                .weaveById(step)
                .replace()
                .process(exchange -> current.step(step, exchange, work)));
  }

  private void step(String step, Exchange exchange, org.apache.camel.Processor work)
      throws Exception {
    done.add(step);
    work.process(exchange);
    if (step.equals(failingStep)) {
      throw failure;
    }
  }

  private void outbound(Exchange exchange) {
    done.add("outbound " + exchange.getMessage().getBody().getClass().getSimpleName());
    if (outboundFailure != null) {
      throw outboundFailure;
    }
    exchange.getMessage().setBody("what the outbound route leaves");
  }

  private Listed nextPage() {
    return current.pages.remove();
  }

  private void write(Exchange exchange) {
    Listed.Part part = exchange.getMessage().getBody(Listed.Part.class);
    part.items()
        .forEach(
            seen ->
                jdbc.sql("INSERT INTO applied VALUES (:record)")
                    .param("record", seen.remote().remoteId())
                    .update());
  }

  private List<String> applied() {
    return jdbc.sql("SELECT record FROM applied ORDER BY record").query(String.class).list();
  }

  @Test
  void everyPageIsListedMergedAppliedAndFollowedByTheCursor() {
    pages.add(page(true, "a"));
    pages.add(page(false, "b"));
    assertThat(pull().getException()).isNull();
    List<String> onePage =
        List.of("list-changes", "weigh-changes", "merge-changes", "apply-changes", "move-cursor");
    List<String> all = new ArrayList<>(List.of("start-pull"));
    all.addAll(onePage);
    all.addAll(onePage);
    assertThat(done).containsExactlyElementsOf(all);
    assertThat(applied()).containsExactly("a", "b");
  }

  @Test
  void anEmptyPageMovesTheCursorToo() {
    pages.add(page(false));
    pull();
    assertThat(done).endsWith("move-cursor");
  }

  @Test
  void echoesAreDroppedAndCounted() {
    mappedVersions.known.add("version of b");
    mappedVersions.known.add("version of c");
    pages.add(page(true, "a", "b", "c", "d"));
    pages.add(page(false, "b", "e"));
    pull();
    assertThat(weighed).extracting(Listed::echoes).containsExactly(2, 1);
    assertThat(applied()).containsExactly("a", "d", "e");
    assertThat(mappedVersions.looks).as("one look a page").isEqualTo(2);
  }

  @Test
  void aPageOfEchoesOnlyStillMovesTheCursor() {
    mappedVersions.known.add("version of a");
    pages.add(page(false, "a"));
    pull();
    assertThat(applied()).isEmpty();
    assertThat(done).endsWith("move-cursor");
  }

  @Test
  void aTransactionTakesAHundredRecordsAtMost() {
    pages.add(page(false, IntStream.range(0, 250).mapToObj(i -> "r" + i).toArray(String[]::new)));
    pull();
    assertThat(done).filteredOn("apply-changes"::equals).hasSize(3);
    assertThat(applied()).hasSize(250);
  }

  @Test
  void recordsThatWaitForThemselvesPassTheSameSteps() {
    pages.add(page(false, "a"));
    send("direct:inbound-again");
    assertThat(done)
        .containsExactly(
            "claim-waiting", "weigh-changes", "merge-changes", "apply-changes", "move-cursor");
  }

  @Test
  void whatWasAppliedIsRolledBackWhereTheCursorCannotMove() {
    failingStep = "move-cursor";
    failure = new IllegalStateException("a bug");
    pages.add(page(false, "a"));
    pull();
    assertThat(done).contains("apply-changes");
    assertThat(applied()).isEmpty();
    assertThat(errors.taken()).containsExactly("keep IllegalStateException");
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.engine.PassFailures#withReaction")
  void everyFailureOfAListingReachesItsReactionOnce(RuntimeException cause, String reaction) {
    failingStep = "list-changes";
    failure = cause;
    pages.add(page(true, "a"));
    Exchange passed = pull();
    assertThat(errors.taken()).containsExactly(reaction);
    assertThat(passed.getException()).isNull();
    assertThat(done).endsWith("list-changes");
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.engine.PassFailures#withReaction")
  void everyFailureInsideOfATransactionReachesItsReactionOnce(
      RuntimeException cause, String reaction) {
    failingStep = "apply-changes";
    failure = cause;
    pages.add(page(true, "a"));
    Exchange passed = pull();
    assertThat(errors.taken()).containsExactly(reaction);
    assertThat(passed.getException()).isNull();
    assertThat(done).endsWith("apply-changes");
    assertThat(applied()).isEmpty();
  }

  @Test
  void betweenTwoPagesAPullGivesWayToEditsUnderItsLease() {
    givingWay.times = 1;
    pages.add(page(true, "a"));
    pages.add(page(true, "b"));
    pages.add(page(false, "c"));
    assertThat(pull().getException()).isNull();
    assertThat(done)
        .filteredOn(step -> step.startsWith("outbound"))
        .containsExactly("outbound Lease");
    assertThat(done.indexOf("outbound Lease")).isEqualTo(done.indexOf("move-cursor") + 1);
    assertThat(applied()).containsExactly("a", "b", "c");
  }

  @Test
  void anOutboundPassThatFailsEndsThePullThatGaveWay() {
    givingWay.times = 1;
    outboundFailure = PassFailures.wider(dev.lockstep.core.Failure.Kind.QUOTA);
    pages.add(page(true, "a"));
    pages.add(page(false, "b"));
    Exchange passed = pull();
    assertThat(errors.taken()).containsExactly("waitForQuota TargetException");
    assertThat(passed.getException()).isNull();
    assertThat(passed.getProperty(Exchange.EXCEPTION_CAUGHT)).isSameAs(outboundFailure);
    assertThat(applied()).containsExactly("a");
  }

  private Exchange pull() {
    return send("direct:inbound");
  }

  private Exchange send(String route) {
    return template.send(route, exchange -> exchange.getMessage().setBody(PassFailures.LEASE));
  }

  /** Steps that follow it see it as unfinished where {@code isMore}. */
  private static Listed page(boolean isMore, String... ids) {
    return new Listed(
        pull(true),
        List.of(ids).stream().map(id -> new Listed.Seen(remote(id), "version of " + id)).toList(),
        Map.of(),
        Map.of(),
        pull(isMore),
        0);
  }

  private static Remote remote(String id) {
    return new Remote(id, "etag", null, null, Set.of(), null, Fields.EMPTY);
  }

  private static Pull pull(boolean isUnfinished) {
    return new Pull(
        PassFailures.LEASE,
        null,
        Instant.EPOCH,
        "cursor",
        null,
        1,
        0,
        null,
        isUnfinished ? Pull.Phase.LISTING : Pull.Phase.DONE,
        new Tally(),
        null,
        0,
        null);
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(org.apache.camel.spring.boot.CamelAutoConfiguration.class)
  @Import(Collected.class)
  static class App {
    @Bean("passErrors")
    RecordedErrors passErrors() {
      return new RecordedErrors();
    }

    @Bean("inboundPass")
    GivingWay inboundPass() {
      return new GivingWay();
    }

    @Bean("mappedVersions")
    KnownVersions mappedVersions() {
      return new KnownVersions();
    }

    @Bean
    DataSource dataSource() {
      return TestDatabase.empty().dataSource();
    }

    @Bean
    PlatformTransactionManager transactions(DataSource dataSource) {
      return new JdbcTransactionManager(dataSource);
    }

    @Bean
    JdbcClient jdbc(DataSource dataSource) {
      return JdbcClient.create(dataSource);
    }
  }
}
