package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Migrations leave what statements of the previous release rely on (docs/upgrading.md). */
@BesideOthers
class SchemaContractTest {

  /** What the catalog alone calls a fault and the previous release's statements pass; why. */
  private static final List<String> LOOKED_AT = List.of();

  private final TestDatabase database = TestDatabase.empty();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());

  private SchemaContract at(String version) {
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("lockstep")
        .defaultSchema("lockstep")
        .target(version)
        .load()
        .migrate();
    return SchemaContract.of(jdbc);
  }

  @Test
  void whatThePreviousReleaseReadsAndWritesIsThereInTheNewSchema_49() {
    SchemaContract previous = at(String.valueOf(UpgradeTest.PREVIOUS));

    assertThat(previous.columns()).containsKeys("sync_queue.id", "sync_mapping.key");
    assertThat(previous.brokenBy(at("latest"))).containsExactlyInAnyOrderElementsOf(LOOKED_AT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALTER TABLE lockstep.sync_effect ADD COLUMN x int NOT NULL | sync_effect.x is new and needs a value
          ALTER TABLE lockstep.sync_effect DROP COLUMN records | sync_effect.records is gone
          ALTER TABLE lockstep.sync_effect RENAME COLUMN records TO n | sync_effect.records is gone
          ALTER TABLE lockstep.sync_effect RENAME TO effects | sync_effect.at is gone
          ALTER TABLE lockstep.sync_effect ALTER records TYPE smallint | sync_effect.records was integer and is smallint
          ALTER TABLE lockstep.sync_queue ALTER origin SET NOT NULL | sync_queue.origin takes no NULL any more
          ALTER TABLE lockstep.sync_queue ALTER lane DROP DEFAULT | sync_queue.lane has lost its default
          ALTER TABLE lockstep.sync_queue DROP CONSTRAINT sync_queue_once | is no conflict target any more
          ALTER TABLE lockstep.sync_effect ADD CONSTRAINT few CHECK (records < 9) | sync_effect.few refuses what was taken
          CREATE UNIQUE INDEX once ON lockstep.sync_effect (partition_id) | sync_effect.once refuses what was taken
          ALTER TABLE lockstep.sync_queue DROP CONSTRAINT sync_queue_lane, ADD CONSTRAINT sync_queue_lane CHECK (lane IN ('live', 'other')) | sync_queue.sync_queue_lane refuses what was taken
          DROP FUNCTION lockstep.place(text) | is gone
          """)
  void whatItWouldTripOverIsFound(String migration, String fault) {
    SchemaContract before = at("latest");

    jdbc.sql(migration).update();

    assertThat(before.brokenBy(SchemaContract.of(jdbc)))
        .anySatisfy(told -> assertThat(told).contains(fault));
  }

  @Test
  void whatOnlyAddsBreaksNothing() {
    SchemaContract before = at("latest");

    jdbc.sql(
            """
            ALTER TABLE lockstep.sync_effect ADD COLUMN x int NOT NULL DEFAULT 0;
            ALTER TABLE lockstep.sync_effect ADD COLUMN y text;
            CREATE UNIQUE INDEX once ON lockstep.sync_effect (partition_id, y);
            ALTER TABLE lockstep.sync_queue DROP CONSTRAINT sync_queue_lane,
              ADD CONSTRAINT sync_queue_lane CHECK (lane IN ('live', 'backfill', 'slow'));
            CREATE TABLE lockstep.other (id int NOT NULL CONSTRAINT big CHECK (id > 9));
            """)
        .update();

    assertThat(before.brokenBy(SchemaContract.of(jdbc))).isEmpty();
  }
}
