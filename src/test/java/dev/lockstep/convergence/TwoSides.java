package dev.lockstep.convergence;

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
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A table of visits and the calendars of its owners, both outside the process that keeps them in
 * step, so that both can be changed and compared while it is dead. People edit the calendars as
 * somebody with whom these are shared: what an owner's account calls is the application's doing.
 */
public final class TwoSides implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  /** People use up nothing of what the application may ask, and its faults are not theirs. */
  static final String UNSEEN = "quotaUser=sandbox-page";

  private static final String PERSON = "secretary@example.com";

  /** So often is looked whether something is queued: for about half a second. */
  private static final int LOOKS = 80;

  private static final String IS_AT_REST =
      """
      SELECT NOT EXISTS (SELECT FROM lockstep.sync_change)
        AND NOT EXISTS (SELECT FROM lockstep.sync_queue WHERE sync = :sync AND key = :key)
        AND EXISTS (
          SELECT FROM lockstep.sync_mapping
          WHERE sync = :sync AND key = :key AND state = 'linked' AND sending IS NULL)
      """;

  static final String SYNC =
      """
      sync: visits
      source: { table: visits, account: owner, modified: updated_at }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields: { summary: title, location: place, start: starts_at, end: ends_at }
      policies: { debounce: 0ms, googleDelete: delete, googleCreate: insert }
      window: { past: 30d, future: 2y }
      schedule: { every: 1s }
      notify: { conflict: admin, failed: admin }
      """;

  private static final String TABLE =
      """
      CREATE TABLE public.visits (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner text, title text, place text,
        starts_at timestamptz, ends_at timestamptz, updated_at timestamptz DEFAULT now())
      """;

  private static final String IS_DONE_OR_WAITS =
      """
      SELECT NOT EXISTS (
        SELECT FROM lockstep.sync_queue
        WHERE key = :key AND (status <> 'pending' OR not_before <= now()))
      """;

  private static final String FIVE_MINUTES_PASS =
      """
      WITH earlier AS (
        UPDATE lockstep.sync_mapping m
        SET sending = (
          SELECT jsonb_agg(call || jsonb_build_object('at', to_char(
            ((call ->> 'at')::timestamptz - interval '5 minutes') AT TIME ZONE 'UTC',
            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
          FROM jsonb_array_elements(m.sending) call)
        WHERE sending IS NOT NULL
        RETURNING sync, key)
      UPDATE lockstep.sync_queue q
      SET not_before = now()
      FROM earlier e
      WHERE q.sync = e.sync AND q.key = e.key
      """;

  /** What a schedule asks for is never at an end. */
  private static final String NOTHING_IS_LEFT =
      """
      SELECT NOT EXISTS (SELECT FROM lockstep.sync_change)
        AND NOT EXISTS (
          -- An insert of unknown fate whose row is gone is looked after for five minutes.
          SELECT FROM lockstep.sync_queue
          WHERE not_before < now() + INTERVAL '1 minute')
        AND NOT EXISTS (SELECT FROM lockstep.sync_partition WHERE lease_holder IS NOT NULL)
        AND NOT EXISTS (
          SELECT FROM lockstep.sync_due WHERE reconcile_generation > reconcile_done)
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
  private final int port = FreePort.next();
  private final Path home;
  private final int pageSize;
  private final Set<String> shared = new HashSet<>();
  private String secretary = "";

  /**
   * @param home where the application finds its definition
   * @param pageSize how many events a page of a listing has
   */
  public TwoSides(Path home, int pageSize) throws IOException {
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
  public List<String> arguments() {
    return arguments(port, home);
  }

  /** One more on the same database. */
  public List<String> arguments(int port, Path home) {
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

  public static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(100));
  }

  public JdbcClient jdbc() {
    return jdbc;
  }

  TestDatabase database() {
    return database;
  }

  public TestSandbox sandbox() {
    return sandbox;
  }

  public static String email(String owner) {
    return owner + "@example.com";
  }

  // The side of PostgreSQL

  public long write(String owner, String title) {
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

  /** Whether there is such a row. */
  public boolean set(long id, String assignment) {
    return jdbc.sql(
                "UPDATE public.visits SET %s, updated_at = clock_timestamp() WHERE id = %d"
                    .formatted(assignment, id))
            .update()
        == 1;
  }

  public boolean erase(long id) {
    return jdbc.sql("DELETE FROM public.visits WHERE id = :id").param("id", id).update() == 1;
  }

  /** Waits until all that was written is queued, but not for ever: there may be nobody to do it. */
  void awaitQueued() {
    for (int looks = 0;
        looks < LOOKS && count("SELECT count(*) FROM lockstep.sync_change") > 0;
        looks++) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** Whether nothing is to be done about it. */
  boolean isAtRest(String sync, String key) {
    return jdbc.sql(IS_AT_REST).param("sync", sync).param("key", key).query(Boolean.class).single();
  }

  /** Null where there is no such row. */
  public String value(long id, String column) {
    return jdbc.sql("SELECT %s::text FROM public.visits WHERE id = %d".formatted(column, id))
        .query(String.class)
        .optional()
        .orElse(null);
  }

  /** Whether nothing is left to do about the row but to look again later. */
  public boolean isDoneOrWaits(long id) {
    return jdbc.sql(IS_DONE_OR_WAITS).param("key", "" + id).query(Boolean.class).single();
  }

  /** What was sent and has not arrived does not arrive any more. */
  public void fiveMinutesPass() {
    jdbc.sql(FIVE_MINUTES_PASS).update();
  }

  public long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  // The side of Google

  public List<JsonNode> events(String owner) {
    List<JsonNode> events = new ArrayList<>();
    require(google(owner, "GET", "?maxResults=2500", "")).path("items").forEach(events::add);
    // A series names its instances that were cancelled.
    events.removeIf(event -> event.path("status").asText().equals("cancelled"));
    return events;
  }

  /** Null where the row has no event with that owner. */
  public JsonNode event(String owner, long id) {
    return events(owner).stream()
        .filter(event -> key(event) == id && isOriginal(event))
        .findFirst()
        .orElse(null);
  }

  public boolean shows(String owner, long id, String field, String value) {
    JsonNode event = event(owner, id);
    return event != null && event.path(field).asText().equals(value);
  }

  /** What a person does to the event of a row. */
  public void edit(String owner, long id, String json) {
    require(google(owner, "PATCH", "/" + event(owner, id).path("id").asText(), json));
  }

  public void remove(String owner, long id) {
    require(google(owner, "DELETE", "/" + event(owner, id).path("id").asText(), ""));
  }

  static JsonNode require(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isBetween(200, 299);
    return json(answer);
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A call of a person's about the events of an owner's calendar. */
  HttpResponse<String> google(String owner, String method, String rest, String json) {
    if (secretary.isEmpty()) {
      secretary = sandbox.accessToken(PERSON);
    }
    if (shared.add(owner)) {
      require(
          sandbox.call(
              "POST",
              "calendar/v3/calendars/primary/acl?" + UNSEEN,
              sandbox.accessToken(email(owner)),
              """
              {"role": "writer", "scope": {"type": "user", "value": "%s"}}"""
                  .formatted(PERSON)));
    }
    return sandbox.call(
        method,
        "calendar/v3/calendars/"
            + email(owner)
            + "/events"
            + rest
            + (rest.contains("?") ? "&" : "?")
            + UNSEEN,
        secretary,
        json);
  }

  /** A copy of an event of ours bears the mark of another event. */
  static boolean isOriginal(JsonNode event) {
    return mark(event, "lockstepId").equals(event.path("id").asText());
  }

  static long key(JsonNode event) {
    String key = mark(event, "lockstepKey");
    return key.isEmpty() ? -1 : Long.parseLong(key);
  }

  private static String mark(JsonNode event, String name) {
    for (var property : event.path("extendedProperties").path("private").properties()) {
      if (property.getKey().equals(name) || property.getKey().startsWith(name + ".")) {
        return property.getValue().asText();
      }
    }
    return "";
  }

  // What must hold whenever it has come to rest

  public void settle() {
    Map<Long, Long> asked = pulls("pull_generation");
    soon().atMost(Duration.ofMinutes(2)).until(() -> isAtRestSince(asked));
  }

  /**
   * Of each partition how often it was pulled.
   *
   * @param count pull_generation for what was asked, pull_done for what is over
   */
  Map<Long, Long> pulls(String count) {
    Map<Long, Long> pulls = new TreeMap<>();
    jdbc.sql("SELECT partition_id, " + count + " FROM lockstep.sync_due")
        .query(
            row -> {
              pulls.put(row.getLong(1), row.getLong(2));
            });
    return pulls;
  }

  /**
   * Whether everything was looked at once more since so many pulls were asked for, and no work is
   * left.
   */
  boolean isAtRestSince(Map<Long, Long> asked) {
    Map<Long, Long> done = pulls("pull_done");
    return asked.entrySet().stream()
            .allMatch(each -> done.getOrDefault(each.getKey(), 0L) > each.getValue())
        && jdbc.sql(NOTHING_IS_LEFT).query(Boolean.class).single();
  }

  /** Once all is delivered; numbers are those of the invariants. */
  public void holds(String... owners) {
    settle();
    settledFor(owners);
    alike(Set.of(), owners);
    assertThat(writtenDown()).as("I6").isEqualTo(applied("2\\d\\d"));
    assertThat(notices("conflict")).as("false conflicts").isZero();
    assertThat(notices("failed")).as("given up").isZero();
  }

  /**
   * I1, I3: each row has one event that shows the same.
   *
   * @param beside ids of events that belong to no row
   */
  void alike(Set<String> beside, String... owners) {
    for (String owner : owners) {
      List<JsonNode> ours =
          events(owner).stream().filter(e -> !beside.contains(e.path("id").asText())).toList();
      Map<Long, String> shown = new TreeMap<>();
      ours.forEach(event -> shown.merge(key(event), shown(event), (a, b) -> a + " and " + b));
      assertThat(shown).as("I1, I3 of " + owner).isEqualTo(inPostgres(owner));
    }
  }

  /** I5: the next two pulls of every owner bring no write. */
  void settledFor(String... owners) {
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

  /** What the history says of a record, for people who look into a failed run. */
  List<String> history(String sync, String key) {
    return jdbc.sql(
            """
            SELECT to_char(at, 'MI:SS.MS ') || (
              jsonb_strip_nulls(to_jsonb(a))
                - ARRAY['id', 'at', 'sync', 'key', 'remote_id', 'calendar', 'duration_ms'])::text
            FROM lockstep.sync_audit a
            WHERE sync = ? AND key = ?
            ORDER BY id
            """)
        .params(sync, key)
        .query(String.class)
        .list();
  }

  /** How often both sides were found to have changed a record. */
  long conflicts(String sync, String key) {
    return jdbc.sql(
            "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice'"
                + " AND method = 'conflict' AND sync = ? AND key = ?")
        .params(sync, key)
        .query(Long.class)
        .single();
  }

  public long notices(String kind) {
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

  private static String shown(JsonNode event) {
    return "%s, %s, %s to %s"
        .formatted(
            event.path("summary").asText(),
            event.path("location").asText(),
            instant(event.path("start")),
            instant(event.path("end")));
  }

  /** A day begins where the definition's zone has its midnight. */
  static Instant instant(JsonNode moment) {
    return moment.hasNonNull("date")
        ? LocalDate.parse(moment.path("date").asText()).atStartOfDay(ZONE).toInstant()
        : OffsetDateTime.parse(moment.path("dateTime").asText()).toInstant();
  }

  Map<String, Long> writtenDown() {
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

  /**
   * What the sandbox has taken from the application.
   *
   * @param status regular expression of what it answered, 0 where it did not
   */
  Map<String, Long> applied(String status) {
    Map<String, Long> applied = new TreeMap<>();
    for (JsonNode line : requests(0)) {
      String action =
          switch (line.path("method").asText()) {
            case "POST" -> "insert";
            case "PATCH" -> "update";
            case "DELETE" -> "delete";
            default -> "";
          };
      boolean isPersons = line.path("account").asText().equals(PERSON);
      if (isOfEvents(line)
          && !isPersons
          && line.path("status").asText().matches(status)
          && !action.isEmpty()) {
        applied.merge(line.path("account").asText() + " " + action, 1L, Long::sum);
      }
    }
    return applied;
  }

  private static boolean isOfEvents(JsonNode line) {
    return line.path("path").asText().matches(".*/events(/(?!watch$)[^/]+)?");
  }

  public long lastRequest() {
    List<JsonNode> all = requests(0);
    return all.isEmpty() ? 0 : all.getLast().path("n").asLong();
  }

  public List<JsonNode> requests(long after) {
    List<JsonNode> lines = new ArrayList<>();
    sandbox.requests(after).forEach(lines::add);
    return lines;
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
