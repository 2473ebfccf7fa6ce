package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.link.FieldNames;
import dev.lockstep.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class DefinitionSetsTest {

  private static JdbcClient jdbc;
  private static TransactionTemplate transaction;
  private DefinitionSets sets;

  @BeforeAll
  static void database() {
    DataSource database = TestDatabase.migrated().dataSource();
    jdbc = JdbcClient.create(database);
    transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    jdbc.sql("INSERT INTO lockstep.instance (system_identifier, database_oid) VALUES ('test', 1)")
        .update();
  }

  @BeforeEach
  void nothingStored() {
    jdbc.sql("DELETE FROM lockstep.sync_definition").update();
    jdbc.sql("DELETE FROM lockstep.sync_mapping").update();
    sets = another();
  }

  private static DefinitionSets another() {
    return new DefinitionSets(jdbc, new FieldNames(jdbc), transaction);
  }

  private static SyncDefinition sync(String name) {
    return Definitions.parse(
            Map.of(
                "s.yaml",
                """
                sync: %s
                source: { table: visits, account: owner, key: id }
                target: { calendar: primary }
                fields: { summary: title, start: starts_at, end: ends_at }
                """
                    .formatted(name)))
        .valid()
        .getFirst();
  }

  private static void link(String sync) {
    jdbc.sql(
            "INSERT INTO lockstep.sync_mapping (sync, account, calendar, key, remote_id, sync_source, state)"
                + " VALUES (:sync, 'anna', 'primary', '1', 'event', 'postgres', 'linked')")
        .param("sync", sync)
        .update();
  }

  @Test
  void aRenameReachesEveryTableThatNamesASync() {
    assertThat(DefinitionSets.NAMED_BY_SYNC)
        .containsExactlyInAnyOrderElementsOf(
            jdbc.sql(
                    """
                    SELECT c.relname
                    FROM pg_attribute a
                    JOIN pg_class c ON c.oid = a.attrelid
                    WHERE c.relnamespace = 'lockstep'::regnamespace AND c.relkind IN ('r', 'p')
                      AND NOT c.relispartition AND a.attname = 'sync' AND NOT a.attisdropped
                    """)
                .query(String.class)
                .list());
  }

  @Test
  void aRenameInTwoStepsIsRecognised() {
    sets.takeUp(List.of(sync("old")), Set.of());
    link("old");
    sets.takeUp(List.of(), Set.of());

    Map<String, String> before = another().before(List.of("new"));
    assertThat(Renames.sort(List.of(sync("new")), before, Set.of()).refused().get("new"))
        .contains("renamedFrom: old");
  }

  @Test
  void aSyncThatReturnsIsNewToTheSet() {
    sets.takeUp(List.of(sync("old")), Set.of());
    link("old");
    sets.takeUp(List.of(), Set.of());
    assertThat(sets.takeUp(List.of(sync("old")), Set.of())).isEmpty();
    assertThat(sets.takeUp(List.of(sync("old")), Set.of())).containsOnlyKeys("old");
  }

  @Test
  void aNewerSetWaitsForWhatIsFoldedOrClaimedWithTheOldOne() {
    sets.takeUp(List.of(sync("old")), Set.of());
    CompletableFuture<?> stored =
        transaction.execute(
            status -> {
              assertThat(sets.holdNewest()).isTrue();
              CompletableFuture<?> storing =
                  CompletableFuture.runAsync(
                      () -> another().takeUp(List.of(sync("new")), Set.of()));
              await().until(DefinitionSetsTest::somebodyWaits);
              assertThat(storing).isNotDone();
              assertThat(sets.isNewest()).isTrue();
              return storing;
            });
    stored.join();
    assertThat(transaction.<Boolean>execute(status -> sets.holdNewest())).isFalse();
  }

  @Test
  void aNodeThatOnlyAnswersSaysSoOnce() {
    Logger logger = (Logger) LoggerFactory.getLogger(DefinitionSets.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      assertThat(sets.isNewest()).as("before it has a set").isFalse();
      sets.takeUp(List.of(sync("old")), Set.of());
      assertThat(sets.isNewest()).isTrue();
      assertThat(log.list).isEmpty();
      another().takeUp(List.of(sync("new")), Set.of());
      assertThat(sets.isNewest()).isFalse();
      assertThat(sets.isNewest()).isFalse();
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .contains("only answers until it is restarted");
  }

  @Test
  void whoeverWaitsForANewerSetKnowsThatItIsNewer() {
    sets.takeUp(List.of(sync("old")), Set.of());
    DefinitionSets newer = another();
    CompletableFuture<Boolean> held =
        transaction.execute(
            status -> {
              newer.takeUp(List.of(sync("new")), Set.of());
              CompletableFuture<Boolean> holding =
                  CompletableFuture.supplyAsync(
                      () -> transaction.execute(inner -> sets.holdNewest()));
              await().until(DefinitionSetsTest::somebodyWaits);
              return holding;
            });
    assertThat(held.join()).isFalse();
    assertThat(transaction.<Boolean>execute(status -> newer.holdNewest())).isTrue();
  }

  private static boolean somebodyWaits() {
    return jdbc.sql(
            """
            SELECT EXISTS (
              SELECT FROM pg_locks
              WHERE locktype = 'advisory' AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            """)
        .query(Boolean.class)
        .single();
  }

  @Test
  void whatHasNoLinksIsForgottenWithItsFile() {
    sets.takeUp(List.of(sync("old")), Set.of());
    sets.takeUp(List.of(), Set.of());
    assertThat(another().before(List.of("new"))).isEmpty();
  }

  @Test
  void aFileThatIsMissedOnceMakesOneNewSet() {
    sets.takeUp(List.of(sync("old")), Set.of());
    link("old");
    DefinitionSets late = another();
    late.takeUp(List.of(), Set.of());
    assertThat(sets.isNewest()).isFalse();
    sets.takeUp(List.of(), Set.of());
    assertThat(late.isNewest()).as("the same set is no newer one").isTrue();
  }
}
