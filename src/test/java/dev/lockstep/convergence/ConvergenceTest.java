package dev.lockstep.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Random edits on both sides of a calendar and a sheet under random faults, on two nodes; then all
 * is calm, and the invariants must hold. {@code -Dconvergence.seed=} repeats a run's steps, {@code
 * -Dconvergence.steps=} says how many there are.
 */
class ConvergenceTest {

  /** So many steps has one run of a soak. */
  private static final int RUN = 400;

  private static final String[] OWNERS = {"anna", "ben"};

  /** The changes that the application made in the user's tables. */
  private static final String WITNESS =
      """
      CREATE TABLE public.ours (sync text, key text);
      CREATE FUNCTION public.witness() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF current_setting('lockstep.origin', true) <> '' THEN
          INSERT INTO public.ours
          VALUES (tg_table_name, coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]);
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON public.visits
        FOR EACH ROW EXECUTE FUNCTION public.witness('id');
      CREATE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON public.parts
        FOR EACH ROW EXECUTE FUNCTION public.witness('no');
      """;

  @TempDir private Path home;

  /** Always the same steps, so that a build is red for what was changed; soaks draw others. */
  @Test
  void bothSidesAgreeAfterAFewHundredSteps_4_8_9_15_16_17_20_24_25_34_36_37_40()
      throws IOException {
    live(Long.getLong("convergence.seed", 4), Integer.getInteger("convergence.steps", 200));
  }

  /** Several runs, since what both sides have gone through does not grow for ever. */
  @Test
  @Tag("soak")
  void bothSidesAgreeAfterThousandsOfSteps() throws IOException {
    long seed = Long.getLong("convergence.seed", System.nanoTime());
    int steps = Integer.getInteger("convergence.steps", 6_000);
    for (int done = 0; done < steps; done += RUN, seed++) {
      live(seed, Math.min(RUN, steps - done));
    }
  }

