package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.schedule.ScheduledPulls;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.queue.QueueList;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Trigger;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The whole application with one diary per sync: a table, and the calendar of one owner. */
final class Diaries implements AutoCloseable {

  private static final String SYNC =
      """
      sync: NAME
      source: { table: NAME, account: owner, modified: updated_at }
      target: { calendar: primary, timeZone: Europe/Berlin MATCH }
      direction: both
      fields: { summary: title, location: place, start: starts_at, end: ends_at }
      notify: { conflict: admin, failed: admin, googleChanged: admin, braked: admin }
      """;

  private static final List<String> UNLIMITED =
      List.of(
          "lockstep.google.limits.calendar-per-account-per-minute=6000000",
          "lockstep.google.limits.calendar-per-project-per-minute=6000000",
          "lockstep.google.limits.calendar-per-project-per-day=1000000000");

  final TestDatabase database;
  final TestSandbox sandbox;
  final RunningLockstep lockstep;
  final JdbcClient jdbc;
  private final Map<String, String> files = new LinkedHashMap<>();

  Diaries() {
    this(TestDatabase.empty(), TestSandbox.start());
  }

  Diaries(TestDatabase database, TestSandbox sandbox, String... settings) {
    this.database = database;
    this.sandbox = sandbox;
    // What is proved here is not the pace: neither side limits it.
    sandbox.control(
        "quotas",
        """
        {"api": "calendar", "perAccountPerMinute": null, "perProjectPerMinute": null,
         "perProjectPerDay": null}
        """);
    this.lockstep =
        RunningLockstep.start(
            database,
            sandbox,
            Stream.concat(UNLIMITED.stream(), Stream.of(settings)).toArray(String[]::new));
    this.jdbc = lockstep.jdbc();
  }

