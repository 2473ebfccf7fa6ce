package dev.lockstep.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Why a person skipped a dead letter, whatever becomes of it then and whichever node they asked.
 */
class SkipReasonTest {

  private static final PartitionKey ANNA = new PartitionKey("s", "anna", "primary");
  private static final Failure FAILURE = Failure.permanent("400", "no such thing");

  /** As the release before skips, and as its brake holds. */
  private static final String OLD_SKIP =
      """
      UPDATE lockstep.sync_queue
      SET status = 'skipped', skipped = coalesce(payload, to_jsonb(last_error)),
        not_before = 'infinity', effect = NULL, hold_reason = 'by an old node'
      WHERE status = 'failed'
      """;

  private static final String OLD_HOLD =
      """
      UPDATE lockstep.sync_queue
      SET status = 'held', hold_reason = '30 of 40 would be deleted', effect = 'delete'
      """;

  private static final String OLD_RELEASE_READS = "SELECT hold_reason FROM lockstep.sync_queue";

  private final TestDatabase database = TestDatabase.empty();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final Partitions partitions = new Partitions(jdbc);
  private final Leases leases = new Leases(jdbc, partitions, Duration.ofSeconds(30));
  private final WorkQueue queue = new WorkQueue(jdbc, partitions);
  private final Claims claims = new Claims(jdbc);
  private final DeadLetters deadLetters = new DeadLetters(jdbc);

  @Test
  void itOutlastsWhatTheBrakeHoldsOfTheSameRecord() {
    flyway().load().migrate();
    park();
    deadLetters.skip(id(), "known");

    brakeHolds();
    assertThat(shown())
        .returns("30 of 40 would be deleted", Item::holdReason)
        .returns(null, Item::skipReason);
    assertThat(deadLetters.approve("s", null, "a test")).isOne();
    fail();

    assertThat(shown())
        .returns(Status.SKIPPED, Item::status)
        .returns("known", Item::skipReason)
        .returns(null, Item::holdReason);
  }

  @Test
  void whatWasSkippedBeforeTheUpgradeSaysWhyAfterwards() {
    flyway().target("20").load().migrate();
    jdbc.sql(
            "INSERT INTO lockstep.sync_partition (sync, account, calendar) VALUES ('s', 'anna', 'primary')")
        .update();
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_queue (
              partition_id, sync, direction, account, calendar, key, status, skipped, hold_reason,
              first_changed_at, changed_at, not_before)
            SELECT id, sync, 'to_google', account, calendar, key, status, skipped, reason,
              now(), now(), 'infinity'
            FROM lockstep.sync_partition, (VALUES
              ('1', 'skipped', jsonb '{}', 'known'), ('2', 'held', NULL, 'too many'))
              AS old (key, status, skipped, reason)
            """)
        .update();

    flyway().load().migrate();

    assertThat(
            jdbc.sql(
                    "SELECT key || ' ' || skip_reason FROM lockstep.sync_queue WHERE skip_reason IS NOT NULL")
                .query(String.class)
                .list())
        .containsExactly("1 known");
  }

  @Test
  void nodesOfBothReleasesShowWhatTheOtherSkippedWhileTheyAreRestartedOneAfterTheOther() {
    flyway().load().migrate();
    park();
    deadLetters.skip(id(), "by a new node");
    assertThat(jdbc.sql(OLD_RELEASE_READS).query(String.class).single()).isEqualTo("by a new node");
    jdbc.sql(OLD_HOLD).update();
    deadLetters.approve("s", null, "a test");
    fail();
    assertThat(shown()).returns("by a new node", Item::skipReason);

    deadLetters.replay(id(), "a test");
    fail();
    jdbc.sql(OLD_SKIP).update();
    assertThat(shown()).returns("by an old node", Item::skipReason);
    brakeHolds();
    deadLetters.approve("s", null, "a test");
    fail();
    assertThat(shown())
        .returns(Status.SKIPPED, Item::status)
        .returns("by an old node", Item::skipReason);
  }

  private FluentConfiguration flyway() {
    return Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("lockstep")
        .defaultSchema("lockstep");
  }

  private void park() {
    offer();
    fail();
  }

  private void offer() {
    queue.offer(Direction.TO_GOOGLE, Lane.LIVE, Duration.ZERO, List.of(Offer.of(ANNA, "1")));
  }

  private void fail() {
    Lease lease = leases.take(ANNA, "node").orElseThrow();
    claims
        .take(lease, Direction.TO_GOOGLE, 1)
        .forEach(item -> claims.park(lease, item, FAILURE, "{}", null));
    leases.release(lease);
  }

  /** The record changes, and with it too much at once. */
  private void brakeHolds() {
    offer();
    Lease lease = leases.take(ANNA, "node").orElseThrow();
    claims.hold(
        lease,
        claims.take(lease, Direction.TO_GOOGLE, 1),
        Effect.DELETE,
        "30 of 40 would be deleted");
    leases.release(lease);
  }

  private long id() {
    return shown().id();
  }

  private Item shown() {
    return new QueueList(jdbc).page(QueueFilter.ALL, 0, 10).getFirst().item();
  }
}
