package dev.lockstep.kill;

import static dev.lockstep.convergence.TwoSides.email;
import static dev.lockstep.convergence.TwoSides.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.convergence.Act;
import dev.lockstep.convergence.Script;
import dev.lockstep.convergence.Step;
import dev.lockstep.convergence.TwoSides;
import dev.lockstep.convergence.Visits;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share the work on one database; numbers are those of the faults. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@BesideOthers
class SeveralNodesTest {

  private static final String[] OWNERS = {"anna", "ben"};

  /** As the log says it of a pass that sent something. */
  private static final String SENT = "pushed=";

  private static final String PER_DAY = "--lockstep.google.limits.calendar-per-project-per-day=";

  @TempDir private static Path home;
  @TempDir private static Path newer;

  private static TwoSides sides;
  private static Killable first;
  private static Killable second;

  @BeforeAll
  static void start() throws IOException {
    sides = new TwoSides(home, 25);
    // Each node asks for its own pulls: more of them than there are seconds, and none is ever idle.
    Path visits = home.resolve("config/syncs/visits.yaml");
    Files.writeString(visits, Files.readString(visits).replace("every: 1s", "every: 3s"));
    first = node(home);
    second = node(home);
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
    sides.close();
  }

  private static Killable node(Path home) {
    return node(home, 1_000_000_000);
  }

  /**
   * @param perDay how many calls to Calendar the project has in a day
   */
  private static Killable node(Path home, int perDay) {
    List<String> arguments = new ArrayList<>(sides.arguments(FreePort.next(), home));
    arguments.removeIf(argument -> argument.startsWith(PER_DAY));
    arguments.add(PER_DAY + perDay);
    arguments.add("--lockstep.engine.lease=3s");
    return Killable.start(arguments);
  }

  @Test
  @Order(1)
  void bothNodesWorkAndATokenIsRefreshedByOneOfThem_36() {
    sides.sandbox().fault("{\"kind\": \"latency\", \"millis\": 400, \"path\": \"^/token\"}");
    for (String owner : OWNERS) {
      first.connect(owner, sides.sandbox().account(email(owner)), Instant.now());
    }
    soon()
        .until(
            () -> {
              for (String owner : OWNERS) {
                sides.write(owner, "shared work");
              }
              return first.log().contains(SENT) && second.log().contains(SENT);
            });
    sides.holds(OWNERS);
    assertThat(sides.requests(0))
        .filteredOn(line -> line.path("path").asText().equals("/token"))
        .as("refreshes")
        .hasSameSizeAs(OWNERS);
  }

  @Test
  @Order(2)
  void aNodeThatIsStoppedBeyondItsLeaseDoesNoHarmWhenItWakes_48() {
    long changed = sides.write("anna", "changed");
    soon().until(() -> sides.shows("anna", changed, "summary", "changed"));
    sides.settle();

    second.stop();
    first.freezeAt("call:PATCH events");
    sides.set(changed, "title = 'by the one that was stopped'");
    first.awaitFrozen();
    second.goOn();
    sides.set(changed, "title = 'by the other'");
    sides.edit("anna", changed, "{\"location\": \"Meanwhile St\"}");
    soon().until(() -> sides.shows("anna", changed, "summary", "by the other"));
    soon().until(() -> "Meanwhile St".equals(sides.value(changed, "place")));
    first.goOn();
    sides.holds(OWNERS);
    assertThat(sides.value(changed, "title")).isEqualTo("by the other");
  }

  @Test
  @Order(3)
  void aRollingDeployOfAnotherDefinitionLosesAndDoublesNothing_49() throws IOException {
    Path syncs = Files.createDirectories(newer.resolve("config/syncs"));
    Files.writeString(
        syncs.resolve("visits.yaml"),
        Files.readString(home.resolve("config/syncs/visits.yaml"))
            .replace("fields: {", "fields: { description: { value: \"of ${row[owner]}\" },"));
    long seed = Long.getLong("kill.seed", System.nanoTime());
    System.out.printf("kill.seed=%d%n", seed);
    Visits visits = new Visits(sides, false, 20, OWNERS);
    Iterator<Step> script = Script.of(seed, 200, SeveralNodesTest::happens).iterator();
    act(visits, script);
    second.end();
    act(visits, script);
    second = node(newer);
    sides.settle();
    int asLongAsItWorked = first.log().split(SENT, -1).length;
    act(visits, script);
    long added = sides.write("anna", "made by the newer one");
    soon().until(() -> sides.shows("anna", added, "description", "of anna"));
    assertThat(first.log().split(SENT, -1))
        .as("what the older one did after the newer set was stored")
        .hasSizeLessThanOrEqualTo(asLongAsItWorked);
    act(visits, script);
    first.end();
    act(visits, script);
    first = node(newer);
    act(visits, script);
    sides.holds(OWNERS);
    visits.areContent();
    for (String owner : OWNERS) {
      assertThat(sides.events(owner))
          .allMatch(event -> event.path("description").asText().equals("of " + owner));
    }
  }

  /** Of a day's calls, as Google counts them. */
  private static final int DAY = 120;

  /** A day's quota is used up within the test, as one that counts by the minute would not be. */
  @Test
  @Order(4)
  void bothNodesTogetherStayWithinOneQuota_19() {
    second.end();
    first.end();
    sides.sandbox().control("quotas", "{\"api\": \"calendar\", \"perProjectPerDay\": " + DAY + "}");
    long from = sides.lastRequest();
    first = node(home, DAY);
    second = node(home, DAY);
    soon()
        .until(
            () -> {
              for (String owner : OWNERS) {
                sides.write(owner, "within the quota");
              }
              return sides.count("SELECT count(*) FROM lockstep.sync_back_off") > 0;
            });
    List<JsonNode> calls =
        sides.requests(from).stream()
            .filter(line -> line.path("path").asText().startsWith("/calendar/"))
            .filter(
                line ->
                    List.of(email("anna"), email("ben")).contains(line.path("account").asText()))
            .toList();
    assertThat(calls).as("refused").noneMatch(call -> call.path("status").asInt() == 403);
    assertThat(calls).hasSizeBetween(DAY - 10, DAY);
    assertThat(first.log()).contains(SENT);
    assertThat(second.log()).contains(SENT);
    assertThat(sides.notices("failed")).isZero();
  }

  /** A person's own description would be another's than the definition's. */
  private static boolean happens(Act act) {
    return act.about() == Act.About.VISIT
        && act != Act.EVENT_CREATE
        && act != Act.VISIT_RACE
        && act != Act.EVENT_GUEST;
  }

  private static void act(Visits visits, Iterator<Step> script) {
    for (int i = 0; i < 15; i++) {
      visits.play(script.next());
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
