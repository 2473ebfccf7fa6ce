package dev.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * The whole application with one calendar sync, a sandbox beside it, and a table of appointments
 * whose column {@code owner} names the account, 1 to n.
 */
final class Appointments extends RunningBench {

  /** Quotas out of the way, on our side. */
  static final String[] NO_LIMITS = {
    "lockstep.google.limits.calendar-per-account-per-minute=6000000",
    "lockstep.google.limits.calendar-per-project-per-minute=6000000",
    "lockstep.google.limits.calendar-per-project-per-day=1000000000"
  };

  private static final String SYNC =
      """
      sync: bench
      source: { table: appointments, account: owner, modified: updated_at }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields:
        summary: { column: title, direction: to-google }
        location: { column: address, direction: to-google }
        start: starts_at
        end: ends_at
      policies: { debounce: 0ms, rows: all }
      schedule: { every: %s }
      """;

  private static final String TABLE =
      """
      CREATE TABLE public.appointments (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner bigint, title text, address text,
        starts_at timestamptz, ends_at timestamptz, updated_at timestamptz DEFAULT now())
      """;

  private static final String INSERT =
      """
      INSERT INTO public.appointments (owner, title, address, starts_at, ends_at)
      SELECT :first + n %% :owners, 'appointment ' || n, 'Main St ' || n,
        now() + interval '1 day', now() + interval '25 hours'
      FROM generate_series(1, :rows) n
      """
          .replace("%%", "%");

  private Appointments(TestSandbox sandbox, TestDatabase database, RunningLockstep lockstep) {
    super(sandbox, database, lockstep);
  }

  /** Connected accounts and an empty table; nothing runs yet. The sandbox refuses no call. */
  static Appointments prepared(int accounts, String... settings) {
    TestSandbox sandbox = TestSandbox.start();
    sandbox.control(
        "quotas",
        """
        {"api": "calendar", "perAccountPerMinute": null, "perProjectPerMinute": null,
         "perProjectPerDay": null, "patchUnits": 1}
        """);
    TestDatabase database = TestDatabase.empty();
    return beside(sandbox, database, RunningLockstep.start(database, sandbox, settings), accounts);
  }

  /** In an application that has other work too; connected accounts and an empty table. */
  static Appointments beside(
      TestSandbox sandbox, TestDatabase database, RunningLockstep lockstep, int accounts) {
    Appointments appointments = new Appointments(sandbox, database, lockstep);
    appointments.jdbc().sql(TABLE).update();
    for (int account = 1; account <= accounts; account++) {
      lockstep.connect(String.valueOf(account), email(account));
    }
    return appointments;
  }

  /** As {@link #prepared}, and the sync runs. */
  static Appointments running(int accounts, String... settings) {
    Appointments appointments = prepared(accounts, settings);
    // One row each makes the partitions, so that their first listing is over.
    appointments.insert(1, accounts, accounts);
    appointments.run("1h");
    appointments.awaitIdle();
    return appointments;
  }

  static String email(int account) {
    return "account" + account + "@example.com";
  }

  void run(String every) {
    lockstep().run(definition(every));
  }

  static String definition(String every) {
    return SYNC.formatted(every);
  }

  /** That many rows, spread over the accounts from the first one on. */
  void insert(int first, int owners, int rows) {
    jdbc().sql(INSERT).param("first", first).param("owners", owners).param("rows", rows).update();
  }

  void awaitIdle() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(100))
        .until(this::isIdle);
  }

  boolean isIdle() {
    return jdbc()
        .sql(
            """
            SELECT NOT EXISTS (SELECT FROM lockstep.sync_change)
              AND NOT EXISTS (SELECT FROM lockstep.sync_queue)
              AND NOT EXISTS (SELECT FROM lockstep.sync_partition WHERE lease_holder IS NOT NULL)
              AND NOT EXISTS (
                SELECT FROM lockstep.sync_due
                WHERE pull_generation > pull_done OR reconcile_generation > reconcile_done)
            """)
        .query(Boolean.class)
        .single();
  }

  /** The calls of Google's own protocol that the sandbox has answered since its log was emptied. */
  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (JsonNode line : sandbox().requests(0)) {
      String path = line.path("path").asText();
      if (path.contains("/calendar/v3/")) {
        calls.add(
            new Call(
                Instant.parse(line.path("at").asText()),
                line.path("method").asText(),
                line.path("account").asText(),
                line.path("status").asInt(),
                line.path("millis").asLong()));
      }
    }
    return calls;
  }

  /**
   * A call that the sandbox answered.
   *
   * @param at when it came in
   */
  record Call(Instant at, String method, String account, int status, long millis) {
    boolean isWrite() {
      return !method.equals("GET");
    }
  }
}
