package dev.lockstep.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.FreePort;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A table of visits and the calendars of its owners, both outside the process that keeps them in
 * step, so that both can be changed and compared while it is dead.
 */
final class TwoSides implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SYNC =
      """
      sync: visits
      source: { table: visits, account: owner, modified: updated_at }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields: { summary: title, location: place, start: starts_at, end: ends_at }
      policies: { debounce: 0ms, googleDelete: delete }
      schedule: { every: 1s }
      notify: { conflict: admin, failed: admin }
      """;

  private static final String TABLE =
      """
      CREATE TABLE public.visits (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner text, title text, place text,
        starts_at timestamptz, ends_at timestamptz, updated_at timestamptz DEFAULT now())
      """;

  private static final String IS_IDLE =
      """
      SELECT NOT EXISTS (SELECT FROM lockstep.sync_change)
        AND NOT EXISTS (
          -- An insert of unknown fate whose row is gone is looked after for five minutes.
          SELECT FROM lockstep.sync_queue
          WHERE not_before < now() + INTERVAL '1 minute')
        AND NOT EXISTS (SELECT FROM lockstep.sync_partition WHERE lease_holder IS NOT NULL)
        AND NOT EXISTS (
          SELECT FROM lockstep.sync_due
          WHERE pull_generation > pull_done OR reconcile_generation > reconcile_done)
      """;

  /** Of each account, how often each kind of change was written down as made at Google. */
  private static final String WRITTEN_DOWN =
      """
      SELECT account, action, count(*) AS lines
      FROM lockstep.sync_audit
      WHERE kind = 'change' AND side = 'target' AND action IN ('insert', 'update', 'delete')
      GROUP BY account, action
      """;

  private final TestDatabase database = TestDatabase.empty();
  private final TestSandbox sandbox = TestSandbox.start();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final Map<String, Long> byPersons = new HashMap<>();
  private final int port = FreePort.next();
  private final Path home;
  private final int pageSize;

  /**
   * @param home where the application finds its definition
   * @param pageSize how many events a page of a listing has
   */
  TwoSides(Path home, int pageSize) throws IOException {
    this.home = home;
    this.pageSize = pageSize;
    Files.createDirectories(home.resolve("config/syncs"));
    Files.writeString(home.resolve("config/syncs/visits.yaml"), SYNC);
    jdbc.sql(TABLE).update();
    // To look and compare must not use up what the application may ask.
    sandbox.control(
        "quotas",
        """
        {"api": "calendar", "perAccountPerMinute": null, "perProjectPerMinute": null,
         "perProjectPerDay": null}
        """);
  }

  /** What the application is started with, each time. */
  List<String> arguments() {
    return List.of(
        "--server.port=" + port,
        "--lockstep.home=" + home,
        "--lockstep.database.url=" + database.url(),
        "--lockstep.database.username=postgres",
        "--lockstep.database.password=",
        "--lockstep.google.root-url=" + sandbox.rootUrl(),
        "--lockstep.google.list-page-size=" + pageSize,
        "--lockstep.google.limits.calendar-per-account-per-minute=6000000",
        "--lockstep.google.limits.calendar-per-project-per-minute=6000000",
        "--lockstep.google.limits.calendar-per-project-per-day=1000000000",
        "--lockstep.channels.look=0/1 * * * * ?",
        "--lockstep.channels.stuck-after=2s",
        "--lockstep.channels.retry-after=1s",
        "--lockstep.demo.enabled=false",
        "--logging.level.org.apache.camel.impl.engine.DefaultChannel=error",
        "--tokens.encryption-key=" + "0f".repeat(32));
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  TestSandbox sandbox() {
    return sandbox;
  }

  static String email(String owner) {
    return owner + "@example.com";
  }

  // The side of PostgreSQL

  long write(String owner, String title) {
    return jdbc.sql(
            """
            INSERT INTO public.visits (owner, title, place, starts_at, ends_at)
            VALUES (:owner, :title, 'Main St', date_trunc('hour', now()) + interval '1 day',
              date_trunc('hour', now()) + interval '25 hours')
            RETURNING id
            """)
        .param("owner", owner)
        .param("title", title)
        .query(Long.class)
        .single();
  }

  void set(long id, String assignment) {
    jdbc.sql(
            "UPDATE public.visits SET %s, updated_at = clock_timestamp() WHERE id = %d"
                .formatted(assignment, id))
        .update();
  }

  void erase(long id) {
    jdbc.sql("DELETE FROM public.visits WHERE id = :id").param("id", id).update();
  }

  /** Null where there is no such row. */
  String value(long id, String column) {
    return jdbc.sql("SELECT %s::text FROM public.visits WHERE id = %d".formatted(column, id))
        .query(String.class)
        .optional()
        .orElse(null);
  }

  long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  // The side of Google

  List<JsonNode> events(String owner) {
    List<JsonNode> events = new ArrayList<>();
    google(owner, "GET", "?maxResults=2500", "").path("items").forEach(events::add);
    return events;
  }

  /** Null where the row has no event with that owner. */
  JsonNode event(String owner, long id) {
    return events(owner).stream().filter(event -> key(event) == id).findFirst().orElse(null);
  }

  boolean shows(String owner, long id, String field, String value) {
    JsonNode event = event(owner, id);
    return event != null && event.path(field).asText().equals(value);
  }

  /** What a person does to the event of a row. */
  void edit(String owner, long id, String json) {
    byPerson(owner, "PATCH", event(owner, id), json);
  }

  void remove(String owner, long id) {
    byPerson(owner, "DELETE", event(owner, id), "");
  }

  private void byPerson(String owner, String method, JsonNode event, String json) {
    google(owner, method, "/" + event.path("id").asText(), json);
    byPersons.merge(email(owner) + " " + method, 1L, Long::sum);
  }

  private JsonNode google(String owner, String method, String rest, String json) {
    HttpResponse<String> answer =
        sandbox.call(
            method,
            "calendar/v3/calendars/primary/events" + rest,
            sandbox.accessToken(email(owner)),
            json);
    assertThat(answer.statusCode())
        .as(method + " " + rest + " " + answer.body())
        .isBetween(200, 299);
    try {
      return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long key(JsonNode event) {
    for (var property : event.path("extendedProperties").path("private").properties()) {
      if (property.getKey().toLowerCase().endsWith("key")) {
        return property.getValue().asLong();
      }
    }
    return -1;
  }

  // What must hold whenever it has come to rest

  void settle() {
    soon()
        .atMost(Duration.ofMinutes(2))
        .until(() -> jdbc.sql(IS_IDLE).query(Boolean.class).single());
  }

  /** Once all is delivered; numbers are those of the invariants. */
  void holds(String... owners) {
    settle();
    settledFor(owners);
    for (String owner : owners) {
      assertThat(atGoogle(owner)).as("I1, I3 of " + owner).isEqualTo(inPostgres(owner));
      assertThat(inPostgres(owner)).as("I3").hasSameSizeAs(events(owner));
    }
    assertThat(writtenDown()).as("I6").isEqualTo(applied());
    assertThat(notices("conflict")).as("false conflicts").isZero();
    assertThat(notices("failed")).as("given up").isZero();
  }

  /** I5: the next two pulls of every owner bring no write. */
  private void settledFor(String... owners) {
    long from = lastRequest();
    soon()
        .until(
            () -> {
              for (String owner : owners) {
                if (lists(owner, from) < 2) {
                  return false;
                }
              }
              return true;
            });
    settle();
    assertThat(
            requests(from).stream()
                .filter(line -> !line.path("method").asText().equals("GET"))
                .filter(line -> isOfEvents(line)))
        .as("I5")
        .isEmpty();
  }

  private long lists(String owner, long from) {
    return requests(from).stream()
        .filter(line -> line.path("method").asText().equals("GET"))
        .filter(line -> line.path("path").asText().endsWith("/events"))
        .filter(line -> line.path("account").asText().equals(email(owner)))
        .count();
  }

  long notices(String kind) {
    return count(
        "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice' AND method = '"
            + kind
            + "'");
  }

  private Map<Long, String> inPostgres(String owner) {
    Map<Long, String> rows = new TreeMap<>();
    jdbc.sql("SELECT id, title, place, starts_at, ends_at FROM public.visits WHERE owner = :owner")
        .param("owner", owner)
        .query(
            row -> {
              rows.put(
                  row.getLong("id"),
                  "%s, %s, %s to %s"
                      .formatted(
                          row.getString("title"),
                          row.getString("place"),
                          row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                          row.getObject("ends_at", OffsetDateTime.class).toInstant()));
            });
    return rows;
  }

  private Map<Long, String> atGoogle(String owner) {
    Map<Long, String> shown = new TreeMap<>();
    for (JsonNode event : events(owner)) {
      shown.put(
          key(event),
          "%s, %s, %s to %s"
              .formatted(
                  event.path("summary").asText(),
                  event.path("location").asText(),
                  instant(event.path("start")),
                  instant(event.path("end"))));
    }
    return shown;
  }

  static Instant instant(JsonNode moment) {
    return OffsetDateTime.parse(moment.path("dateTime").asText())
        .withOffsetSameInstant(ZoneOffset.UTC)
        .toInstant();
  }

  private Map<String, Long> writtenDown() {
    Map<String, Long> lines = new TreeMap<>();
    jdbc.sql(WRITTEN_DOWN)
        .query(
            row -> {
              lines.put(
                  email(row.getString("account")) + " " + row.getString("action"),
                  row.getLong("lines"));
            });
    return lines;
  }

  /** What the sandbox has taken from the application. */
  private Map<String, Long> applied() {
    Map<String, Long> applied = new TreeMap<>();
    for (JsonNode line : requests(0)) {
      String action =
          switch (line.path("method").asText()) {
            case "POST" -> "insert";
            case "PATCH" -> "update";
            case "DELETE" -> "delete";
            default -> "";
          };
      if (isOfEvents(line) && line.path("status").asInt() / 100 == 2 && !action.isEmpty()) {
        applied.merge(line.path("account").asText() + " " + action, 1L, Long::sum);
      }
    }
    byPersons.forEach(
        (what, times) -> {
          String action = what.replace("PATCH", "update").replace("DELETE", "delete");
          applied.computeIfPresent(action, (same, all) -> all.equals(times) ? null : all - times);
        });
    return applied;
  }

  private static boolean isOfEvents(JsonNode line) {
    return line.path("path").asText().matches(".*/events(/(?!watch$)[^/]+)?");
  }

  long lastRequest() {
    List<JsonNode> all = requests(0);
    return all.isEmpty() ? 0 : all.getLast().path("n").asLong();
  }

  List<JsonNode> requests(long after) {
    List<JsonNode> lines = new ArrayList<>();
    sandbox.requests(after).forEach(lines::add);
    return lines;
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