  private void live(long seed, int steps) throws IOException {
    System.out.printf("convergence.seed=%d convergence.steps=%d%n", seed, steps);
    ListAppender<ILoggingEvent> log = listen();
    try (TwoSides sides = new TwoSides(home, 10)) {
      Visits visits = new Visits(sides, true, Integer.MAX_VALUE, OWNERS);
      Parts parts = new Parts(sides, Integer.MAX_VALUE);
      sides.jdbc().sql(WITNESS).update();
      Map<String, String> emails = new LinkedHashMap<>();
      for (String owner : OWNERS) {
        emails.put(owner, TwoSides.email(owner));
      }
      emails.put("finance", Parts.ACCOUNT);
      Weather weather = new Weather(sides, List.copyOf(emails.values()));
      try (Nodes nodes =
          new Nodes(
              sides,
              emails,
              Map.of("visits.yaml", TwoSides.SYNC, "parts.yaml", parts.definition()))) {
        for (Step step : Script.of(seed, steps)) {
          play(step, visits, parts, weather, nodes);
          if (step.number() == Script.lastComparison(steps)) {
            nodes.comeToAnEnd();
          }
        }
        long calm = System.nanoTime();
        weather.comeToAnEnd();
        nodes.comeToAnEnd();
        visits.comeToAnEnd();
        parts.comeToAnEnd();
        settle(sides, parts, nodes);
        holds(sides, visits, parts, weather);
        System.out.printf(
            "convergence.seed=%d holds, %d ms after all was calm%n",
            seed, Duration.ofNanos(System.nanoTime() - calm).toMillis());
      }
      assertThat(secrets(sides, log)).as("I8").isEmpty();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "convergence.seed=%d convergence.steps=%d".formatted(seed, steps), e);
    } finally {
      root().detachAppender(log);
    }
  }

  private static void play(Step step, Visits visits, Parts parts, Weather weather, Nodes nodes) {
    try {
      switch (step.act()) {
        case GRANT, CLOCK_JUMP -> nodes.play(step);
        default -> {
          switch (step.act().about()) {
            case VISIT, STRANGER -> visits.play(step);
            case PART, TAB -> parts.play(step);
            case WEATHER -> weather.play(step);
            case NODES -> nodes.play(step);
          }
        }
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("in step " + step, e);
    }
    // Nobody edits without a breath; it also spreads the edits over what the application does.
    LockSupport.parkNanos(Duration.ofMillis(step.other(50)).toNanos());
  }

  private static void settle(TwoSides sides, Parts parts, Nodes nodes) {
    Map<Long, Long> asked = sides.pulls("pull_generation");
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                nodes.timePasses();
                return sides.isAtRestSince(asked) && parts.isAlike();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "it does not come to rest: "
              + parts.differences()
              + parts.histories()
              + rows(sides, "SELECT to_jsonb(q)::text FROM lockstep.sync_queue q LIMIT 20")
              + rows(sides, "SELECT to_jsonb(p)::text FROM lockstep.sync_partition p")
              + rows(sides, "SELECT to_jsonb(p)::text FROM lockstep.sync_pause p")
              + rows(sides, "SELECT to_jsonb(d)::text FROM lockstep.sync_due d"),
          e);
    }
  }

  private static List<String> rows(TwoSides sides, String sql) {
    return sides.jdbc().sql(sql).query(String.class).list();
  }

  private static void holds(TwoSides sides, Visits visits, Parts parts, Weather weather) {
    long from = sides.lastRequest();
    sides.settledFor(OWNERS);
    assertThat(
            sides.requests(from).stream()
                .filter(line -> line.path("path").asText().contains(":batchUpdate"))
                .filter(line -> line.path("account").asText().equals(Parts.ACCOUNT)))
        .as("I5 of the sheet")
        .isEmpty();
    visits.areAlike();
    assertThat(parts.differences()).as("I1, I3 of the sheet").isEmpty();
    visits.areContent();
    parts.areContent();
    assertThat(changes(sides, "ours")).as("I6 in PostgreSQL").isEqualTo(changes(sides, WRITTEN));
    writtenDown(sides);
    assertThat(weather.ownRefusals()).as("I7").isLessThanOrEqualTo(0);
  }

  private static final String WRITTEN =
      """
      (SELECT sync, key FROM lockstep.sync_audit
       WHERE kind = 'change' AND side = 'source' AND action IN ('insert', 'update', 'delete')) x
      """;

  private static Map<String, Long> changes(TwoSides sides, String lines) {
    Map<String, Long> changes = new TreeMap<>();
    sides
        .jdbc()
        .sql("SELECT sync, key, count(*) FROM " + lines + " GROUP BY sync, key")
        .query(
            row -> {
              changes.put(row.getString(1) + " " + row.getString(2), row.getLong(3));
            });
    return changes;
  }

  /** I6: what Google acknowledged is written down, and nothing that it cannot have got. */
  private static void writtenDown(TwoSides sides) {
    Map<String, Long> acknowledged = sides.applied("2\\d\\d");
    Map<String, Long> sent = sides.applied("\\d+");
    sides
        .writtenDown()
        .forEach(
            (what, lines) -> {
              if (what.startsWith("finance")) {
                return;
              }
              assertThat(lines)
                  .as("I6 at most " + what)
                  .isLessThanOrEqualTo(sent.getOrDefault(what, 0L));
              if (!what.endsWith("update")) {
                assertThat(lines)
                    .as("I6 at least " + what)
                    .isGreaterThanOrEqualTo(acknowledged.getOrDefault(what, 0L));
              }
            });
  }

  private static List<String> secrets(TwoSides sides, ListAppender<ILoggingEvent> log) {
    Stream<String> logged;
    synchronized (log) {
      logged = List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage);
    }
    return Stream.concat(
            logged,
            Stream.concat(
                rows(sides, "SELECT to_jsonb(a)::text FROM lockstep.sync_audit a").stream(),
                sides.requests(0).stream().map(line -> line.path("path").asText())))
        .filter(text -> text.contains("ya29.") || text.contains("1//0"))
        .collect(Collectors.toList());
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root().addAppender(log);
    return log;
  }
}
