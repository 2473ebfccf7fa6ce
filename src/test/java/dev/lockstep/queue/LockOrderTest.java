package dev.lockstep.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Partition, queue rows by key, due row: whoever keeps to that locks nobody out. */
@BesideOthers
class LockOrderTest {

  private static final PartitionKey ANNA = new PartitionKey("s", "anna", "primary");

  private final TestDatabase database = TestDatabase.migrated();
  private final HikariDataSource dataSource = new HikariDataSource();
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Partitions partitions;
  private final WorkQueue queue;
  private final Leases leases;
  private final Claims claims;

  LockOrderTest() {
    dataSource.setDataSource(database.dataSource());
    dataSource.setMaximumPoolSize(4);
    jdbc = JdbcClient.create(dataSource);
    transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    partitions = new Partitions(jdbc);
    queue = new WorkQueue(jdbc, partitions);
    leases = new Leases(jdbc, partitions, Duration.ofSeconds(30));
    claims = new Claims(jdbc);
  }

  @AfterEach
  void closes() {
    dataSource.close();
  }

  private void offer(Direction direction, String... keys) {
    queue.offer(
        direction,
        Lane.LIVE,
        Duration.ZERO,
        Stream.of(keys).map(key -> Offer.of(ANNA, key)).toList());
  }

  private CompletableFuture<Void> inTransaction(Runnable work) {
    return CompletableFuture.runAsync(
        () -> transaction.executeWithoutResult(status -> work.run()), Thread::startVirtualThread);
  }