  /** With a brake that holds the little that a test does. */
  static Diaries withTightBrake(String... settings) {
    return new Diaries(
        TestDatabase.empty(),
        TestSandbox.start(),
        Stream.concat(
                Stream.of("lockstep.brake.deleted-at-least=5", "lockstep.brake.changed-at-least=5"),
                Stream.of(settings))
            .toArray(String[]::new));
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(50));
  }

  /** A diary without rows; {@code policies} are added to the default ones. */
  Diary open(String name, String policies) {
    return open(name, policies, "");
  }

  Diary open(String name, String policies, String match) {
    Diary diary = openAgain(name, policies, match);
    diary.makeTable();
    lockstep.connect(name, diary.email());
    return diary;
  }

  /** One whose table is there already and whose owner is connected. */
  Diary openAgain(String name) {
    return openAgain(name, "", "");
  }

  private Diary openAgain(String name, String policies, String match) {
    define(
        name,
        SYNC.replace("NAME", name).replace("MATCH", match)
            + "policies: { debounce: 0ms"
            + (policies.isEmpty() ? "" : ", " + policies)
            + " }\n");
    return diary(name);
  }

  Diary diary(String name) {
    return new Diary(name, name + "@example.com");
  }

  void define(String name, String yaml) {
    files.put(name + ".yaml", yaml);
  }

  String definition(String name) {
    return files.get(name + ".yaml");
  }

  void forget(String name) {
    files.remove(name + ".yaml");
  }

  void run() {
    lockstep.bean(Engine.class).start(Definitions.parse(files));
  }

  boolean isIdle(String sync) {
    return count("SELECT count(*) FROM lockstep.sync_queue WHERE sync = '" + sync + "'") == 0
        && count("SELECT count(*) FROM lockstep.sync_change") == 0
        && count(
                "SELECT count(*) FROM lockstep.sync_due d JOIN lockstep.sync_partition p"
                    + " ON p.id = d.partition_id WHERE p.sync = '"
                    + sync
                    + "' AND (d.pull_generation > d.pull_done OR d.reconcile_generation > d.reconcile_done"
                    + " OR p.lease_holder IS NOT NULL)")
            == 0;
  }

  /** A record whose place was changed on both sides; of a diary where that waits for a person. */
  long contested(Diary diary, String title) {
    long id = diary.writeLinkedBeside(title);
    // A notification would bring the one edit before the other is made.
    lockstep.pause(diary.name());
    diary.edit(title, "{\"location\": \"Event St\"}");
    diary.set(id, "place = 'Row St'");
    lockstep.resume(diary.name());
    diary.pull();
    soon().until(() -> diary.state(id).equals("conflict"));
    return id;
  }

  /** So many records a person's wishes wait for. */
  long asked(String sync) {
    return count(
        "SELECT count(*) FROM lockstep.sync_queue WHERE asked IS NOT NULL AND sync = '"
            + sync
            + "'");
  }

  long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  long lastRequest() {
    long last = 0;
    for (JsonNode line : sandbox.requests(0)) {
      last = Math.max(last, line.path("n").asLong());
    }
    return last;
  }

  /** Calls of this account's after line n that change events. */
  long writesAfter(long n, Diary diary) {
    long writes = 0;
    for (JsonNode line : sandbox.requests(n)) {
      if (!line.path("method").asText().equals("GET")
          && line.path("path").asText().contains("/events")
          && !line.path("path").asText().contains("watch")
          && line.path("account").asText().equals(diary.email())) {
        writes++;
      }
    }
    return writes;
  }

  @Override
  public void close() {
    lockstep.close();
    sandbox.close();
  }

  /** One sync's table and calendar. */
  final class Diary {
    private final String name;
    private final String email;

    private Diary(String name, String email) {
      this.name = name;
      this.email = email;
    }

    String name() {
      return name;
    }

    /** Calls of this owner's go wrong; its name is for {@link TestSandbox#mend}. */
    String fault(String json) {
      return sandbox.fault(json.replaceFirst("\\{", "{\"account\": \"" + email + "\", "));
    }

    String email() {
      return email;
    }

    private void makeTable() {
      jdbc.sql(
              """
              CREATE TABLE public.%s (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner text, title text,
                place text, starts_at timestamptz, ends_at timestamptz,
                updated_at timestamptz DEFAULT now())
              """
                  .formatted(name))
          .update();
    }

    long write(String title) {
      return write(
          title,
          "date_trunc('hour', now()) + interval '1 day'",
          "date_trunc('hour', now()) + interval '25 hours'");
    }

    /** Times as SQL says them. */
    long write(String title, String start, String end) {
      return jdbc.sql(
              """
              INSERT INTO public.%s (owner, title, place, starts_at, ends_at)
              VALUES (:owner, :title, 'Main St', %s, %s)
              RETURNING id
              """
                  .formatted(name, start, end))
          .param("owner", name)
          .param("title", title)
          .query(Long.class)
          .single();
    }

    /** A row with its event. */
    long writeLinked(String title) {
      long id = write(title);
      soon().until(() -> event(title) != null && "linked".equals(state(id)));
      soon().until(() -> isIdle(name));
      return id;
    }

    /** The same while other items of the sync may wait. */
    long writeLinkedBeside(String title) {
      long id = write(title);
      soon().until(() -> event(title) != null && "linked".equals(state(id)));
      return id;
    }

    void set(long id, String assignment) {
      jdbc.sql(
              "UPDATE public.%s SET %s, updated_at = clock_timestamp() WHERE id = %d"
                  .formatted(name, assignment, id))
          .update();
    }

    /** That many edits in as many transactions within about a second; the last is named so. */
    void setOften(long id, int times) {
      SingleConnectionDataSource one =
          new SingleConnectionDataSource(database.url(), "postgres", "", true);
      JdbcClient quick = JdbcClient.create(one);
      for (int i = 1; i <= times; i++) {
        quick
            .sql("UPDATE public.%s SET place = 'Street %d' WHERE id = %d".formatted(name, i, id))
            .update();
        LockSupport.parkNanos(Duration.ofMillis(800).toNanos() / times);
      }
      one.destroy();
    }

    void erase(long id) {
      jdbc.sql("DELETE FROM public.%s WHERE id = %d".formatted(name, id)).update();
    }

    String value(long id, String column) {
      return jdbc.sql("SELECT %s::text FROM public.%s WHERE id = %d".formatted(column, name, id))
          .query(String.class)
          .optional()
          .orElse(null);
    }

    OffsetDateTime start(long id) {
      return jdbc.sql("SELECT starts_at FROM public.%s WHERE id = %d".formatted(name, id))
          .query(OffsetDateTime.class)
          .single();
    }

    long rows() {
      return count("SELECT count(*) FROM public.%1$s WHERE owner = '%1$s'".formatted(name));
    }

    String state(long id) {
      return jdbc.sql(
              "SELECT state FROM lockstep.sync_mapping WHERE sync = :sync AND key = :key ORDER BY account = :sync DESC LIMIT 1")
          .param("sync", name)
          .param("key", String.valueOf(id))
          .query(String.class)
          .optional()
          .orElse("");
    }

    List<JsonNode> events() {
      return lockstep.events(email);
    }

    JsonNode event(String title) {
      return events().stream()
          .filter(event -> event.path("summary").asText().equals(title))
          .findFirst()
          .orElse(null);
    }

    /** What a person does to an event. */
    void edit(String title, String json) {
      lockstep.google(email, "PATCH", path(event(title)), json);
    }

    void remove(String title) {
      lockstep.google(email, "DELETE", path(event(title)), "");
    }

    JsonNode create(String json) {
      return lockstep.google(email, "POST", "calendar/v3/calendars/primary/events", json);
    }

    private String path(JsonNode event) {
      return "calendar/v3/calendars/primary/events/" + event.path("id").asText();
    }

    void pull() {
      lockstep.bean(ScheduledPulls.class).ask(name);
    }

    void settle() {
      soon().until(() -> isIdle(name));
    }

    /** Of one record. */
    long notices(String kind, long id) {
      return count(
          "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice' AND method = '%s' AND sync = '%s' AND key = '%d'"
              .formatted(kind, name, id));
    }

    long notices(String kind) {
      return jdbc.sql(
              "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice' AND sync = :sync AND method = :kind")
          .param("sync", name)
          .param("kind", kind)
          .query(Long.class)
          .single();
    }

    /** What was told of one record. */
    List<String> told(long id) {
      return jdbc.sql(
              "SELECT coalesce(message, '') || ' ' || coalesce(detail::text, '') FROM lockstep.sync_audit WHERE kind = 'notice' AND sync = ? AND key = ? ORDER BY id")
          .params(name, String.valueOf(id))
          .query(String.class)
          .list();
    }

    long changes(long id) {
      return count(
          "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'change' AND sync = '%s' AND key = '%d'"
              .formatted(name, id));
    }

    /** Why each change of a record was made, in their order. */
    List<String> causes(long id) {
      return jdbc.sql(
              "SELECT cause FROM lockstep.sync_audit WHERE kind = 'change' AND sync = ? AND key = ?"
                  + " AND action <> 'link' ORDER BY id")
          .params(name, String.valueOf(id))
          .query(String.class)
          .list();
    }

    /** What the brake holds. */
    long held() {
      return count(
          "SELECT count(*) FROM lockstep.sync_queue WHERE status = 'held' AND sync = '%s'"
              .formatted(name));
    }

    /** How many links are in that state. */
    long linksThatAre(String state) {
      return count(
          "SELECT count(*) FROM lockstep.sync_mapping WHERE sync = '%s' AND state = '%s'"
              .formatted(name, state));
    }

    /** Both sides are to be compared in full. */
    void reconcile() {
      lockstep.bean(Reconciles.class).ask(name, null, Trigger.of(Trigger.By.RESYNC));
      lockstep.bean(WakeUp.class).wake();
    }

    /** Nothing moves any more, whatever was given up. */
    void settled() {
      soon()
          .until(
              () ->
                  count(
                              "SELECT count(*) FROM lockstep.sync_queue WHERE sync = '%s' AND status IN ('pending', 'processing')"
                                  .formatted(name))
                          == 0
                      && count("SELECT count(*) FROM lockstep.sync_change") == 0
                      && count(
                              "SELECT count(*) FROM lockstep.sync_due d JOIN lockstep.sync_partition p ON p.id = d.partition_id WHERE p.sync = '%s' AND (d.pull_generation > d.pull_done OR d.reconcile_generation > d.reconcile_done OR p.lease_holder IS NOT NULL)"
                                  .formatted(name))
                          == 0);
    }

    /** Number and reason of each dead letter that nobody skipped. */
    List<String> deadLetters() {
      return new QueueList(jdbc)
          .page(QueueFilter.failed(name), 0, 100).stream()
              .map(entry -> entry.item().id() + ": " + entry.item().lastError())
              .toList();
    }

    /** Both sides are compared in full, and nothing is written or held. */
    void comesToRest() {
      settle();
      long before = lastRequest();
      reconcile();
      settle();
      assertThat(writesAfter(before, this)).isZero();
      assertThat(held()).isZero();
    }
  }
}
