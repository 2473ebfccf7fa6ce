package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class HistoryPartitionsTest {

  private final DataSource database = TestDatabase.migrated().dataSource();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final History history =
      new History(jdbc, new Notices(jdbc, HistorySettingsFactory.impatient()));
  private final HistoryPartitions partitions =
      new HistoryPartitions(
          jdbc,
          new TransactionTemplate(new DataSourceTransactionManager(database)),
          HistorySettingsFactory.impatient());

  @Test
  void aLineIsNeverRefusedForWantOfAPartition() {
    history.write(pass());
    assertThat(linesIn("sync_audit_default")).isEqualTo(1);
  }

  @Test
  void todayAndTheDaysAheadAreMadeAndTodaysLinesMove() {
    history.write(pass());
    partitions.makeAhead();
    partitions.makeAhead();
    history.write(pass());

    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    assertThat(linesIn("sync_audit_default")).isZero();
    assertThat(linesIn("sync_audit_" + today.toString().replace("-", ""))).isEqualTo(2);
    assertThat(days()).contains("sync_audit_" + today.plusDays(3).toString().replace("-", ""));
    assertThat(history.read(HistoryFilter.ALL, null, 10)).hasSize(2);
  }

  @Test
  void onlyDaysOlderThanWhatIsKeptAreDropped_54() {
    history.write(List.of(pass(), pass(), pass()));
    age(1, 29);
    age(2, 31);
    age(3, 400);
    partitions.makeAhead();

    partitions.dropOld();

    assertThat(history.read(HistoryFilter.ALL, null, 10)).hasSize(1);
    assertThat(days()).hasSize(1 + 4 + 1);
  }

  private void age(long id, int days) {
    jdbc.sql("UPDATE lockstep.sync_audit SET at = at - :days * INTERVAL '1 day' WHERE id = :id")
        .param("days", days)
        .param("id", id)
        .update();
  }

  private long linesIn(String table) {
    return jdbc.sql("SELECT count(*) FROM lockstep." + table).query(Long.class).single();
  }

  private List<String> days() {
    return jdbc.sql(
            "SELECT relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid"
                + " WHERE i.inhparent = 'lockstep.sync_audit'::regclass")
        .query(String.class)
        .list();
  }

  private static HistoryEvent pass() {
    return new HistoryEvent.Pass(
        new PartitionKey("appointments", "1", "primary"),
        HistoryEvent.Run.INBOUND,
        Map.of(),
        Duration.ZERO,
        null);
  }
}