  private void awaitWaiting(int sessions) {
    Awaitility.await()
        .until(
            () ->
                jdbc.sql(
                        """
                        SELECT count(*)
                        FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                    .query(Integer.class)
                    .single(),
            waiting -> waiting == sessions);
  }

  /** So many that each row is found by its number, in whatever order these are given. */
  private void othersWait() {
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_queue (partition_id, sync, direction, account, calendar, key,
              first_changed_at, changed_at, not_before)
            SELECT :id, 's', 'to_google', 'ben', 'primary', n::text, now(), now(), 'infinity'
            FROM generate_series(1, 20000) n
            """)
        .param("id", partitions.ensure(new PartitionKey("s", "ben", "primary")))
        .update();
    jdbc.sql("ANALYZE lockstep.sync_queue").update();
  }

  @Test
  void whatIsDoneIsLockedByKeyAsWhatIsOfferedIs() {
    othersWait();
    transaction.executeWithoutResult(s -> offer(Direction.TO_GOOGLE, "a", "b", "c"));
    Lease lease = transaction.execute(s -> leases.next("node").orElseThrow());
    List<Item> claimed =
        transaction.execute(s -> claims.take(lease, Direction.TO_GOOGLE, 10)).stream()
            .filter(item -> !item.key().equals("b"))
            .sorted(Comparator.comparing(Item::key).reversed())
            .toList();

    assertThat(meetsOffers(() -> claims.done(lease, claimed)))
        .succeedsWithin(Duration.ofSeconds(10));
  }

  /** Somebody has one of three rows; others want all of them, then this does. */
  private CompletableFuture<Void> meetsOffers(Runnable work) {
    return transaction.execute(
        s -> {
          jdbc.sql("SELECT FROM lockstep.sync_queue WHERE key = 'b' FOR UPDATE")
              .query()
              .listOfRows();
          CompletableFuture<Void> offers =
              inTransaction(() -> offer(Direction.TO_GOOGLE, "a", "b", "c"));
          awaitWaiting(1);
          CompletableFuture<Void> meets = inTransaction(work);
          awaitWaiting(2);
          return CompletableFuture.allOf(offers, meets);
        });
  }

  @Test
  void aReplayMarksPlacesAsDueOnceItHasAllThatItQueues() {
    transaction.executeWithoutResult(s -> offer(Direction.FROM_GOOGLE, "event"));
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_mapping
              (sync, account, calendar, key, remote_id, sync_source, state)
            VALUES ('s', 'anna', 'primary', '1', 'event', 'postgres', 'linked')
            """)
        .update();
    new Findings(jdbc).values(ANNA, Map.of("1", new Findings.Wrong("too long", Map.of())));
    Lease lease = transaction.execute(s -> leases.next("node").orElseThrow());
    List<Item> claimed = transaction.execute(s -> claims.take(lease, Direction.FROM_GOOGLE, 10));

    CompletableFuture<Void> replaying =
        transaction.execute(
            s -> {
              claims.done(lease, claimed);
              CompletableFuture<Void> replay =
                  inTransaction(
                      () -> new DeadLetters(jdbc).replay(QueueFilter.failed("s"), "a test"));
              awaitWaiting(1);
              offer(Direction.TO_GOOGLE, "1");
              return replay;
            });

    assertThat(replaying).succeedsWithin(Duration.ofSeconds(10));
    List<Item> again = transaction.execute(s -> claims.take(lease, Direction.FROM_GOOGLE, 10));
    assertThat(again).extracting(Item::key).containsExactly("event");
  }

  @Test
  void whatIsApprovedIsLockedByKeyAsWhatIsOfferedIs() {
    assertThat(decidingMeetsOffers("held", letters -> letters.approve("s", null, "a test")))
        .succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void whatIsDiscardedIsLockedByKeyAsWhatIsOfferedIs() {
    assertThat(decidingMeetsOffers("held", letters -> letters.discard("s", null, "a test")))
        .succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void whatIsReplayedIsLockedByKeyAsWhatIsOfferedIs() {
    assertThat(
            decidingMeetsOffers(
                "failed", letters -> letters.replay(QueueFilter.failed("s"), "a test")))
        .succeedsWithin(Duration.ofSeconds(10));
  }

  /** A person decides about records that wait for them and were queued in another order. */
  private CompletableFuture<Void> decidingMeetsOffers(String status, Consumer<DeadLetters> decide) {
    othersWait();
    List.of("c", "b", "a")
        .forEach(key -> transaction.executeWithoutResult(s -> offer(Direction.TO_GOOGLE, key)));
    jdbc.sql(
            "UPDATE lockstep.sync_queue SET status = ?, hold_reason = 'too many' WHERE account = 'anna'")
        .param(status)
        .update();
    return meetsOffers(() -> decide.accept(new DeadLetters(jdbc)));
  }

  @Test
  void whoeverHasRowsOfBothDirectionsLocksThoseToGoogleFirst() {
    assertThat(decidingMeetsAPass("b")).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void whatAPassOffersInBothDirectionsMarksPlacesAsDueOnceItIsThere() {
    assertThat(decidingMeetsAPass("new")).succeedsWithin(Duration.ofSeconds(10));
  }

  /** A person decides about a record of each direction, and a pass has news of both. */
  private CompletableFuture<Void> decidingMeetsAPass(String toGoogle) {
    transaction.executeWithoutResult(s -> offer(Direction.TO_GOOGLE, "b"));
    transaction.executeWithoutResult(s -> offer(Direction.FROM_GOOGLE, "a"));
    jdbc.sql("UPDATE lockstep.sync_queue SET status = 'held', hold_reason = 'too many'").update();
    return transaction.execute(
        s -> {
          jdbc.sql("SELECT FROM lockstep.sync_queue WHERE key = 'a' FOR UPDATE")
              .query()
              .listOfRows();
          CompletableFuture<Void> decides =
              inTransaction(() -> new DeadLetters(jdbc).approve("s", null, "a test"));
          awaitWaiting(1);
          CompletableFuture<Void> pass =
              inTransaction(
                  () ->
                      queue.offer(
                          List.of(Offers.live(List.of(Offer.of(ANNA, toGoogle)))),
                          List.of(Offers.live(List.of(Offer.of(ANNA, "a"))))));
          awaitWaiting(2);
          return CompletableFuture.allOf(decides, pass);
        });
  }

  /** The planner still believes that hardly any wait for a person, and must not be misled by it. */
  @Test
  void aDecisionAboutManyIsNotSlowerForEachOfThem() {
    DeadLetters letters = new DeadLetters(jdbc);
    othersWait();
    jdbc.sql("UPDATE lockstep.sync_queue SET status = 'held', hold_reason = 'too many'").update();
    assertThat(inTransaction(() -> letters.approve("s", null, "a test")))
        .succeedsWithin(Duration.ofSeconds(10));
    jdbc.sql("UPDATE lockstep.sync_queue SET status = 'held', hold_reason = 'too many'").update();
    assertThat(inTransaction(() -> letters.discard("s", null, "a test")))
        .succeedsWithin(Duration.ofSeconds(10));
    jdbc.sql("UPDATE lockstep.sync_queue SET status = 'failed', hold_reason = NULL").update();
    assertThat(inTransaction(() -> letters.replay(QueueFilter.failed("s"), "a test")))
        .succeedsWithin(Duration.ofSeconds(10));
  }
}
