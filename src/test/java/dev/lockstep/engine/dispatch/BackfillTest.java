package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.link.FieldNames;
import dev.lockstep.engine.link.LinkJson;
import dev.lockstep.engine.link.Linked;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Trigger;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.source.RowReader;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@BesideOthers
class BackfillTest {

  private static final PartitionKey VISITS = new PartitionKey("visits", "anna", "primary");

  private final DataSource database = TestDatabase.migrated().dataSource();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
  private final TransactionTemplate transaction = new TransactionTemplate(transactions);
  private final Partitions partitions = new Partitions(jdbc);
  private final Leases leases = new Leases(jdbc, partitions, Duration.ofMinutes(1));
  private final Backfill backfill =
      new Backfill(
          new RowReader(jdbc),
          new Linked(
              new NamedParameterJdbcTemplate(database), new LinkJson(), new FieldNames(jdbc)),
          new WorkQueue(jdbc, partitions),
          leases,
          transaction);

  @Test
  void valuesThatRowsCouldNotTakeAreQueuedByTheThousandAsRowsAre() {
    RunningSync sync = sync();
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_mapping
              (sync, account, calendar, key, remote_id, sync_source, state, reported)
            SELECT 'visits', 'anna', 'primary', n::text, 'event ' || n, 'postgres', 'linked',
              '[{"kind": "INVALID"}]'
            FROM generate_series(1, 2500) n
            """)
        .update();

    backfill.reconcile(sync, VISITS, lease(), null);

    assertThat(transactionsOf("to_google")).containsExactly(1000, 1000, 500);
    assertThat(transactionsOf("from_google")).containsExactly(1000, 1000, 500);
  }

  /** How many items each of them queued. */
  private List<Integer> transactionsOf(String direction) {
    return jdbc.sql(
            """
            SELECT count(*)
            FROM lockstep.sync_queue
            WHERE direction = ?
            GROUP BY CAST(xmin AS text)
            ORDER BY 1 DESC
            """)
        .param(direction)
        .query(Integer.class)
        .list();
  }

  private Lease lease() {
    partitions.ensure(VISITS);
    new Reconciles(jdbc).ask("visits", null, Trigger.of(Trigger.By.RESYNC));
    return transaction.execute(status -> leases.next("node").orElseThrow());
  }

  private RunningSync sync() {
    jdbc.sql("CREATE TABLE public.visits (id bigint PRIMARY KEY, name text, at date, until date)")
        .update();
    var read =
        Definitions.parse(
            Map.of(
                "visits.yaml",
                """
                sync: visits
                source: { table: visits }
                target: { calendar: primary, account: anna, timeZone: Europe/Berlin }
                fields: { start: at, end: until, summary: name }
                """));
    assertThat(read.faults()).isEmpty();
    return RunningSync.of(
        read.valid().iterator().next(),
        new LiveCatalog(jdbc, transactions).table("visits").orElseThrow(),
        (template, row) -> template,
        null);
  }
}
