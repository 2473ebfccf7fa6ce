package dev.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Lease;
import dev.lockstep.testing.BesideOthers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults 42, 44 and 57, and where a change is queued. */
@BesideOthers
class FoldTest {

  /** Sessions of this database, of which the server has more, that wait for a lock. */
  private static final String WAITING =
      """
      SELECT count(*) AS n
      FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE NOT granted AND datname = current_database()
      """;

  private final Database database = new Database();
  private SourceTable source;
  private FoldTarget target;

  @BeforeEach
  void capturesATable() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, account text, note text)");
    source = database.capture("plain");
    target = database.target("s", source);
  }

  private Folded fold() {
    return database.fold.fold(List.of(target));
  }

  @Test
  void aChangeIsQueuedForEverySyncOfItsTableTheOneThatWroteItToo() {
    database.execute("SET lockstep.origin = 'google'; INSERT INTO plain VALUES (1, '1')");

    database.fold.fold(List.of(target, database.target("other", source)));

    assertThat(database.queued("s")).containsExactly("1/1");
    assertThat(database.queued("other")).containsExactly("1/1");
    assertThat(database.one("SELECT origin FROM lockstep.sync_queue WHERE sync = 's'"))
        .containsEntry("origin", "google");
    assertThat(database.logged()).isEmpty();
  }

  @Test
  void placesAreMarkedAsDueInOneOrderWhicheverSyncComesFirst() throws Exception {
    FoldTarget other = database.target("other", source);
    long first = database.partitions.ensure(new PartitionKey("other", "1", "primary"));
    long second = database.partitions.ensure(new PartitionKey("s", "1", "primary"));
    database.execute("INSERT INTO plain VALUES (1, '1')");
    String lock = "SELECT FROM lockstep.sync_due WHERE partition_id = %d FOR UPDATE %s";

    try (Connection pulls = database.server.dataSource().getConnection();
        var statement = pulls.createStatement();
        var folding = Executors.newVirtualThreadPerTaskExecutor()) {
      pulls.setAutoCommit(false);
      statement.execute(lock.formatted(first, ""));
      Future<Folded> folded = folding.submit(() -> database.fold.fold(List.of(target, other)));
      Awaitility.await()
          .until(() -> database.one(WAITING), waiting -> waiting.equals(Map.of("n", 1L)));
      assertThatCode(() -> statement.execute(lock.formatted(second, "NOWAIT")))
          .doesNotThrowAnyException();
      pulls.rollback();
      assertThat(folded.get().changes()).isEqualTo(1);
    }
    assertThat(database.one("SELECT count(due_at) AS n FROM lockstep.sync_due"))
        .containsEntry("n", 2L);
  }

  @Test
  void aHundredEditsOfARecordAreOneItem_44() {
    database.execute("INSERT INTO plain VALUES (1, '1')");
    for (int i = 0; i < 50; i++) {
      database.execute("UPDATE plain SET note = '" + i + "'");
    }
    fold();
    for (int i = 0; i < 50; i++) {
      database.execute("UPDATE plain SET note = '" + i + "'");
    }
    fold();

    assertThat(database.queued("s")).containsExactly("1/1");
    assertThat(database.one("SELECT generation FROM lockstep.sync_queue"))
        .containsEntry("generation", 2L);
  }

  @Test
  void aStatementOverThousandsOfRowsGoesBehindLiveEdits_43() {
    database.execute("INSERT INTO plain SELECT n, '1' FROM generate_series(1, 2000) n");
    fold();
    database.execute("UPDATE plain SET note = 'by hand' WHERE id = 7");
    fold();

    assertThat(
            database.one(
                "SELECT count(*) FILTER (WHERE lane = 'backfill') AS behind,"
                    + " min(key) FILTER (WHERE lane = 'live') AS live FROM lockstep.sync_queue"))
        .containsEntry("behind", 1999L)
        .containsEntry("live", "7");
  }

  /** Whoever works off the log never makes a writer wait, however much was written. */
  @Test
  void aStatementOverThousandsOfRowsWaitsForNobodyAndIsOneItemARow_43() throws SQLException {
    database.execute("INSERT INTO plain SELECT n, '1' FROM generate_series(1, 3000) n");
    try (Connection busy = database.server.dataSource().getConnection();
        var statement = busy.createStatement()) {
      busy.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('lockstep.fold', 0))");
      statement.execute("SELECT FROM lockstep.sync_change FOR UPDATE");
      statement.execute("LOCK TABLE lockstep.sync_queue");
      assertThatCode(
              () ->
                  database.execute(
                      "SET lock_timeout = '1s'; UPDATE plain SET note = 'all';"
                          + " UPDATE plain SET note = 'all again'"))
          .doesNotThrowAnyException();
      busy.rollback();
    }
    fold();

    assertThat(database.one("SELECT count(*) AS items FROM lockstep.sync_queue"))
        .containsEntry("items", 3000L);
    database.execute("UPDATE plain SET note = 'by hand' WHERE id = 7");
    fold();
    Lease lease = database.leases.next("node").orElseThrow();
    assertThat(database.claim(lease, 10).getFirst().key()).isEqualTo("7");
  }

  @Test
  void aTransactionThatCommitsLateIsNotMissed_42() throws SQLException {
    fold();
    try (Connection late = database.server.dataSource().getConnection();
        var statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("INSERT INTO plain VALUES (1, '1')");
      database.execute("INSERT INTO plain VALUES (2, '1')");
      assertThat(fold().changes()).isEqualTo(1);
      assertThat(fold().changes()).isZero();
      database.execute("INSERT INTO plain VALUES (3, '1')");
      assertThat(fold().changes()).isEqualTo(1);
      late.commit();
    }

    assertThat(fold().changes()).isEqualTo(1);
    assertThat(database.queued("s")).containsExactly("1/1", "1/2", "1/3");
  }

  @Test
  void aRowThatMovesToAnotherAccountIsQueuedUnderBoth_57() {
    database.execute("INSERT INTO plain VALUES (1, '1')");
    database.execute("INSERT INTO lockstep.sync_mapping VALUES ('s', '1', 'primary', '1')");
    database.execute("UPDATE plain SET account = '2'");

    fold();

    assertThat(database.queued("s")).containsExactly("1/1", "2/1");
    assertThat(database.one("SELECT effect FROM lockstep.sync_queue WHERE account = '1'"))
        .as("a move removes no record")
        .containsEntry("effect", null);
    assertThat(database.one("SELECT effect FROM lockstep.sync_queue WHERE account = '2'"))
        .containsEntry("effect", null);
  }

  @Test
  void whatGoesAltogetherIsCountedAsADeletion() {
    database.execute("INSERT INTO plain VALUES (1, '1'), (2, '1')");
    database.execute(
        "INSERT INTO lockstep.sync_mapping VALUES ('s', '1', 'primary', '1'), ('s', '1', 'primary', '2')");
    database.execute("DELETE FROM plain WHERE id = 1");
    database.execute("UPDATE plain SET account = NULL WHERE id = 2");

    fold();

    assertThat(
            database.one("SELECT count(*) AS n FROM lockstep.sync_queue WHERE effect = 'delete'"))
        .containsEntry("n", 2L);
  }

  @Test
  void aRowDeletedWhileItsInsertIsInFlightMovesTheGenerationOfTheItem_57() {
    database.execute("INSERT INTO plain VALUES (1, '1')");
    fold();
    Lease lease = database.leases.next("node").orElseThrow();
    var claimed = database.claim(lease, 10);
    database.execute("DELETE FROM plain");
    fold();

    database.inTransaction(
        () -> {
          database.claims.done(lease, claimed);
          return null;
        });

    assertThat(database.queued("s")).containsExactly("1/1");
    assertThat(database.one("SELECT status FROM lockstep.sync_queue"))
        .containsEntry("status", "pending");
  }

  @Test
  void rowsOfNobodyAndOfOwnersWhoAreNotConnectedAreNotQueued() {
    database.execute("INSERT INTO plain VALUES (1, NULL), (2, 'stranger'), (3, '1')");

    fold();

    assertThat(database.queued("s")).containsExactly("1/3");
    assertThat(database.logged()).isEmpty();
  }

  @Test
  void onlyConnectedOwnersAreQueuedAndThoseWhoMustReconnectAmongThem() {
    String owner =
        """
        INSERT INTO lockstep.user_integrations
          (owner, subject, is_current, email, scopes, status, first_connected_at, last_connected_at)
        VALUES ('%s', 'x', true, 'a@example.com', '{}', '%s', now(), now())
        """;
    List<String> states = List.of("active", "reconnect-required", "delayed", "disabled");
    states.forEach(state -> database.execute(owner.formatted(state, state)));
    states.forEach(
        s -> database.execute("INSERT INTO plain VALUES (%d, '%s')".formatted(s.length(), s)));

    new Fold(
            database.jdbc,
            database.transactions,
            database.queue,
            database.reconciles,
            Fold.CONNECTED_OWNERS,
            () -> true)
        .fold(List.of(target));

    assertThat(database.queued("s"))
        .containsExactly("active/6", "delayed/7", "reconnect-required/18");
  }

  @Test
  void nothingIsFoldedOnceNewerDefinitionsAreStored() {
    database.execute("INSERT INTO plain VALUES (1, '1')");
    Fold late =
        new Fold(
            database.jdbc,
            database.transactions,
            database.queue,
            database.reconciles,
            Fold.CONNECTED_OWNERS,
            () -> false);

    assertThat(late.fold(List.of(target))).isEqualTo(Folded.NOTHING);

    assertThat(
            database
                .jdbc
                .sql("SELECT count(*) FROM lockstep.sync_change")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void aTruncatedTableReconcilesEveryPartitionOfItsSyncs() {
    database.partitions.ensure(new PartitionKey("s", "1", "primary"));
    database.partitions.ensure(new PartitionKey("elsewhere", "1", "primary"));
    database.execute("TRUNCATE plain");

    assertThat(fold().reconciling()).containsExactly("s");

    Lease lease = database.leases.next("node").orElseThrow();
    assertThat(lease.partition().sync()).isEqualTo("s");
    assertThat(database.partitions.get(lease.partitionId()).isReconcileAskedFor()).isTrue();
    assertThat(database.leases.next("node")).isEmpty();
  }

  @Test
  void aTableThatCannotBeReadReconcilesItsSyncAndLetsTheOthersGoOn() {
    database.execute("CREATE TABLE broken (id bigint PRIMARY KEY, account text)");
    SourceTable broken = database.source("broken");
    database.installer.ensure(List.of(source, broken));
    database.execute("INSERT INTO broken VALUES (1, '1')");
    database.execute("INSERT INTO plain VALUES (1, '1')");
    database.execute("ALTER TABLE broken DROP COLUMN account");

    Folded folded = database.fold.fold(List.of(database.target("b", broken), target));

    assertThat(folded.reconciling()).containsExactly("b");
    assertThat(database.queued("s")).containsExactly("1/1");
    assertThat(database.logged()).isEmpty();
  }

  @Test
  void calendarsComeFromAColumnOrFromTheOwnersChoice() {
    FoldTarget byColumn =
        new FoldTarget(
            "column", source, new Place.Fixed("1"), new Place.OfColumn("note"), Duration.ZERO);
    FoldTarget chosen =
        new FoldTarget(
            "chosen",
            source,
            new Place.OfColumn("account"),
            new Place.ByOwner(
                "SELECT c.owner, c.value FROM (VALUES ('2', 'work')) c (owner, value)"),
            Duration.ZERO);
    FoldTarget feed =
        new FoldTarget(
            "feed", source, new Place.Unowned("-"), new Place.Fixed("news"), Duration.ZERO);
    database.execute("INSERT INTO plain VALUES (1, '1', 'cal'), (2, '2', NULL)");

    database.fold.fold(List.of(byColumn, chosen, feed));

    assertThat(
            database
                .jdbc
                .sql(
                    """
                    SELECT sync || ' ' || account || ' ' || calendar || ' ' || key
                    FROM lockstep.sync_queue
                    ORDER BY 1
                    """)
                .query(String.class)
                .list())
        .containsExactly("chosen 2 work 2", "column 1 cal 1", "feed - news 1", "feed - news 2");
  }

  @Test
  void aPredicateWithColonsAndQuestionMarksIsTakenAsItIs() {
    SourceTable inside =
        new SourceTable(
            source.shape(),
            List.of("id"),
            "note::text <> 'a:b?' AND CAST('{\"x\":1}' AS jsonb) ? 'x' -- said so");
    database.execute("INSERT INTO plain VALUES (1, '1', 'a:b?'), (2, '1', 'c')");

    assertThat(new RowReader(database.jdbc).keys(inside, null, 10)).containsExactly("2");
    assertThat(database.fold.fold(List.of(database.target("s", inside))).reconciling()).isEmpty();
  }

  @Test
  void aHundredThousandChangesAreFoldedInBatches() {
    database.execute("INSERT INTO plain SELECT n, '1' FROM generate_series(1, 100000) n");

    int folds = 1;
    while (fold().isMore()) {
      folds++;
    }

    assertThat(folds).isBetween(10, 11);
    assertThat(database.one("SELECT count(*) AS items FROM lockstep.sync_queue"))
        .containsEntry("items", 100_000L);
  }

  @Test
  void aSecondFoldBesideARunningOneDoesNothing() {
    database.execute("INSERT INTO plain VALUES (1, '1')");

    Folded beside =
        database.inTransaction(
            () -> {
              database
                  .jdbc
                  .sql("SELECT pg_advisory_xact_lock(hashtextextended('lockstep.fold', 0))")
                  .query()
                  .listOfRows();
              return new org.springframework.transaction.support.TransactionTemplate(
                      new org.springframework.jdbc.datasource.DataSourceTransactionManager(
                          database.server.dataSource()))
                  .execute(status -> otherNode().fold(List.of(target)));
            });

    assertThat(beside.changes()).isZero();
    assertThat(fold().changes()).isEqualTo(1);
  }

  private Fold otherNode() {
    Database other = new Database(database.server);
    return other.fold;
  }
}
