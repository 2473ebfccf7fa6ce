package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.testing.AwayDatabase;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The turn of one who cannot give it back at once; numbers are those of the faults. */
class TurnsTest {

  private static final PartitionKey PARTITION = new PartitionKey("parts", "finance", "Parts");
  private static final PartitionKey OTHER = new PartitionKey("prices", "finance", "Prices");
  private static final String SPREADSHEET = "a spreadsheet";

  private final TestDatabase database = TestDatabase.migrated();
  private final HikariDataSource pool = new HikariDataSource();
  private final AwayDatabase reachable = new AwayDatabase(pool);
  private final Turns turns = node(reachable);

  @BeforeEach
  void open() {
    pool.setDataSource(database.dataSource());
    pool.setMaximumPoolSize(1);
    JdbcClient.create(database.dataSource())
        .sql("INSERT INTO lockstep.sheet_saves (spreadsheet_id) VALUES (?)")
        .param(SPREADSHEET)
        .update();
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static Turns node(javax.sql.DataSource source) {
    return new Turns(store(source).turns(), new FlushPace(Duration.ZERO, 600_000, 600_000, 1));
  }

  private static SheetStore store(javax.sql.DataSource source) {
    return new SheetStore(
        new NamedParameterJdbcTemplate(source),
        new TransactionTemplate(new JdbcTransactionManager(source)),
        new ObjectMapper());
  }

  @Test
  void aTurnIsGivenBackAlthoughItsSessionWasDropped_40() {
    Turn turn = turns.enter(SPREADSHEET, PARTITION);
    JdbcClient.create(database.dataSource())
        .sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .query()
        .listOfRows();
    turns.leave(turn, PARTITION);
    assertThat(turnIsKept()).isFalse();
    assertThat(node(database.dataSource()).enter(SPREADSHEET, OTHER)).isNotNull();
  }

  @Test
  void aTurnThatCouldNotBeGivenBackIsFreedWithTheNextOfTheSameNode_40() {
    Turn turn = turns.enter(SPREADSHEET, PARTITION);
    reachable.isAway(true);
    assertThatCode(() -> turns.leave(turn, PARTITION))
        .as("what the flush itself came to is not hidden by it")
        .doesNotThrowAnyException();
    reachable.isAway(false);
    assertThat(turnIsKept()).isTrue();
    turns.awaitRest("another spreadsheet");
    assertThat(turnIsKept()).isFalse();
    assertThat(turns.enter(SPREADSHEET, PARTITION)).isNotNull();
  }

  @Test
  void theTurnOfAWorkerThatDiedIsTakenOverByTheNextOfItsPartitionAlone_59() {
    Turn dead = turns.enter(SPREADSHEET, PARTITION);
    SheetStore store = store(pool);
    assertThat(store.turns().enter(SPREADSHEET, OTHER, Turns.KEEPS)).isEmpty();

    assertThat(store.turns().enter(SPREADSHEET, PARTITION, Turns.KEEPS)).isPresent();

    assertThatThrownBy(() -> store.batches().commit(dead, PARTITION, "{}", Turns.KEEPS))
        .isInstanceOf(FlushLost.class);
  }

  /** Another node has the work by now, and this one nothing to write. */
  @Test
  void aTurnThatCouldNotBeGivenBackIsFreedByANodeThatHasNothingToWrite_40() {
    Turn turn = turns.enter(SPREADSHEET, PARTITION);
    reachable.isAway(true);
    turns.leave(turn, PARTITION);
    reachable.isAway(false);
    turns.giveBackOwed();
    assertThat(turnIsKept()).isFalse();
    assertThat(node(database.dataSource()).enter(SPREADSHEET, OTHER)).isNotNull();
  }

  private boolean turnIsKept() {
    return JdbcClient.create(database.dataSource())
        .sql("SELECT flush_until IS NOT NULL FROM lockstep.sheet_saves WHERE spreadsheet_id = ?")
        .param(SPREADSHEET)
        .query(Boolean.class)
        .single();
  }
}
