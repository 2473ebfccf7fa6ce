package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Lockstep;
import dev.lockstep.account.AccessTokens;
import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.source.CaptureInstaller;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.source.SourceTable;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

@ExtendWith(OwnOutput.class)
class DatabaseCommandsTest {

  private static final PartitionKey PARTITION = new PartitionKey("visits", "1", "primary");

  @Test
  void uninstallLeavesNoTraceAndTheTablesAsTheyWere(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    jdbc.sql("CREATE TABLE visits (id bigint PRIMARY KEY, name text)").update();
    List<String> before = objects(jdbc);
    var transactions = new JdbcTransactionManager(database.dataSource());
    SourceTable table =
        new SourceTable(
            new LiveCatalog(jdbc, transactions).table("visits").orElseThrow(), List.of("id"), null);
    new CaptureInstaller(jdbc, transactions, 30, Duration.ofSeconds(1)).ensure(List.of(table));
    jdbc.sql("INSERT INTO visits VALUES (1, 'stays')").update();

    assertThat(run(database, "uninstall")).as("without --yes").isEqualTo(1);
    assertThat(run(database, "uninstall", "--yes")).isZero();

    assertThat(objects(jdbc)).isEqualTo(before).isNotEmpty();
    assertThat(jdbc.sql("SELECT name FROM visits").query(String.class).single()).isEqualTo("stays");
    assertThat(jdbc.sql("SELECT to_regnamespace('lockstep') IS NULL").query(Boolean.class).single())
        .isTrue();
    assertThat(run(database, "uninstall", "--yes")).as("twice").isZero();
    assertThat(output.getOut()).contains("are gone", "there is no schema lockstep");
  }

  @Test
  void uninstallIsRefusedWhileANodeRunsUnlessItIsForced(CapturedOutput output) throws Exception {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    String installed = "SELECT to_regnamespace('lockstep') IS NOT NULL";

    try (Connection node =
        DriverManager.getConnection(
            database.url() + "?user=postgres&ApplicationName=lockstep-listen")) {
      assertThat(node.isValid(1)).isTrue();
      assertThat(run(database, "uninstall", "--yes")).isEqualTo(1);
      assertThat(output.getErr())
          .contains("a node is running", "stop the application first", "--force");
      assertThat(jdbc.sql(installed).query(Boolean.class).single()).isTrue();

      assertThat(run(database, "uninstall", "--yes", "--force")).isZero();
      assertThat(jdbc.sql(installed).query(Boolean.class).single()).isFalse();
    }
  }

