package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.schedule.ScheduledPulls;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database of the previous release, with work that waits and links, is taken over by this one
 * (docs/upgrading.md).
 */
@SecondApplication
class UpgradeTest {

  /** The last migration of the previous release; it moves on with each release. */
  static final int PREVIOUS = 18;

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final String ANNA = "anna@example.com";

  private static final String VISITS =
      """
      sync: visits
      source: { table: visits, account: trainer_id }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields:
        summary: { column: name, direction: to-google }
        location: place
        start: starts_at
        end: ends_at
      policies: { debounce: 0ms }
      """;

  private final TestDatabase database = TestDatabase.empty();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final TestSandbox sandbox = TestSandbox.start();

  @BeforeEach
  void previousRelease() throws IOException {
    flyway().target(String.valueOf(PREVIOUS)).load().migrate();
    jdbc.sql(
            """
            CREATE TABLE public.visits (
              id bigint PRIMARY KEY, trainer_id text, name text, place text,
              starts_at timestamptz, ends_at timestamptz);
            INSERT INTO public.visits
            SELECT n, '1', 'visit ' || n, CASE n WHEN 1 THEN 'there' ELSE 'here' END,
              timestamptz '2030-03-01T10:00:00Z' + n * interval '1 hour',
              timestamptz '2030-03-01T10:30:00Z' + n * interval '1 hour'
            FROM generate_series(1, 3) n
            """)
        .update();
    Map<String, String> live = new HashMap<>();
    live.put("etag1", event(1, "mr396kn5cajatkr3pvdqfn0c02ujj8k75948h2jj0g8784n4qe50"));
    live.put("etag2", event(2, "ks7qlk5a8mq2imo9ka1fm47l9drbvuinun3d21p2j951go8cq9l0"));
    live.put("sub", google("GET", "oauth2/v3/userinfo", "").path("sub").asText());
    live.put("cursor", list().path("nextSyncToken").asText());
    String sql = Files.readString(Path.of("src/test/resources/upgrade/previous-release.sql"));
    for (Map.Entry<String, String> value : live.entrySet()) {
      sql = sql.replace("${" + value.getKey() + "}", value.getValue());
    }
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private FluentConfiguration flyway() {
    return Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("lockstep")
        .defaultSchema("lockstep");
  }

  @Test
  void everyRowOfThePreviousReleaseIsThereAfterwards_49() {
    List<String> tables =
        List.of("instance", "sync_definition", "sync_partition", "sync_mapping", "sync_queue");
    Map<String, List<String>> before = new HashMap<>();
    tables.forEach(table -> before.put(table, rows(table)));

    flyway().load().migrate();

    for (String table : tables) {
      assertThat(before.get(table)).as(table).isNotEmpty();
      for (String row : before.get(table)) {
        assertThat(
                jdbc.sql(
                        "SELECT count(*) FROM lockstep.%s t WHERE to_jsonb(t) @> CAST(:row AS jsonb)"
                            .formatted(table))
                    .param("row", row)
                    .query(Long.class)
                    .single())
            .as(row)
            .isOne();
      }
      assertThat(rows(table)).as(table).hasSameSizeAs(before.get(table));
    }
    assertThat(rows("sync_audit")).hasSize(1);
  }

  @Test
  void whatWaitedIsSentAndWhatWasLinkedStaysLinked_49() {
    try (RunningLockstep lockstep = RunningLockstep.start(database, sandbox)) {
      lockstep.connect("1", ANNA);
      lockstep.run(VISITS);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(lockstep.events(ANNA))
                      .extracting(
                          event ->
                              event.path("summary").asText()
                                  + " "
                                  + event.path("location").asText())
                      .containsExactlyInAnyOrder("visit 1 there", "visit 2 here", "visit 3 here"));
      assertThat(
              jdbc.sql("SELECT key FROM lockstep.sync_mapping WHERE state = 'linked' ORDER BY key")
                  .query(String.class)
                  .list())
          .contains("1", "2");
      assertThat(
              jdbc.sql("SELECT remote_id FROM lockstep.sync_mapping WHERE key = '1'")
                  .query(String.class)
                  .single())
          .isEqualTo("mr396kn5cajatkr3pvdqfn0c02ujj8k75948h2jj0g8784n4qe50");
      google(
          "PATCH",
          "calendar/v3/calendars/primary/events/ks7qlk5a8mq2imo9ka1fm47l9drbvuinun3d21p2j951go8cq9l0",
          "{\"location\": \"moved at Google\"}");
      lockstep.bean(ScheduledPulls.class).ask("visits");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  jdbc.sql("SELECT place FROM public.visits WHERE id = 2")
                      .query(String.class)
                      .single()
                      .equals("moved at Google"));
    }
  }

  /** Else Flyway refuses to start on databases that have them. */
  @Test
  void migrationsThatWereReleasedStayAsTheyAre_49() throws Exception {
    List<String> released =
        Files.readAllLines(Path.of("src/test/resources/upgrade/released-migrations.txt"));
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : files.sorted(Comparator.comparingInt(UpgradeTest::number)).toList()) {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        found.add(HexFormat.of().formatHex(sum) + "  " + file.getFileName());
      }
    }
    assertThat(released).hasSizeGreaterThanOrEqualTo(PREVIOUS);
    assertThat(found).startsWith(released.toArray(String[]::new));
  }

  /** Its Flyway finds migrations that it does not know, and goes on. */
  @Test
  void flywayOfThePreviousReleaseGoesOnOnTheNewSchema_49(@TempDir Path old) throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : files.toList()) {
        if (number(file) <= PREVIOUS) {
          Files.copy(file, old.resolve(file.getFileName()));
        }
      }
    }
    int added = flyway().load().migrate().migrationsExecuted;

    assertThat(added).isPositive();
    assertThat(flyway().locations("filesystem:" + old).load().migrate().migrationsExecuted)
        .isZero();
  }

  private static int number(Path migration) {
    return Integer.parseInt(migration.getFileName().toString().replaceFirst("^V(\\d+)__.*$", "$1"));
  }

  private List<String> rows(String table) {
    return jdbc.sql("SELECT to_jsonb(t)::text FROM lockstep." + table + " t")
        .query(String.class)
        .list();
  }

  /** The event as the previous release left it; its etag. */
  private String event(int row, String id) {
    return google(
            "POST",
            "calendar/v3/calendars/primary/events",
            """
            {"id": "%2$s", "summary": "visit %1$d", "location": "here",
             "start": {"dateTime": "2030-03-01T%3$d:00:00Z", "timeZone": "Europe/Berlin"},
             "end": {"dateTime": "2030-03-01T%3$d:30:00Z", "timeZone": "Europe/Berlin"},
             "extendedProperties": {"private": {
               "lockstepInstance": "e5339dc5-4ee4-47e6-a4b2-d9ab0b6b8f8f", "lockstepSync": "visits",
               "lockstepKey": "%1$d", "lockstepId": "%2$s", "lockstepWrite": "%1$d"}}}
            """
                .formatted(row, id, 10 + row))
        .path("etag")
        .asText();
  }

  private JsonNode list() {
    return google("GET", "calendar/v3/calendars/primary/events?maxResults=2500", "");
  }

  private JsonNode google(String method, String path, String body) {
    HttpResponse<String> response = sandbox.call(method, path, sandbox.accessToken(ANNA), body);
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    try {
      return new ObjectMapper().readTree(response.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
