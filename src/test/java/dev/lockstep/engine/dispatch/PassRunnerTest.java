package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.BackOffs;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.testing.AwayDatabase;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class PassRunnerTest {

  private static final PartitionKey ANNA = new PartitionKey("s", "anna", "primary");

  private final AwayDatabase database = new AwayDatabase(TestDatabase.migrated().dataSource());
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final Partitions partitions = new Partitions(jdbc);
  private final Leases leases = new Leases(jdbc, partitions, Duration.ofMinutes(1));
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(database));
  private final PassRunner passes =
      new PassRunner(
          producer(),
          new Syncs(),
          partitions,
          leases,
          new BackOffs(jdbc, new Random(1)),
          new CalendarWriters(new Syncs(), jdbc),
          new RecordedErrors(),
          transaction);

  private static ProducerTemplate producer() {
    return new DefaultCamelContext().createProducerTemplate();
  }

  /** Part of fault 40: the node lives, so nobody has to wait for its leases to run out. */
  @Test
  void aLeaseThatTheDatabaseDidNotTakeBackIsGivenBackOnceItAnswers_40() {
    Lease lease = lease();

    database.isAway(true);
    passes.run(lease);
    database.isAway(false);
    assertThat(leases.holders()).as("nobody could tell the database").containsExactly("node");
    passes.giveBackOwed();

    assertThat(leases.holders()).isEmpty();
  }

  @Test
  void aLeaseThatSomebodyElseHasByThenStaysTheirs_40() {
    Lease lease = lease();
    database.isAway(true);
    passes.run(lease);
    database.isAway(false);
    leases.end("node");
    transaction.executeWithoutResult(s -> leases.next("other").orElseThrow());

    passes.giveBackOwed();

    assertThat(leases.holders()).containsExactly("other");
  }

  private Lease lease() {
    WorkQueue queue = new WorkQueue(jdbc, partitions);
    transaction.executeWithoutResult(
        s ->
            queue.offer(
                Direction.TO_GOOGLE, Lane.LIVE, Duration.ZERO, List.of(Offer.of(ANNA, "1"))));
    return transaction.execute(s -> leases.next("node").orElseThrow());
  }
}
