package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.Lockstep;
import dev.lockstep.cli.Commands;
import dev.lockstep.core.Direction;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.testing.ConcurrentTest;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** A user's route decides conflicts: in time, too late, not at all. */
@ExtendWith(OwnOutput.class)
class ConflictRoutesTest {

  private static final String LIMIT = "15";
  private static final String EXAMPLE = "docs/examples/join-places.camel.yaml";

  private static Diaries diaries;
  private static Diary slow;
  private static Diary hanging;
  private static Diary late;
  private static Diary joined;
  private static Diary apart;
  private static Diary json;
  private static Diary broken;
  private static Diary unsure;

  private static Diary local;

  /** By key: what a route answers when it is asked for start and end. */
  private static final Map<String, String> WHENS = new ConcurrentHashMap<>();

  /** By sync: a route that hangs, whoever interrupts it, until somebody lets it go on. */
  private static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

  private record Gate(CountDownLatch reached, CountDownLatch open, CountDownLatch passed) {
    Gate() {
      this(new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1));
    }

    static String google(String sync) {
      Gate gate = GATES.get(sync);
      assertThat(gate.reached.getCount()).as("asked once only").isEqualTo(1);
      gate.reached.countDown();
      for (boolean waits = true; waits; ) {
        try {
          gate.open.await();
          waits = false;
        } catch (InterruptedException stubborn) {
          Thread.interrupted();
        }
      }
      gate.passed.countDown();
      return "google";
    }
  }

  private static Diary open(String name, String route) {
    GATES.put(name, new Gate());
    return diaries.open(name, "conflict: { location: direct:" + route + " }");
  }

  @BeforeAll
  static void start() throws Exception {
    diaries =
        new Diaries(
            TestDatabase.empty(),
            TestSandbox.start(),
            "lockstep.engine.conflict-route-limit=" + LIMIT + "s");
    CamelContext camel = diaries.lockstep.bean(CamelContext.class);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:gate").setBody(e -> Gate.google(sync(e.getMessage().getBody(Map.class))));
            from("direct:json").setBody(constant("{\"location\": \"\\\"Both\\\" St\"}"));
            from("direct:broken").throwException(new IllegalStateException("no idea"));
            from("direct:unsure").setBody(constant("dunno"));
            from("direct:when")
                .setBody(e -> WHENS.get(e.getMessage().getBody(Map.class).get("key").toString()));
          }
        });
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(
            PluginHelper.getResourceLoader(camel)
                .resolveResource("file:" + Path.of(EXAMPLE).toAbsolutePath()));
    slow = open("slow", "gate");
    hanging = open("hanging", "gate");
    late = open("late", "gate");
    joined = open("joined", "join-places");
    apart = open("apart", "join-places");
    json = open("json", "json");
    broken = open("broken", "broken");
    unsure = open("unsure", "unsure");
    local = diaries.open("local", "conflict: { start: direct:when }");
    diaries
        .jdbc
        .sql(
            """
            ALTER TABLE public.local ALTER starts_at TYPE timestamp, ALTER ends_at TYPE timestamp,
              ADD CONSTRAINT near CHECK (starts_at < '2100-01-01')
            """)
        .update();
    diaries.run();
  }

  @AfterAll
  static void stop() {
    GATES.values().forEach(gate -> gate.open.countDown());
    diaries.close();
  }

  private static String sync(Map<?, ?> question) {
    return question.get("sync").toString();
  }

  /** Both sides change the place while nothing flows; a pull finds it. */
  private static long conflict(Diary diary, String title) {
    long id = diary.writeLinkedBeside(title);
    diaries.lockstep.pause(diary.name());
    diary.edit(title, "{\"location\": \"Their St\"}");
    diary.set(id, "place = 'Our St'");
    diaries.lockstep.resume(diary.name());
    diary.pull();
    return id;
  }

  /** As conflict, but the pass that sends finds it, by the version that is not the one it knew. */
  private static long conflictOnTheWayOut(Diary diary, String title) {
    long id = diary.writeLinked(title);
    Pause.Scope sync = Pause.Scope.ofSync(diary.name());
    Pauses pauses = diaries.lockstep.bean(Pauses.class);
    pauses.set(sync, Direction.FROM_GOOGLE, PauseCause.BY_HAND, "a test");
    diary.edit(title, "{\"location\": \"Their St\"}");
    diary.set(id, "place = 'Our St'");
    return id;
  }

  /** What the operator is shown of what waits. */
  private static String waiting(Diary diary, long id) {
    return new Records(diaries.jdbc)
        .find(diary.name(), String.valueOf(id))
        .orElseThrow()
        .waiting()
        .toString();
  }

  /** At once or not at all. */
  private static void setWithoutWaiting(Diary diary, long id, String assignment) {
    diaries
        .jdbc
        .sql(
            "SET lock_timeout = '200ms'; UPDATE public.%s SET %s WHERE id = %d"
                .formatted(diary.name(), assignment, id))
        .update();
  }

  @Test
  void whileARouteIsAskedTheRowIsFreeAndOthersFlow() throws InterruptedException {
    long id = conflict(slow, "asked about");
    GATES.get("slow").reached.await();
    setWithoutWaiting(slow, id, "title = 'renamed meanwhile'");
    slow.writeLinkedBeside("another");
    slow.edit("another", "{\"summary\": \"another still\"}");
    slow.pull();
    soon()
        .until(() -> diaries.count("SELECT count(*) FROM slow WHERE title = 'another still'") == 1);
    assertThat(slow.value(id, "place")).isEqualTo("Our St");

    GATES.get("slow").open.countDown();
    soon().until(() -> "Their St".equals(slow.value(id, "place")));
    soon().until(() -> slow.event("renamed meanwhile") != null);
    slow.settle();
    assertThat(slow.event("renamed meanwhile").path("location").asText()).isEqualTo("Their St");
  }

  @Test
  void aRouteThatAnswersTooLateLeavesItToAPersonAndItsAnswerDoesNothing(CapturedOutput output)
      throws InterruptedException {
    long id = conflict(hanging, "hangs");
    GATES.get("hanging").reached.await();
    soon().until(() -> "conflict".equals(hanging.state(id)));
    assertThat(waiting(hanging, id))
        .contains("the route direct:gate did not answer within " + LIMIT + " s");
    assertThat(hanging.told(id).toString()).contains("did not answer within " + LIMIT + " s");
    assertThat(
            Commands.run(
                Lockstep.class,
                "conflicts",
                "hanging",
                "--lockstep.database.url=" + diaries.database.url()))
        .isZero();
    assertThat(output.getOut())
        .containsPattern(
            "record '%d' of .*Google .* \\(the route direct:gate did not answer".formatted(id));

    GATES.get("hanging").open.countDown();
    GATES.get("hanging").passed.await();
    hanging.writeLinkedBeside("after it");
    hanging.pull();
    hanging.settle();
    assertThat(hanging.state(id)).isEqualTo("conflict");
    assertThat(hanging.value(id, "place")).isEqualTo("Our St");
  }

  @ConcurrentTest
  void onTheWayOutTheRowIsFreeAndOthersFlowToo() throws InterruptedException {
    long id = conflictOnTheWayOut(late, "sent");
    GATES.get("late").reached.await();
    setWithoutWaiting(late, id, "title = 'sent later'");
    late.writeLinkedBeside("another sent");
    soon().until(() -> "conflict".equals(late.state(id)));
    assertThat(waiting(late, id)).contains("did not answer within " + LIMIT + " s");
    soon().until(() -> late.event("sent later") != null);
    assertThat(late.event("sent later").path("location").asText()).isEqualTo("Their St");
  }

  @Test
  void aPlanSaysWhichRouteWillDecideAndAsksItNothing() {
    long id = joined.writeLinkedBeside("planned");
    diaries.lockstep.pause("joined");
    joined.edit("planned", "{\"location\": \"Their St\"}");
    joined.set(id, "place = 'Our St'");
    soon().until(() -> diaries.count("SELECT count(*) FROM lockstep.sync_change") == 0);

    List<PlannedRecord> told = new ArrayList<>();
    Plan plan = diaries.lockstep.bean(Plans.class).of("joined", told::add);

    assertThat(plan.routed()).isOne();
    assertThat(plan.waiting()).isZero();
    assertThat(told)
        .filteredOn(record -> record.key().equals(String.valueOf(id)))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.routes()).isEqualTo(Map.of("location", "direct:join-places"));
              assertThat(record.waits()).isFalse();
              assertThat(PlanTree.of(record).toString()).contains("route=direct:join-places");
            });
    diaries.lockstep.resume("joined");
    joined.pull();
    soon().until(() -> "Our St or Their St".equals(joined.value(id, "place")));
    joined.settle();
  }

  @Test
  void valuesByFieldGoToBothSides() {
    long id = conflict(joined, "joined");
    long other = conflict(json, "as JSON");
    soon().until(() -> "Our St or Their St".equals(joined.value(id, "place")));
    soon().until(() -> "\"Both\" St".equals(json.value(other, "place")));
    joined.settle();
    json.settle();
    assertThat(joined.event("joined").path("location").asText()).isEqualTo("Our St or Their St");
    assertThat(json.event("as JSON").path("location").asText()).isEqualTo("\"Both\" St");
  }

  @Test
  void valuesThatAPassOnTheWayOutWasAnsweredAreOfAConflictAndNobodysEdit() {
    long id = conflictOnTheWayOut(apart, "joined");
    soon().until(() -> apart.notices("resolved", id) == 1);
    new ByHand(diaries.jdbc).resume(apart.name(), Direction.FROM_GOOGLE);
    soon().until(() -> "Our St or Their St".equals(apart.value(id, "place")));
    apart.settle();
    assertThat(apart.event("joined").path("location").asText()).isEqualTo("Our St or Their St");

    assertThat(apart.causes(id)).endsWith("conflict_decided", "conflict_decided");
    assertThat(apart.notices("googleChanged", id)).as("Google never showed that").isZero();
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'change' AND sync = 'apart'"
                    + " AND (side = 'source' AND lost::text LIKE '%Our St%'"
                    + " OR side = 'target' AND lost::text LIKE '%Their St%')"))
        .as("what either side lost")
        .isEqualTo(2);
  }

  @Test
  void whatARouteDoesNotDecideSaysWhichRouteAndWhyInOneLine(CapturedOutput output) {
    long first = conflict(broken, "first");
    soon().until(() -> "conflict".equals(broken.state(first)));
    int traced = output.getOut().length();
    long second = conflict(broken, "second");
    long third = conflict(unsure, "third");
    soon().until(() -> "conflict".equals(broken.state(second)));
    soon().until(() -> "conflict".equals(unsure.state(third)));

    assertThat(waiting(broken, first)).contains("the route direct:broken failed: no idea");
    assertThat(broken.told(second).toString()).contains("the route direct:broken failed: no idea");
    assertThat(waiting(unsure, third)).contains("the route direct:unsure answered 'dunno'");
    broken.pull();
    broken.settle();
    assertThat(waiting(broken, first)).contains("no idea");

    assertThat(output.getOut()).contains("IllegalStateException: no idea\n\tat ");
    String since = output.getOut().substring(traced);
    assertThat(since.lines().filter(line -> line.contains("no idea") && line.contains("RouteInq")))
        .singleElement()
        .asString()
        .contains("sync=broken key=" + second + " field=location");
    assertThat(since).doesNotContain("IllegalStateException: no idea\n\tat ");
  }

  /** Both sides move it while nothing flows; a route answers that for both. */
  private static long moved(String title, String answer) {
    long id = local.writeLinkedBeside(title);
    WHENS.put(String.valueOf(id), answer);
    diaries.lockstep.pause("local");
    local.edit(
        title,
        """
        {"start": {"dateTime": "2026-12-24T08:00:00Z"}, "end": {"dateTime": "2026-12-24T09:00:00Z"}}
        """);
    local.set(id, "starts_at = '2026-12-24 07:00', ends_at = '2026-12-24 07:30'");
    diaries.lockstep.resume("local");
    local.pull();
    return id;
  }

  private static Instant end(JsonNode event) {
    return OffsetDateTime.parse(event.path("end").path("dateTime").asText()).toInstant();
  }

  @Test
  void anAnsweredTimeIsOneOfTheRowsOwnColumns() {
    long timed =
        moved("timed", "{\"start\":\"2026-12-24T10:00:00Z\",\"end\":\"2026-12-24T11:30:00Z\"}");
    soon().until(() -> "2026-12-24 11:00:00".equals(local.value(timed, "starts_at")));
    assertThat(local.value(timed, "ends_at")).isEqualTo("2026-12-24 12:30:00");
    Instant end = Instant.parse("2026-12-24T11:30:00Z");
    soon().until(() -> end.equals(end(local.event("timed"))));
    local.settle();
    assertThat(local.state(timed)).isEqualTo("linked");
  }

  @Test
  void anAnswerThatCannotStandWaitsForAPersonAndWritesNothing() {
    Map<String, String> words =
        Map.of(
            "{\"start\":\"2026-12-24T10:00:00Z\",\"end\":\"2026-12-24T09:00:00Z\"}",
            "which cannot stand: the event ends at 2026-12-24T09:00:00Z, before it starts",
            "{\"start\":null,\"end\":null}",
            "answered start null, end null, which cannot stand: the event has no start",
            "{\"start\":\"2026-12-24T10:00:00Z\",\"end\":\"noonish\"}",
            "'noonish' does not fit timestamp without time zone",
            "{\"start\":\"2150-12-24T10:00:00Z\",\"end\":\"2150-12-24T11:00:00Z\"}",
            "violates check constraint \"near\"");
    Map<Long, String> ids = new HashMap<>();
    words.forEach((answer, why) -> ids.put(moved("badly " + ids.size(), answer), why));
    ids.forEach(
        (id, why) -> {
          soon().until(() -> "conflict".equals(local.state(id)));
          assertThat(waiting(local, id)).contains("the route direct:when answered start ", why);
          assertThat(local.told(id).toString()).contains("the route direct:when answered", why);
        });
    local.settle();
    assertThat(local.deadLetters()).isEmpty();
    ids.keySet()
        .forEach(
            id -> {
              assertThat(local.value(id, "starts_at")).isEqualTo("2026-12-24 07:00:00");
              assertThat(local.changes(id)).as("made, and changed by nobody but people").isOne();
            });
  }
}
