package dev.lockstep.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The queue beside a transaction that somebody left open. */
class DeadRowsTest {

  private static final PartitionKey ANNA = new PartitionKey("s", "anna", "primary");

  private final TestDatabase database = TestDatabase.migrated();
  private final HikariDataSource dataSource = new HikariDataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(dataSource));
  private final Partitions partitions = new Partitions(jdbc);
  private final Leases leases = new Leases(jdbc, partitions, Duration.ofSeconds(30));
  private final WorkQueue queue = new WorkQueue(jdbc, partitions);
  private final Claims claims = new Claims(jdbc);
  private final DeadRows deadRows = new DeadRows(jdbc);
  private Connection leftOpen;

  @BeforeEach
  void aTransactionIsLeftOpen() throws SQLException {
    dataSource.setDataSource(database.dataSource());
    leftOpen = database.dataSource().getConnection();
    leftOpen.setAutoCommit(false);
    leftOpen.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    leftOpen.createStatement().execute("SELECT txid_current()");
  }

  @AfterEach
  void closes() throws SQLException {
    leftOpen.close();
    dataSource.close();
  }

  @Test
  void whatVacuumMustLeaveIsLeftBehindAndNothingElseChanges() {
    workIsDone();
    offer("waits", "is claimed");
    Lease lease = transaction.execute(s -> leases.next("node").orElseThrow());
    transaction.executeWithoutResult(
        s -> {
          assertThat(claims.take(lease, Direction.TO_GOOGLE, 1)).hasSize(1);
          new Cursors(jdbc).save(lease, "cursor", "{\"page\": 2}");
        });
    List<?> before = everything();
    long pages = pages();

    deadRows.remove();

    assertThat(everything()).isEqualTo(before);
    assertThat(pages()).isLessThan(pages / 5);
    leases.fence(lease);
    offer("comes later");
    assertThat(ids()).containsExactlyInAnyOrder(3001L, 3002L, 3003L);
  }

  @Test
  void aWorkersTransactionIsNotWaitedFor() {
    workIsDone();
    offer("waits");
    long pages = pages();
    transaction.executeWithoutResult(
        s -> {
          jdbc.sql("UPDATE lockstep.sync_queue SET origin = 'me'").update();
          new DeadRows(JdbcClient.create(database.dataSource())).remove();
        });

    assertThat(pages()).isEqualTo(pages);
    deadRows.remove();
    assertThat(pages()).isLessThan(pages / 5);
    assertThat(jdbc.sql("SELECT origin FROM lockstep.sync_queue").query(String.class).list())
        .containsExactly("me");
  }

  /** Leaves more dead rows than are left alone. */
  private void workIsDone() {
    offer(IntStream.range(0, 3_000).mapToObj(Integer::toString).toArray(String[]::new));
    transaction.executeWithoutResult(
        s -> {
          Lease lease = leases.next("node").orElseThrow();
          claims.done(lease, claims.take(lease, Direction.TO_GOOGLE, 3_000));
          leases.release(lease);
        });
  }

  private void offer(String... keys) {
    List<Offer> offers = List.of(keys).stream().map(k -> Offer.of(ANNA, k)).toList();
    transaction.executeWithoutResult(
        s -> queue.offer(Direction.TO_GOOGLE, Lane.LIVE, Duration.ZERO, offers));
  }

  private List<?> everything() {
    return List.of(
        jdbc.sql("SELECT * FROM lockstep.sync_queue ORDER BY id").query().listOfRows(),
        jdbc.sql("SELECT p::text FROM lockstep.sync_partition p").query().listOfRows(),
        jdbc.sql("SELECT d::text FROM lockstep.sync_due d").query().listOfRows());
  }

  private List<Long> ids() {
    return jdbc.sql("SELECT id FROM lockstep.sync_queue").query(Long.class).list();
  }

  private long pages() {
    return jdbc.sql("SELECT pg_relation_size('lockstep.sync_queue') / 8192")
        .query(Long.class)
        .single();
  }
}
