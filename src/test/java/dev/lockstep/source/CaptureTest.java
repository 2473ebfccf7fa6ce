package dev.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lockstep.testing.BesideOthers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults 41, 42 and 62, and what the triggers append. */
@BesideOthers
class CaptureTest {

  private final Database database = Database.withApplication();

  @Test
  void anApplicationWithoutRightsOnOurSchemaWritesAndIsCaptured_62() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, account text, note text)");
    database.capture("plain");

    database.asApplication(
        "INSERT INTO plain VALUES (1, '1', 'a'), (2, '1', 'b'), (3, '2', 'c')",
        "UPDATE plain SET note = 'd' WHERE id = 2",
        "DELETE FROM plain WHERE id = 3",
        "INSERT INTO plain VALUES (1) ON CONFLICT (id) DO UPDATE SET note = 'e'",
        "UPDATE plain SET note = 'f' WHERE false");

    assertThat(database.logged()).containsExactly("1", "1", "2", "2", "3", "3");
    assertThatCode(() -> database.asApplication("SELECT * FROM lockstep.sync_change"))
        .hasRootCauseMessage("ERROR: permission denied for schema lockstep\n  Position: 15");
  }

  @Test
  void aTransactionThatIsRolledBackIsNotCaptured_41() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    database.capture("plain");

    database.asApplication("BEGIN", "INSERT INTO plain VALUES (1)", "ROLLBACK");

    assertThat(database.logged()).isEmpty();
  }

  @Test
  void aChangedKeyIsLoggedAsTheOldAndTheNewOne() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, account text)");
    database.execute("INSERT INTO plain SELECT n, '1' FROM generate_series(1, 3) n");
    database.capture("plain");

    database.asApplication("UPDATE plain SET id = 10 WHERE id = 1");

    assertThat(database.logged()).containsExactly("1", "10");
  }

  @Test
  void aTruncatedTableIsLoggedOnceWithoutKey() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    database.execute("INSERT INTO plain SELECT generate_series(1, 100)");
    database.capture("plain");

    database.asApplication("TRUNCATE plain");

    assertThat(database.logged()).containsExactly("<truncated>");
  }

  @Test
  void keysAreLoggedAsTheReaderSpellsThem() {
    database.execute(
        """
        CREATE TABLE "Weird ""Table" ("Key: 1?" timestamptz, "b" bytea, c char(5), d text,
          PRIMARY KEY ("Key: 1?", "b", c, d))
        """);
    SourceTable source = database.capture("\"Weird \"\"Table\"");

    database.asApplication(
        """
        DO $do$ BEGIN
          PERFORM set_config('TimeZone', 'Asia/Tokyo', true), set_config('DateStyle', 'German', true),
            set_config('bytea_output', 'escape', true);
          INSERT INTO "Weird ""Table"
          VALUES ('2026-03-29 01:30+00', '\\x00ff', 'ab', E'quote " back \\\\ tab \\t ü');
        END $do$
        """);

    List<SourceRow> rows = new RowReader(database.jdbc).page(source, null, 10);
    assertThat(rows).hasSize(1);
    assertThat(database.logged()).containsExactly(rows.getFirst().row().key());
    assertThat(new RowReader(database.jdbc).read(source, database.logged())).hasSize(1);
  }

  @Test
  void uuidAndTextKeysAreLoggedAsTheyAre() {
    database.execute("CREATE TABLE by_uuid (id uuid PRIMARY KEY)");
    database.execute("CREATE TABLE by_text (id text PRIMARY KEY)");
    SourceTable first = database.source("by_uuid");
    SourceTable second = database.source("by_text");
    database.installer.ensure(List.of(first, second));

    database.asApplication(
        "INSERT INTO by_uuid VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11')",
        "INSERT INTO by_text VALUES ('  Ünï \"x\" ')");

    assertThat(database.logged())
        .containsExactlyInAnyOrder("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "  Ünï \"x\" ");
  }

  @Test
  void theOriginOfOurOwnWritesIsLogged() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    database.capture("plain");

    database.asApplication(
        "SET lockstep.origin = 'google'",
        "INSERT INTO plain VALUES (1)",
        "RESET lockstep.origin",
        "INSERT INTO plain VALUES (2)");

    assertThat(
            database
                .jdbc
                .sql("SELECT key || ' ' || coalesce(origin, '-') FROM lockstep.sync_change")
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder("1 google", "2 -");
  }

  @Test
  void aPartitionedTableIsCapturedThroughItsRootAndThroughItsLeaves() {
    database.execute(
        "CREATE TABLE parted (id bigint, day int, PRIMARY KEY (id, day)) PARTITION BY LIST (day)");
    database.execute("CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1)");
    database.execute("CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2)");
    database.capture("parted");

    database.asApplication(
        "INSERT INTO parted VALUES (1, 1)", "INSERT INTO parted_2 VALUES (2, 2)");
    assertThat(database.logged()).containsExactly("[\"1\", \"1\"]", "[\"2\", \"2\"]");

    database.emptyLog();
    database.asApplication("UPDATE parted SET day = 2 WHERE id = 1");
    assertThat(database.logged()).contains("[\"1\", \"1\"]", "[\"1\", \"2\"]");

    database.emptyLog();
    database.asApplication("UPDATE parted_2 SET id = 5 WHERE id = 2");
    assertThat(database.logged()).containsExactly("[\"2\", \"2\"]", "[\"5\", \"2\"]");

    database.execute("CREATE TABLE parted_3 PARTITION OF parted FOR VALUES IN (3)");
    assertThat(database.installer.ensure(List.of(database.source("parted"))).renewed()).hasSize(1);
    database.emptyLog();
    database.asApplication("INSERT INTO parted_3 VALUES (9, 3)");
    assertThat(database.logged()).containsExactly("[\"9\", \"3\"]");
  }

  @Test
  void aTableSwappedByAToolIsCapturedAgainAndNamedForReconciling_62() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    SourceTable source = database.capture("plain");
    assertThat(database.installer.ensure(List.of(source)).renewed()).isEmpty();

    database.execute("CREATE TABLE plain_new (LIKE plain INCLUDING ALL)");
    database.execute("ALTER TABLE plain RENAME TO plain_old");
    database.execute("ALTER TABLE plain_new RENAME TO plain");
    CaptureReport report = database.installer.ensure(List.of(source));

    assertThat(report.renewed()).containsExactly(source);
    database.asApplication("INSERT INTO plain VALUES (7)", "INSERT INTO plain_old VALUES (8)");
    assertThat(database.logged()).containsExactly("7");
  }

  @Test
  void aDisabledTriggerIsFoundAndRenewed() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    SourceTable source = database.capture("plain");

    database.execute("ALTER TABLE plain DISABLE TRIGGER ALL");

    assertThat(database.installer.ensure(List.of(source)).renewed()).containsExactly(source);
    database.asApplication("INSERT INTO plain VALUES (1)");
    assertThat(database.logged()).containsExactly("1");
  }

  @Test
  void sessionsOfReplicationToolsAreCapturedToo() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    database.capture("plain");

    database.execute("SET session_replication_role = replica; INSERT INTO plain VALUES (1)");

    assertThat(database.logged()).containsExactly("1");
  }

  @Test
  void writersUnderSerializableNeverFailBecauseOfUs_62() throws Exception {
    // A table each: only what is ours could make them collide.
    List<SourceTable> sources = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      database.execute("CREATE TABLE own" + n + " (id bigint PRIMARY KEY, account text)");
      sources.add(database.source("own" + n));
    }
    assertThat(database.installer.ensure(sources).renewed()).hasSize(8);
    database.execute(
        "ALTER DATABASE "
            + database.server.name()
            + " SET default_transaction_isolation = 'serializable'");
    List<FoldTarget> targets = sources.stream().map(t -> database.target("s", t)).toList();

    try (var pool = Executors.newFixedThreadPool(9)) {
      List<Callable<Integer>> writers =
          IntStream.range(0, 8).<Callable<Integer>>mapToObj(n -> () -> write(n)).toList();
      List<Future<Integer>> written = writers.stream().map(pool::submit).toList();
      while (!written.stream().allMatch(Future::isDone)) {
        database.fold.fold(targets);
      }
      for (Future<Integer> each : written) {
        assertThat(each.get()).isEqualTo(100);
      }
    }
    while (database.fold.fold(targets).changes() > 0) {}
    assertThat(database.queued("s")).hasSize(100);
    assertThat(database.logged()).isEmpty();
  }

  private int write(int n) throws SQLException {
    int committed = 0;
    try (Connection connection = database.application();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 1; i <= 100; i++) {
        statement.executeUpdate("INSERT INTO own%d VALUES (%d, '1')".formatted(n, i));
        connection.commit();
        committed++;
      }
    }
    return committed;
  }

  @Test
  void transactionsCanBePreparedWhileAWorkerSleeps_62() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    database.capture("plain");
    database.execute(
        "SELECT setval('lockstep.asleep_until', extract(epoch FROM now())::bigint + 60)");

    database.asApplication(
        "BEGIN", "INSERT INTO plain VALUES (1)", "PREPARE TRANSACTION '%s'".formatted(gid()));
    assertThat(database.logged()).isEmpty();
    database.asApplication("COMMIT PREPARED '%s'".formatted(gid()));

    assertThat(database.logged()).containsExactly("1");
  }

  private String gid() {
    return database.server.name();
  }

  @Test
  void whenNobodyFoldsForSevenDaysTriggersStopAppendingAndTheNextStartIsTold() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    database.capture("plain");
    assertThat(database.installer.keepAppending()).isFalse();

    database.execute(
        "SELECT setval('lockstep.append_until', extract(epoch FROM now())::bigint - 5)");
    database.asApplication("INSERT INTO plain VALUES (1)");

    assertThat(database.logged()).isEmpty();
    assertThat(database.installer.keepAppending()).isTrue();
    database.asApplication("INSERT INTO plain VALUES (2)");
    assertThat(database.logged()).containsExactly("2");
  }

  @Test
  void twoSyncsWithDifferentKeysOfOneTableEachGetTheirs() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, code text UNIQUE)");
    SourceTable byId = database.source("plain");
    SourceTable byCode = database.source("plain", "code");
    database.installer.ensure(List.of(byId, byCode));

    database.asApplication("INSERT INTO plain VALUES (1, 'x')");
    assertThat(database.logged()).containsExactly("1", "x");

    database.emptyLog();
    database.installer.ensure(List.of(byCode));
    database.asApplication("INSERT INTO plain VALUES (2, 'y')");
    assertThat(database.logged()).containsExactly("y");
  }

  @Test
  void aTableWhoseLockIsNotToBeHadIsReportedAndTheOthersAreCaptured() throws SQLException {
    database.execute("CREATE TABLE busy (id bigint PRIMARY KEY)");
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    SourceTable busy = database.source("busy");
    SourceTable plain = database.source("plain");
    CaptureInstaller impatient =
        new CaptureInstaller(
            database.jdbc, database.transactions, 1, java.time.Duration.ofMillis(1));

    try (Connection holder = database.application();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("INSERT INTO busy VALUES (1)");
      CaptureReport report = impatient.ensure(List.of(busy, plain));

      assertThat(report.failed()).containsOnlyKeys(busy);
      assertThat(report.failed().get(busy)).isEqualTo("canceling statement due to lock timeout");
      assertThat(report.renewed()).containsExactly(plain);
    }
  }

  @Test
  void nodesThatStartTogetherAreNotInEachOthersWay() throws Exception {
    int nodes = 3;
    CyclicBarrier together = new CyclicBarrier(nodes);
    try (ExecutorService pool = Executors.newFixedThreadPool(nodes)) {
      for (int round = 0; round < 20; round++) {
        String table = "fresh" + round;
        database.execute("CREATE TABLE public." + table + " (id int PRIMARY KEY)");
        List<SourceTable> sources = List.of(database.source(table));
        List<Future<CaptureReport>> reports = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
          reports.add(
              pool.submit(
                  () -> {
                    together.await();
                    return database.installer.ensure(sources);
                  }));
        }
        for (Future<CaptureReport> report : reports) {
          assertThat(report.get().failed()).isEmpty();
        }
      }
    }
  }

  @Test
  void aViewIsNotCapturedByTriggersAndTheReasonIsSaid() {
    database.execute("CREATE VIEW seen AS SELECT 1 AS id");

    assertThat(database.installer.ensure(List.of(database.source("seen", "id"))).failed().values())
        .containsExactly("public.seen is not a table that can have triggers: use capture: poll");
  }

  @Test
  void uninstallLeavesNoTrace() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY)");
    database.capture("plain");

    database.installer.uninstall();

    database.asApplication("INSERT INTO plain VALUES (1)");
    assertThat(
            database.one(
                """
                SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)
                  + (SELECT count(*) FROM pg_namespace WHERE nspname = 'lockstep')
                  + (SELECT count(*) FROM pg_proc p WHERE p.proname ~ 'capture|lockstep') AS traces
                """))
        .containsEntry("traces", 0L);
  }
}