  @Test
  void conflictsThatWaitForAPersonAreCounted(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    new Partitions(jdbc).ensure(PARTITION);
    assertThat(run(database, "status")).isZero();
    assertThat(output.getOut()).doesNotContain("wait for a person");
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_mapping
              (sync, account, calendar, key, remote_id, sync_source, state)
            VALUES ('visits', '1', 'primary', '1', 'a', 'manual', 'conflict'),
              ('visits', '1', 'primary', '2', 'b', 'manual', 'conflict'),
              ('visits', '1', 'primary', '3', 'c', 'manual', 'linked'),
              ('others', '1', 'primary', '4', 'd', 'manual', 'conflict')
            """)
        .update();

    assertThat(run(database, "status")).isZero();
    assertThat(run(database, "status", "--json")).isZero();

    assertThat(output.getOut())
        .contains("  2 in conflict wait for a person: conflicts visits lists them, resolve decides")
        .contains("\"conflicts\":2");
  }

  @Test
  void aPausedSyncIsPausedForWhomeverWorksOnItUntilItIsResumed() {
    TestDatabase database = TestDatabase.migrated();
    Partitions partitions = new Partitions(JdbcClient.create(database.dataSource()));
    partitions.ensure(PARTITION);

    assertThat(run(database, "pause", "visits", "--direction", "to-google")).isZero();
    assertThat(partitions.find(PARTITION).orElseThrow().toGooglePaused())
        .containsExactly(PauseCause.BY_HAND);
    assertThat(partitions.find(PARTITION).orElseThrow().fromGooglePaused()).isEmpty();

    assertThat(run(database, "resume", "visits")).isZero();
    assertThat(partitions.find(PARTITION).orElseThrow().toGooglePaused()).isEmpty();
  }

  @Test
  void everyStandingCauseIsShownAndResumingLiftsOnlyItsOwn(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    new Partitions(jdbc).ensure(PARTITION);
    new Pauses(jdbc)
        .set(
            Pause.Scope.ofSync("visits"), Direction.BOTH, PauseCause.STOPPED, "its file is broken");
    assertThat(run(database, "pause", "visits", "--direction", "from-google")).isZero();

    assertThat(run(database, "status")).isZero();
    assertThat(output.getOut())
        .contains("sync 'visits' paused, both (stopped)", "its file is broken")
        .contains("sync 'visits' paused, from-google (by hand)");

    assertThat(run(database, "resume", "visits", "--direction", "from-google")).isZero();
    assertThat(output.getOut()).contains("sync 'visits' is still paused both ways (stopped)");
    assertThat(run(database, "status", "visits", "--json")).isZero();
    assertThat(output.getOut()).contains("{\"visits\":{\"paused\":[{\"scope\":\"sync 'visits'\"");
  }

  @Test
  void whatIsTriedAgainLaterIsShownWithItsReason(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    new Partitions(jdbc).ensure(PARTITION);
    jdbc.sql(
            """
            UPDATE lockstep.sync_partition
            SET attempts = 3, back_off_until = now() + interval '1 minute',
              last_error = 'column B was ''Price'' and is ''Cost'' now'
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_back_off (scope, back_off_until, attempts, last_error)
            VALUES ('account:somebody else', now() + interval '1 minute', 1, 'not ours'),
                   ('project', now() - interval '1 minute', 1, 'long over'),
                   ('account:%s', now() + interval '1 minute', 1, 'quota exceeded')
            """
                .formatted(PARTITION.account()))
        .update();

    assertThat(run(database, "status")).isZero();

    assertThat(output.getOut())
        .contains("visits: waits")
        .contains("waits, tried again at ", "column B was 'Price' and is 'Cost' now")
        .contains("account:" + PARTITION.account() + " waits", "quota exceeded")
        .doesNotContain("not ours", "long over");

    jdbc.sql("UPDATE lockstep.sync_partition SET back_off_until = now() - interval '1 minute'")
        .update();
    assertThat(run(database, "status")).isZero();
    assertThat(output.getOut())
        .contains("waits, tried again at its next turn, once nothing pauses");
  }

  @Test
  void aTabThatWaitsIsCalledATab(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    new Partitions(jdbc).ensure(PARTITION);
    jdbc.sql(
            """
            UPDATE lockstep.sync_partition
            SET attempts = 3, back_off_until = now() + interval '1 minute', last_error = 'why'
            """)
        .update();
    assertThat(run(database, "status")).isZero();
    assertThat(output.getOut())
        .contains(
            "account '%s' calendar '%s' waits"
                .formatted(PARTITION.account(), PARTITION.calendar()));

    jdbc.sql("INSERT INTO lockstep.sync_definition (sync, definition) VALUES (?, ?)")
        .params(PARTITION.sync(), "{\"target\":{\"kind\":\"SheetTarget\"}}")
        .update();
    assertThat(run(database, "status")).isZero();
    assertThat(output.getOut())
        .contains(
            "account '%s' tab '%s' waits".formatted(PARTITION.account(), PARTITION.calendar()));
  }

  @Test
  void aSyncThatNeverRanIsShownWithItsCause(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    new Pauses(JdbcClient.create(database.dataSource()))
        .set(
            Pause.Scope.ofSync("typo"),
            Direction.BOTH,
            PauseCause.STOPPED,
            "unknown table 'tabel'");

    assertThat(run(database, "status")).isZero();

    assertThat(output.getOut()).contains("typo: paused", "unknown table 'tabel'");
  }

  @Test
  void aResyncThatNobodyTakesUpIsAskedForAndSaysSo(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    Partitions partitions = new Partitions(JdbcClient.create(database.dataSource()));
    partitions.ensure(PARTITION);

    assertThat(run(database, "resync", "visits", "--lockstep.resync.patience=PT1S")).isEqualTo(2);

    assertThat(output.getOut()).contains("0 of 1", "done: nothing was changed so far");
    assertThat(output.getErr()).contains("no node is running: is the application started?");
    assertThat(partitions.find(PARTITION).orElseThrow().isReconcileAskedFor()).isTrue();
  }

  @Test
  void aResyncThatNobodyWaitsForIsOnlyAskedFor(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    Partitions partitions = new Partitions(JdbcClient.create(database.dataSource()));
    partitions.ensure(PARTITION);

    assertThat(run(database, "resync", "visits", "--no-wait", "--mode", "incremental")).isZero();

    assertThat(output.getOut()).contains("visits: 1 calendar(s) or tab(s) will be compared");
    assertThat(partitions.find(PARTITION).orElseThrow().isPullAskedFor()).isTrue();
    assertThat(partitions.find(PARTITION).orElseThrow().isReconcileAskedFor()).isFalse();
  }

  @Test
  void aResyncOfWhatIsPausedEndsAndSaysWhatItWaitsFor(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    new Partitions(JdbcClient.create(database.dataSource())).ensure(PARTITION);
    assertThat(run(database, "pause", "visits")).isZero();

    assertThat(run(database, "resync", "visits")).isEqualTo(2);

    assertThat(output.getOut()).contains("0 of 1", "paused both ways (by hand)");
  }

  @Test
  void aRecordOfWhichThereIsNothingIsNotCompared(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    Partitions partitions = new Partitions(jdbc);
    partitions.ensure(PARTITION);
    jdbc.sql("CREATE TABLE visits (id bigint PRIMARY KEY, name text)").update();
    jdbc.sql("INSERT INTO visits VALUES (7, 'not sent yet')").update();
    jdbc.sql("INSERT INTO lockstep.sync_definition (sync, definition) VALUES (?, ?)")
        .params(PARTITION.sync(), "{\"source\":{\"key\":[\"id\"],\"table\":\"visits\"}}")
        .update();

    for (String key : List.of("12345", "no number", "[\"7\", \"8\"]", "")) {
      assertThat(run(database, "resync", "visits", "--key", key, "--no-wait")).as(key).isEqualTo(1);
    }
    assertThat(output.getErr()).contains("sync 'visits' has no record with the key '12345'");
    assertThat(jdbc.sql("SELECT count(*) FROM lockstep.sync_queue").query(Long.class).single())
        .as("nothing is asked for")
        .isZero();
    assertThat(run(database, "resync", "visits", "--key", "7", "--no-wait")).isZero();
    assertThat(status(jdbc, "7")).isEqualTo("pending");
    jdbc.sql("DELETE FROM visits").update();
    assertThat(run(database, "resync", "visits", "--key", "7", "--no-wait"))
        .as("something of it is queued")
        .isZero();

    assertThat(run(database, "history", "visits", "12345")).isEqualTo(1);
    assertThat(run(database, "history", "visits", "12345", "--json")).isEqualTo(1);
    assertThat(run(database, "history", "visits", "7", "--json")).isZero();
    assertThat(output.getOut()).endsWith("[]" + System.lineSeparator());
    assertThat(run(database, "resync", "visits", "--account", "nobody", "--key", "7", "--no-wait"))
        .isEqualTo(1);
    assertThat(output.getErr()).contains("no calendar or tab of account 'nobody'");
  }

  @Test
  void whatSaysNothingIsRefusedAndNamed(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    new Partitions(JdbcClient.create(database.dataSource())).ensure(PARTITION);

    for (String limit : List.of("0", "-1", "many", "99999999999")) {
      assertThat(run(database, "dead-letters", "--limit", limit)).as(limit).isEqualTo(1);
      assertThat(run(database, "history", "visits", "2", "--limit", limit)).isEqualTo(1);
      assertThat(run(database, "plan", "visits", "--limit", limit)).isEqualTo(1);
      assertThat(
              run(
                  database,
                  "restore",
                  "visits",
                  "--since",
                  "2026-01-01T00:00:00Z",
                  "--limit",
                  limit))
          .isEqualTo(1);
      assertThat(output.getErr()).contains("'" + limit + "' is no number of 1 or more", "--limit");
    }
    assertThat(run(database, "skip", "7", "--reason", " ")).isEqualTo(1);
    assertThat(run(database, "skip", "7", "--reason", "x".repeat(1001))).isEqualTo(1);
    assertThat(run(database, "replay", "--text", "")).isEqualTo(1);
    for (String name : List.of("", " ", "n".repeat(201))) {
      assertThat(run(database, "token", "create", "--name", name, "--scope", "read"))
          .as(name)
          .isEqualTo(1);
    }
    assertThat(
            run(
                database,
                "token",
                "create",
                "--name",
                "ci",
                "--scope",
                "read",
                "--expires",
                "99999999d"))
        .isEqualTo(1);
    assertThat(output.getErr()).contains("--reason", "says nothing", "1,001 characters", "--name");
    assertThat(output.getOut()).doesNotContain("ls_");
  }

  @Test
  void aTokensIdAndAPortAreAskedForInPlainWords(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();

    assertThat(run(database, "token", "revoke", "999")).isEqualTo(1);
    assertThat(run(database, "token", "rotate", "999")).isEqualTo(1);
    assertThat(output.getErr()).contains("'999' is no id of a token");
    for (String port : List.of("99999", "-1", "http")) {
      assertThat(run(database, "sandbox", "--port", port)).as(port).isEqualTo(1);
      assertThat(output.getErr()).contains("'" + port + "' is no port: 0 to 65535");
    }
    assertThat(output.getErr()).doesNotContain("Exception");
  }

  @Test
  void aSyncThatIsNotThereIsNamedBesideThoseThatAre(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    new Partitions(JdbcClient.create(database.dataSource())).ensure(PARTITION);

    assertThat(run(database, "approve", "vists")).isEqualTo(1);
    assertThat(run(database, "replay", "visits")).isZero();
    assertThat(output.getErr()).contains("'vists'", "there are: visits");
  }

  @Test
  void deadLettersAreListedReplayedAndSkipped(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    new Partitions(jdbc).ensure(PARTITION);
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_queue (partition_id, sync, direction, account, calendar, key,
              status, retry_count, first_changed_at, changed_at, not_before, last_error,
              failure_kind, payload)
            SELECT p.id, p.sync, 'to_google', p.account, p.calendar, k.key, 'failed', 3, now(), now(),
              k.due, k.error, k.kind, CAST(k.payload AS jsonb)
            FROM lockstep.sync_partition p, (VALUES
              ('a/b', 'infinity'::timestamptz, 'summary is too long', 'permanent', '{"summary": "long"}'),
              ('c', now() + interval '1 hour', 'no answer', 'transient', NULL)) k (key, due, error, kind, payload)
            """)
        .update();

