package dev.lockstep.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.SyncStates;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.testing.TestDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What makes no progress for long is an alarm, with its cause. */
class StallFactsTest {

  private static final PartitionKey PARTITION = new PartitionKey("visits", "anna", "primary");

  private JdbcClient jdbc;

  @BeforeEach
  void start() {
    jdbc = JdbcClient.create(TestDatabase.migrated().dataSource());
    new Partitions(jdbc).ensure(PARTITION);
  }

  @Test
  void passesThatFailTimeAfterTimeAreAnAlarmAndAFewAreNone() {
    fail(3);
    assertThat(alarms()).isEmpty();

    fail(8);
    assertThat(alarms())
        .containsExactly(
            "account anna calendar primary of sync visits: makes no progress:"
                + " 8 passes in a row failed: ERROR: duplicate key");
    assertThat(new SyncStates(jdbc).of("visits").get("stalled").toString())
        .contains("duplicate key");

    pause();
    assertThat(alarms()).as("paused, so that nothing fails now").isEmpty();
  }

  @Test
  void whatIsDueForLongIsAnAlarmUnlessSomethingGoesThrough() {
    queue("11 minutes", "infinity");
    queue("2 minutes", "now");
    assertThat(alarms()).isEmpty();

    queue("12 minutes", null);
    assertThat(alarms())
        .singleElement()
        .asString()
        .startsWith("account anna calendar primary of sync visits: makes no progress since ")
        .endsWith(": the log of the application tells why");

    line("attempt", "transient", "Google answered 500", "1 minute");
    assertThat(alarms()).singleElement().asString().endsWith(": Google answered 500");

    line("attempt", "done", null, "20 minutes");
    assertThat(alarms()).as("long ago").hasSize(1);
    line("attempt", "done", null, "5 minutes");
    assertThat(alarms()).as("a long backlog is no stall").isEmpty();
  }

  @Test
  void whatIsPausedOrWaitsWithItsAccountIsNone() {
    queue("12 minutes", null);
    assertThat(alarms()).hasSize(1);
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_back_off (scope, back_off_until, attempts, last_error)
            VALUES ('account:anna', now() + interval '1 minute', 1, 'quota exceeded')
            """)
        .update();
    assertThat(alarms()).isEmpty();
    jdbc.sql("DELETE FROM lockstep.sync_back_off").update();
    assertThat(alarms()).hasSize(1);
    pause();
    assertThat(alarms()).isEmpty();
  }

  private List<String> alarms() {
    return new StallFacts(jdbc)
        .open().stream().map(fact -> fact.subject() + ": " + fact.message()).toList();
  }

  private void pause() {
    new Pauses(jdbc)
        .set(Pause.Scope.ofSync("visits"), Direction.BOTH, PauseCause.BY_HAND, "for the test");
  }

  private void fail(int attempts) {
    jdbc.sql(
            """
            UPDATE lockstep.sync_partition
            SET attempts = :attempts, back_off_until = now() + interval '1 minute',
              last_error = 'ERROR: duplicate key'
            """)
        .param("attempts", attempts)
        .update();
  }

  /** Changed so long ago; due then where no other time is said. */
  private void queue(String ago, @Nullable String due) {
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_queue (partition_id, sync, direction, account, calendar, key,
              status, first_changed_at, changed_at, not_before)
            SELECT id, sync, 'to_google', account, calendar, :ago, 'pending',
              now() - CAST(:ago AS interval), now(),
              coalesce(CAST(:due AS timestamptz), now() - CAST(:ago AS interval))
            FROM lockstep.sync_partition
            """)
        .param("ago", ago)
        .param("due", due)
        .update();
  }

  private void line(String kind, String outcome, @Nullable String message, String ago) {
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_audit (at, kind, sync, account, calendar, outcome, message)
            VALUES (clock_timestamp() - CAST(:ago AS interval), :kind, 'visits', 'anna', 'primary',
              :outcome, :message)
            """)
        .param("ago", ago)
        .param("kind", kind)
        .param("outcome", outcome)
        .param("message", message)
        .update();
  }
}