    assertThat(run(database, "dead-letters")).isZero();
    assertThat(output.getOut())
        .contains(
            "record 'a/b' to Google, permanent, 3 attempts, not tried again by itself: summary is")
        .contains("{\"summary\": \"long\"}", "record 'c'", "tried again at ");
    jdbc.sql(
            """
            UPDATE lockstep.sync_queue
            SET last_error = repeat('e', 5000),
              payload = jsonb_build_object('summary', repeat('v', 50001), 'place', 'Main St')
            WHERE key = 'c'
            """)
        .update();
    assertThat(run(database, "dead-letters")).isZero();
    assertThat(output.getOut())
        .contains("v".repeat(200) + "…", "\"place\":\"Main St\"", "e".repeat(500) + "…")
        .doesNotContain("v".repeat(201), "e".repeat(501));
    assertThat(run(database, "dead-letters", "visits", "--kind", "transient", "--json")).isZero();
    assertThat(output.getOut()).contains("v".repeat(50001), "e".repeat(5000));
    assertThat(output.getOut()).contains("\"key\":\"c\"").doesNotContain("\"key\":\"a/b\"");

    assertThat(run(database, "skip", number(jdbc, "a/b"), "--reason", "an old one")).isZero();
    assertThat(jdbc.sql("SELECT message FROM lockstep.sync_audit").query(String.class).single())
        .isEqualTo("skipped: an old one; it had failed: summary is too long");
    assertThat(status(jdbc, "a/b")).isEqualTo("skipped");
    assertThat(run(database, "skip", number(jdbc, "a/b"), "--reason", "again")).isEqualTo(1);
    assertThat(output.getErr()).contains(number(jdbc, "a/b") + " is skipped already");
    assertThat(run(database, "dead-letters", "--skipped")).isZero();
    assertThat(output.getOut()).contains("3 attempts, skipped (an old one): summary is too long");
    assertThat(run(database, "dead-letters", "--skipped", "--json")).isZero();
    assertThat(output.getOut()).contains("\"skip_reason\":\"an old one\"");
    jdbc.sql("UPDATE lockstep.sync_queue SET skip_reason = NULL, hold_reason = NULL").update();
    assertThat(run(database, "dead-letters", "--skipped")).isZero();
    assertThat(output.getOut()).contains("3 attempts, skipped (why: its history): summary is");
    assertThat(run(database, "replay", "visits", "--text", "EEEE")).isZero();
    assertThat(status(jdbc, "c")).isEqualTo("pending");
    assertThat(run(database, "replay", "--id", number(jdbc, "a/b"))).isZero();
    assertThat(status(jdbc, "a/b")).isEqualTo("pending");
  }

  @Test
  void whatTheBrakeHoldsIsListed(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    new Partitions(jdbc).ensure(PARTITION);
    assertThat(run(database, "dead-letters", "--held")).isZero();
    assertThat(output.getOut()).contains("the brake holds nothing");
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_queue (partition_id, sync, direction, account, calendar, key,
              status, effect, first_changed_at, changed_at, not_before, hold_reason)
            SELECT id, sync, 'to_google', account, calendar, 'gone', 'held', 'delete', now(), now(),
              now(), '30 of 40 would be deleted'
            FROM lockstep.sync_partition
            """)
        .update();

    assertThat(run(database, "dead-letters")).isZero();
    assertThat(output.getOut()).doesNotContain("'gone'");
    assertThat(run(database, "dead-letters", "visits", "--held")).isZero();
    assertThat(output.getOut())
        .contains("record 'gone' to Google, delete, since ", ": 30 of 40 would be deleted");
    assertThat(run(database, "dead-letters", "--held", "--json")).isZero();
    assertThat(output.getOut()).contains("\"hold_reason\":\"30 of 40 would be deleted\"");
    assertThat(run(database, "skip", number(jdbc, "gone"), "--reason", "x")).isEqualTo(1);
    assertThat(output.getErr()).contains("the brake holds it, approve or discard");
    assertThat(run(database, "dead-letters", "--held", "--skipped")).isEqualTo(1);
  }

  @Test
  void thatNoNodeRunsIsSaidFirst(CapturedOutput output) throws Exception {
    TestDatabase database = TestDatabase.migrated();
    new Partitions(JdbcClient.create(database.dataSource())).ensure(PARTITION);

    assertThat(run(database, "status")).isZero();
    assertThat(output.getOut())
        .startsWith("no node is running: nothing moves until the application is started")
        .contains("visits: stands");

    try (Connection node =
        DriverManager.getConnection(
            database.url() + "?user=postgres&ApplicationName=lockstep-listen")) {
      assertThat(node.isValid(1)).isTrue();
      assertThat(run(database, "status")).isZero();
      assertThat(output.getOut()).containsOnlyOnce("no node is running").contains("visits: runs");
    }
  }

  @Test
  void whatIsNoDeadLetterIsSaid(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();

    assertThat(run(database, "skip", "7", "--reason", "x")).isEqualTo(1);
    assertThat(run(database, "skip", "7")).as("without a reason").isEqualTo(1);
    assertThat(run(database, "replay", "--id", "7")).isEqualTo(1);
    assertThat(run(database, "replay")).as("which").isEqualTo(1);
    assertThat(run(database, "replay", "--all", "--id", "7")).as("one way").isEqualTo(1);
    assertThat(run(database, "dead-letters", "--kind", "bad")).isEqualTo(1);
    assertThat(run(database, "dead-letters", "nosuch")).isEqualTo(1);
    assertThat(output.getErr()).contains("7 is not the number of a dead letter", "say which");
  }

  @Test
  void aTokenIsMadeRotatedAndRevoked(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    AccessTokens tokens = new AccessTokens(JdbcClient.create(database.dataSource()));

    assertThat(run(database, "token")).isEqualTo(1);
    assertThat(run(database, "token", "create", "--name", "ci", "--scope", "reed")).isEqualTo(1);
    assertThat(
            run(database, "token", "create", "--name", "ci", "--scope", "read", "--expires", "x"))
        .isEqualTo(1);
    assertThat(output.getErr()).contains("'reed' is no scope; there are: read, operate");

    assertThat(
            run(database, "token", "create", "--name", "ci", "--scope", "read", "--expires", "90d"))
        .isZero();
    String first = lastToken(output);
    AccessTokens.Holder holder = tokens.use(first).orElseThrow();
    assertThat(holder.may("read")).isTrue();
    assertThat(holder.may("operate")).isFalse();

    assertThat(run(database, "token", "rotate", holder.id().toString())).isZero();
    String second = lastToken(output);
    assertThat(tokens.use(first)).as("the old one").isEmpty();
    assertThat(tokens.use(second)).contains(holder);

    assertThat(run(database, "token", "revoke", holder.id().toString())).isZero();
    assertThat(tokens.use(second)).isEmpty();
    assertThat(run(database, "token", "revoke", holder.id().toString())).as("twice").isEqualTo(1);
    assertThat(run(database, "token", "rotate", holder.id().toString())).isEqualTo(1);
  }

  private static String lastToken(CapturedOutput output) {
    return output
        .getOut()
        .lines()
        .filter(line -> line.startsWith("ls_"))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static String number(JdbcClient jdbc, String key) {
    return queued(jdbc, "id", key);
  }

  private static String status(JdbcClient jdbc, String key) {
    return queued(jdbc, "status", key);
  }

  private static String queued(JdbcClient jdbc, String column, String key) {
    return jdbc.sql("SELECT " + column + " FROM lockstep.sync_queue WHERE key = :key")
        .param("key", key)
        .query(String.class)
        .single();
  }

  @Test
  void aDatabaseWithoutLockstepOrWithoutAnswerEndsWith2(CapturedOutput output) {
    assertThat(run(TestDatabase.empty(), "pause", "visits")).isEqualTo(2);
    assertThat(
            Commands.run(
                Lockstep.class,
                "pause",
                "visits",
                "--lockstep.database.url=jdbc:postgresql://127.0.0.1:1/gone?password=geheim"))
        .isEqualTo(2);
    assertThat(output.getErr())
        .contains("there is no schema lockstep", "127.0.0.1:1/gone")
        .doesNotContain("geheim");
  }

  private static int run(TestDatabase database, String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--lockstep.database.url=" + database.url();
    return Commands.run(Lockstep.class, all);
  }

  /** Triggers, functions and relations outside the engine's schema. */
  private static List<String> objects(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL
            SELECT 'function ' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep')
            UNION ALL
            SELECT 'relation ' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'lockstep')
            ORDER BY 1
            """)
        .query(String.class)
        .list();
  }
}
