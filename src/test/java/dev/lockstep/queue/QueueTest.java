package dev.lockstep.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.core.Brake;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Faults 44, 48 and 61, leases, lanes and waiting. */
@BesideOthers
class QueueTest {

  private static final PartitionKey ANNA = new PartitionKey("s", "anna", "primary");
  private static final Trigger SCHEDULE = Trigger.of(Trigger.By.SCHEDULE);
  private static final Pause.Scope SYNC = Pause.Scope.ofSync("s");
  private static final PartitionKey BEN = new PartitionKey("s", "ben", "primary");
  private static final Failure FAILURE = Failure.permanent("400", "no such thing");
  private static final Failure OUTAGE =
      new Failure(Failure.Kind.TRANSIENT, Failure.Scope.ACCOUNT, "503", "down", null);

  private final TestDatabase database = TestDatabase.migrated();
  private final HikariDataSource dataSource = pool(database);
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(dataSource));
  private final Partitions partitions = new Partitions(jdbc);
  private final Leases leases = new Leases(jdbc, partitions, Duration.ofSeconds(30));
  private final Pulls pulls = new Pulls(jdbc, partitions);
  private final Reconciles reconciles = new Reconciles(jdbc);
  private final Cursors cursors = new Cursors(jdbc);
  private final WorkQueue queue = new WorkQueue(jdbc, partitions);
  private final Claims claims = new Claims(jdbc);
  private final DeadLetters deadLetters = new DeadLetters(jdbc);
  private final BackOffs backOffs = new BackOffs(jdbc, new Random(1));
  private final QueueCounts counts = new QueueCounts(jdbc);
  private final Pauses pauses = new Pauses(jdbc);

  private void offer(PartitionKey partition, Lane lane, Duration debounce, String... keys) {
    List<Offer> offers = List.of(keys).stream().map(k -> Offer.of(partition, k)).toList();
    transaction.executeWithoutResult(s -> queue.offer(Direction.TO_GOOGLE, lane, debounce, offers));
  }

  private void offer(PartitionKey partition, String... keys) {
    offer(partition, Lane.LIVE, Duration.ZERO, keys);
  }

  private Lease lease() {
    return transaction.execute(s -> leases.next("node").orElseThrow());
  }

  private Lease leaseOfAnna() {
    offer(ANNA, "any");
    return lease();
  }

  private List<Item> claim(Lease lease, int limit) {
    return transaction.execute(s -> claims.take(lease, Direction.TO_GOOGLE, limit));
  }

  private List<String> claimedKeys(Lease lease, int limit) {
    return claim(lease, limit).stream().map(Item::key).toList();
  }

  private void release(Lease lease) {
    transaction.executeWithoutResult(s -> leases.release(lease));
  }

  private static HikariDataSource pool(TestDatabase database) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(database.dataSource());
    pool.setMaximumPoolSize(4);
    // None is made ahead: one made before the clock moves would not see it move.
    pool.setMinimumIdle(0);
    return pool;
  }

  @AfterEach
  void closes() {
    dataSource.close();
  }

  /** Moves the clock that all nodes share. */
  private void later(Duration by) {
    jdbc.sql("ALTER DATABASE %s SET lockstep.clock_offset = '%s'".formatted(database.name(), by))
        .update();
    dataSource.getHikariPoolMXBean().softEvictConnections();
  }

  @Test
  void whatADeadNodeHeldIsFreeAtOnceAndItsLateWorkRecordsNothing() {
    offer(ANNA, "1");
    Lease dead = lease();
    assertThat(leases.holders()).containsExactly("node");
    assertThat(leases.next("other")).isEmpty();

    leases.end("node");

    Lease next = transaction.execute(s -> leases.next("other").orElseThrow());
    assertThat(next.token()).isGreaterThan(dead.token());
    assertThatThrownBy(() -> leases.fence(dead)).isInstanceOf(LeaseLost.class);
  }

  @Test
  void whatADeadNodeHadClaimedGoesToOneOtherOnceItsLeaseHasRunOut_2() {
    offer(ANNA, "1");
    assertThat(claimedKeys(lease(), 10)).containsExactly("1");
    later(Duration.ofSeconds(25));
    assertThat(leases.next("other")).isEmpty();
    later(Duration.ofSeconds(31));

    Lease next = transaction.execute(s -> leases.next("other").orElseThrow());

    assertThat(claimedKeys(next, 10)).containsExactly("1");
    assertThat(leases.next("third")).isEmpty();
  }

  @Test
  void aHundredOffersOfARecordAreOneItem_44() {
    for (int i = 0; i < 100; i++) {
      offer(ANNA, "1");
    }

    assertThat(claim(lease(), 10)).singleElement().returns(100L, Item::generation);
  }

  @Test
  void liveItemsGoBeforeBackfills() {
    offer(ANNA, Lane.BACKFILL, Duration.ZERO, "a", "b");
    offer(ANNA, "c");

    assertThat(claimedKeys(lease(), 2)).containsExactly("c", "a");
  }

  @Test
  void anItemIsRemovedOnlyWhereItsGenerationHasNotMoved() {
    offer(ANNA, "1", "2");
    Lease lease = lease();
    List<Item> claimed = claim(lease, 10);
    offer(ANNA, "2");

    transaction.executeWithoutResult(s -> claims.done(lease, claimed));

    assertThat(claim(lease, 10))
        .singleElement()
        .returns("2", Item::key)
        .returns(2L, Item::generation)
        .returns(0, Item::attempts);
  }

  @Test
  void aPartitionHasOneWorkerAtATime() {
    offer(ANNA, "1");
    offer(BEN, "1");

    assertThat(lease().partition()).isEqualTo(ANNA);
    assertThat(lease().partition()).isEqualTo(BEN);
    assertThat(leases.next("node")).isEmpty();
  }

  @Test
  void partitionsAreServedInTurnHoweverMuchOneOfThemHas() {
    offer(ANNA, IntStream.range(0, 100).mapToObj(Integer::toString).toArray(String[]::new));
    Lease first = lease();
    claim(first, 10);
    offer(BEN, "1");
    release(first);

    assertThat(lease().partition()).isEqualTo(BEN);
  }

  @Test
  void aWorkerThatLostItsLeaseRecordsNothing_48() {
    offer(ANNA, "1");
    Lease late = lease();
    List<Item> claimed = claim(late, 10);
    later(Duration.ofMinutes(1));
    Lease next = lease();

    assertThat(next.token()).isGreaterThan(late.token());
    assertThatThrownBy(() -> transaction.executeWithoutResult(s -> claims.done(late, claimed)))
        .isInstanceOf(LeaseLost.class)
        .hasMessageContaining("s/anna/primary");
    assertThatThrownBy(() -> leases.renew(late)).isInstanceOf(LeaseLost.class);
    release(late);
    assertThat(claimedKeys(next, 10)).containsExactly("1");
  }

  @Test
  void aWorkerThatLostItsLeaseNeitherMakesThePartitionWaitNorGoOn() {
    offer(ANNA, "1");
    Lease late = lease();
    leases.end("node");
    Lease next = transaction.execute(s -> leases.next("other").orElseThrow());

    assertThat(backOffs.failed(new BackOff.OfPartition(late), OUTAGE)).isFalse();
    assertThat(backOffs.isWaiting(next)).isFalse();

    assertThat(backOffs.failed(new BackOff.OfPartition(next), OUTAGE)).isTrue();
    assertThat(backOffs.recovered(new BackOff.OfPartition(late))).isFalse();
    assertThat(backOffs.isWaiting(next)).isTrue();
  }

  @Test
  void aReleasedLeaseIsNoLeaseAnyMore() {
    offer(ANNA, "1");
    Lease lease = lease();
    release(lease);

    assertThatThrownBy(() -> leases.fence(lease)).isInstanceOf(LeaseLost.class);
  }

  @Test
  void whatWasClaimedAndNotSettledWaitsAgainAfterTheRelease() {
    offer(ANNA, "1");
    Lease lease = lease();
    claim(lease, 10);
    release(lease);

    assertThat(claimedKeys(lease(), 10)).containsExactly("1");
  }

  @Test
  void debouncedItemsAreDueAfterQuietAndAtTheLatestFiveTimesAsLate() {
    Duration debounce = Duration.ofSeconds(10);
    offer(ANNA, Lane.LIVE, debounce, "1");
    assertThat(leases.next("node")).isEmpty();
    assertThat(leases.untilDue(Duration.ofHours(1)).orElseThrow())
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));

    for (int second = 9; second < 45; second += 9) {
      later(Duration.ofSeconds(second));
      offer(ANNA, Lane.LIVE, debounce, "1");
    }
    later(Duration.ofSeconds(47));
    offer(ANNA, Lane.LIVE, debounce, "1");
    assertThat(leases.untilDue(Duration.ofHours(1)).orElseThrow())
        .isLessThan(Duration.ofSeconds(4));

    later(Duration.ofSeconds(51));
    assertThat(claimedKeys(lease(), 10)).containsExactly("1");
  }

  @Test
  void aRetriedItemWaitsAndCountsItsAttempts() {
    offer(ANNA, "1");
    Lease lease = lease();
    List<Item> claimed = claim(lease, 10);
    transaction.executeWithoutResult(
        s -> claims.retry(lease, claimed, Duration.ofSeconds(20), FAILURE));
    release(lease);

    offer(ANNA, "1");
    assertThat(claimNowOrEmpty()).isEmpty();
    later(Duration.ofSeconds(21));
    assertThat(claim(lease(), 10))
        .singleElement()
        .returns(1, Item::attempts)
        .returns("no such thing", Item::lastError);
  }

  private List<Item> claimNowOrEmpty() {
    return transaction.execute(
        s -> {
          List<Item> items =
              leases
                  .next("node")
                  .map(
                      lease -> {
                        List<Item> claimed = claims.take(lease, Direction.TO_GOOGLE, 10);
                        leases.release(lease);
                        return claimed;
                      })
                  .orElse(List.of());
          return items;
        });
  }

  @Test
  void aDeadLetterStaysUntilItIsReplayedSkippedOrChanged() {
    offer(ANNA, "1", "2", "3", "4");
    Lease lease = lease();
    List<Item> claimed = claim(lease, 10);
    transaction.executeWithoutResult(
        s -> claimed.forEach(item -> claims.park(lease, item, FAILURE, null, null)));
    release(lease);

    assertThat(leases.next("node")).isEmpty();
    List<Item> failed = listed(QueueFilter.failed("s"));
    assertThat(failed).extracting(Item::key).containsExactly("1", "2", "3", "4");
    assertThat(deadLetters.replay(failed.get(0).id(), "a test")).isTrue();
    assertThat(deadLetters.skip(failed.get(1).id(), "known")).map(Item::key).contains("2");
    offer(ANNA, "3");

    assertThat(claimedKeys(lease(), 10)).containsExactlyInAnyOrder("1", "3");
    assertThat(listed(QueueFilter.failed(null))).extracting(Item::key).containsExactly("4");
    assertThat(deadLetters.replay(QueueFilter.failed(null), "a test")).isEqualTo(1);
  }

  @Test
  void whatAPersonAsksOfASkippedRecordIsDoneAlthoughItIsNotUrgent() {
    offer(ANNA, "1");
    park("{\"name\": \"bad\"}");
    deadLetters.skip(listed(QueueFilter.failed("s")).getFirst().id(), "a test");

    transaction.executeWithoutResult(
        s ->
            queue.offer(
                Direction.TO_GOOGLE,
                Lane.BACKFILL,
                Duration.ZERO,
                List.of(Offer.asking(ANNA, "1", "{}"))));

    assertThat(claim(lease(), 10)).singleElement().returns("{}", Item::asked);
  }

  @Test
  void thatARecordIsTriedAgainTakesThePlaceOfNoWishAndDecidesNothing() {
    ask(ANNA, "1", "{}");
    again(ANNA, "1", "2");

    assertThat(claim(lease(), 10))
        .extracting(Item::key, Item::asked, Item::isDecided)
        .containsExactlyInAnyOrder(tuple("1", "{}", true), tuple("2", Offer.AGAIN, false));
  }

  @Test
  void whatIsToBeTriedAgainWhileThatIsBeingTriedIsTriedOnceMore() {
    again(ANNA, "1");
    Lease lease = lease();
    List<Item> trying = claim(lease, 1);
    again(ANNA, "1");
    transaction.executeWithoutResult(s -> claims.done(lease, trying));

    List<Item> next = claim(lease, 1);
    assertThat(next).singleElement().returns(Offer.AGAIN, Item::asked);
    transaction.executeWithoutResult(s -> claims.done(lease, next));
    assertThat(claim(lease, 1)).isEmpty();
  }

  @Test
  void aSkippedRecordIsNotTriedAgainBecauseAllIs() {
    offer(ANNA, "1");
    park(null);
    deadLetters.skip(listed(QueueFilter.failed("s")).getFirst().id(), "a test");

    again(ANNA, "1");

    assertThat(claim(lease(), 10)).isEmpty();
  }

  private void ask(PartitionKey partition, String key, String asked) {
    backfill(List.of(Offer.asking(partition, key, asked)));
  }

  private void again(PartitionKey partition, String... keys) {
    backfill(Stream.of(keys).map(key -> Offer.again(partition, key)).toList());
  }

  private void backfill(List<Offer> offers) {
    transaction.executeWithoutResult(
        s -> queue.offer(Direction.TO_GOOGLE, Lane.BACKFILL, Duration.ZERO, offers));
  }

  @Test
  void aSkippedDeadLetterWaitsForItsRecordToChangeAndStaysSkippedWithTheSameValues() {
    offer(ANNA, "1");
    park("{\"name\": \"bad\"}");
    long id = listed(QueueFilter.failed("s")).getFirst().id();
    assertThat(deadLetters.skip(id, "known")).isPresent();
    assertThat(deadLetters.skip(id, "known")).as("twice").isEmpty();
    assertThat(deadLetters.replay(QueueFilter.ALL, "a test")).as("all that failed").isZero();

    offer(ANNA, Lane.BACKFILL, Duration.ZERO, "1");
    Lease comparing = lease();
    assertThat(claimedKeys(comparing, 10)).as("all is compared").isEmpty();
    release(comparing);

    offer(ANNA, "1");
    assertThat(park("{\"name\": \"bad\"}")).as("the same values again").isFalse();
    assertThat(listed(QueueFilter.failed("s"))).isEmpty();
    assertThat(new QueueList(jdbc).find(id).orElseThrow().item().skipReason())
        .as("why it is skipped")
        .isEqualTo("known");

    offer(ANNA, "1");
    assertThat(park("{\"name\": \"worse\"}")).isTrue();
    assertThat(listed(QueueFilter.failed("s"))).hasSize(1);
  }

  @Test
  void aFindingShowsWhatWasSeenAndStaysSkippedUntilItSaysSomethingElse() {
    partitions.ensure(ANNA);
    Findings findings = new Findings(jdbc);
    findings.values(ANNA, Map.of("1", new Findings.Wrong("no number", Map.of("stock", "many"))));
    QueueEntry found = entries(QueueFilter.failed("s")).getFirst();
    assertThat(found.payload()).isEqualTo("{\"stock\": \"many\"}");

    deadLetters.skip(found.item().id(), "known");
    findings.values(ANNA, Map.of("1", new Findings.Wrong("no number", Map.of("stock", "lots"))));
    assertThat(entries(QueueFilter.failed("s"))).isEmpty();
    QueueEntry skipped = new QueueList(jdbc).find(found.item().id()).orElseThrow();
    assertThat(skipped.payload()).isEqualTo("{\"stock\": \"lots\"}");
    assertThat(skipped.item().skipReason()).isEqualTo("known");

    findings.values(ANNA, Map.of("1", new Findings.Wrong("too long", Map.of("stock", "lots"))));
    assertThat(entries(QueueFilter.failed("s")).getFirst().item().skipReason()).isNull();
  }

  private List<QueueEntry> entries(QueueFilter filter) {
    return new QueueList(jdbc).page(filter, 0, 100);
  }

  @Test
  void whatWasSkippedCanBeReplayedByItsNumber() {
    offer(ANNA, "1");
    park(null);
    long id = listed(QueueFilter.failed("s")).getFirst().id();
    deadLetters.skip(id, "known");

    assertThat(deadLetters.replay(id, "a test")).isTrue();
    assertThat(new QueueList(jdbc).find(id).orElseThrow().item().skipReason()).isNull();
    assertThat(park(null)).as("it counts again").isTrue();
  }

  @Test
  void deadLettersAreFoundBySyncAccountKindAndText() {
    offer(ANNA, "one", "two");
    park(null);

    QueueFilter all = QueueFilter.failed("s");
    assertThat(listed(all)).hasSize(2);
    assertThat(listed(QueueFilter.failed("other"))).isEmpty();
    assertThat(listed(with(all, "nobody", null, null))).isEmpty();
    assertThat(listed(with(all, ANNA.account(), null, null))).hasSize(2);
    assertThat(listed(with(all, null, FAILURE.kind(), null))).hasSize(2);
    assertThat(listed(with(all, null, Failure.Kind.QUOTA, null))).isEmpty();
    assertThat(listed(with(all, null, null, "TWO"))).extracting(Item::key).containsExactly("two");
    assertThat(listed(with(all, null, null, FAILURE.message()))).hasSize(2);
    assertThat(listed(with(all, null, null, "%"))).isEmpty();
    assertThat(deadLetters.replay(with(all, null, null, "one"), "a test")).isEqualTo(1);
  }

  private static QueueFilter with(
      QueueFilter of,
      @Nullable String account,
      Failure.@Nullable Kind kind,
      @Nullable String text) {
    return new QueueFilter(of.sync(), account, null, of.statuses(), kind, text);
  }

  /** Whether the first of all that is due became a dead letter. */
  private boolean park(@Nullable String payload) {
    Lease lease = lease();
    List<Boolean> parked =
        claim(lease, 10).stream()
            .map(item -> transaction.execute(s -> claims.park(lease, item, FAILURE, payload, null)))
            .toList();
    release(lease);
    return parked.getFirst();
  }

  private List<Item> listed(QueueFilter filter) {
    return new QueueList(jdbc).page(filter, 0, 10).stream().map(QueueEntry::item).toList();
  }

  @Test
  void aDeadLetterWithASlowRetryComesBackByItself() {
    offer(ANNA, "1");
    Lease lease = lease();
    Item item = claim(lease, 1).getFirst();
    transaction.executeWithoutResult(
        s -> claims.park(lease, item, FAILURE, null, Duration.ofHours(1)));
    release(lease);
    assertThat(leases.next("node")).isEmpty();

    later(Duration.ofMinutes(61));
    assertThat(claimedKeys(lease(), 10)).containsExactly("1");
  }

  @Test
  void heldItemsWaitForAPersonAndTheRestGoesOn_61() {
    offer(ANNA, "1", "2");
    Lease lease = lease();
    List<Item> claimed = claim(lease, 1);
    transaction.executeWithoutResult(
        s -> claims.hold(lease, claimed, Effect.DELETE, "1 of 1 would be deleted"));

    assertThat(claimedKeys(lease, 10)).containsExactly("2");
    assertThat(removals(lease)).isEqualTo(1);
    assertThat(listed(QueueFilter.ALL.with(Set.of(Status.HELD)))).hasSize(1);
    release(lease);

    assertThat(deadLetters.approve("s", null, "a test")).isEqualTo(1);
    assertThat(claim(lease(), 10)).filteredOn(Item::approved).hasSize(1);
    assertThat(removals(lease)).isZero();
  }

  private static Touch touch(Direction direction, Effect effect, int key) {
    return new Touch(direction, effect, String.valueOf(key));
  }

  private static Touch changed(int key) {
    return touch(Direction.FROM_GOOGLE, Effect.CHANGE, key);
  }

  private static List<Touch> deletedHere(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(key -> touch(Direction.TO_GOOGLE, Effect.DELETE, key))
        .toList();
  }

  private void apply(Lease lease, Touch... touched) {
    transaction.executeWithoutResult(s -> counts.applied(lease, List.of(touched)));
  }

  private BrakeCounts counted(Lease lease, Brake.Effect what, Touch... also) {
    BrakeCounts counted = counts.ofPartition(lease.partitionId(), what, List.of(also));
    assertThat(counts.ofSync("s", lease.partitionId(), what, List.of(also))).isEqualTo(counted);
    return counted;
  }

  private long removals(Lease lease, Touch... also) {
    return counted(lease, Brake.Effect.DELETES_OR_BLANKS, also).touched();
  }

  private long changes(Lease lease, Touch... also) {
    return counted(lease, Brake.Effect.CHANGES_FROM_GOOGLE, also).touched();
  }

  @Test
  void theBrakeCountsWhatWasDoneInTheLastHourToo() {
    offer(ANNA, "1");
    Lease lease = lease();
    apply(lease, deletedHere(1, 20).toArray(Touch[]::new));
    apply(
        lease,
        touch(Direction.FROM_GOOGLE, Effect.DELETE, 1),
        touch(Direction.FROM_GOOGLE, Effect.BLANK, 2),
        changed(3));
    assertThat(counted(lease, Brake.Effect.DELETES_OR_BLANKS)).isEqualTo(new BrakeCounts(22, 21));
    assertThat(changes(lease)).isEqualTo(1);

    later(Duration.ofMinutes(61));
    assertThat(counted(lease, Brake.Effect.DELETES_OR_BLANKS)).isEqualTo(new BrakeCounts(0, 0));
  }

  @Test
  void theBrakeCountsARecordOnceHoweverOftenItChanges() {
    Lease lease = leaseOfAnna();
    for (int i = 0; i < 150; i++) {
      apply(lease, changed(1));
    }
    assertThat(changes(lease)).isEqualTo(1);
    assertThat(changes(lease, changed(1))).as("and changes again").isEqualTo(1);
    assertThat(changes(lease, changed(2))).as("with another one").isEqualTo(2);

    IntStream.rangeClosed(1, 101).forEach(key -> apply(lease, changed(key)));
    assertThat(changes(lease)).isEqualTo(101);

    apply(lease, touch(Direction.TO_GOOGLE, Effect.BLANK, 7));
    apply(lease, touch(Direction.TO_GOOGLE, Effect.DELETE, 7));
    assertThat(removals(lease)).as("blanked, then deleted").isEqualTo(1);
  }

  @Test
  void whatARecordWaitsForAndWhatWasDoneToItIsOneRecord() {
    transaction.executeWithoutResult(
        s ->
            queue.offer(
                Direction.FROM_GOOGLE,
                Lane.LIVE,
                Duration.ZERO,
                List.of(Offer.of(ANNA, "1").with(Effect.CHANGE))));
    Lease lease = lease();
    apply(lease, changed(1), changed(2));

    assertThat(changes(lease, changed(1), changed(2), changed(3))).isEqualTo(3);
  }

  /** It is asked before each batch: a count that sorts all of them would be done on disk. */
  @Test
  void howeverManyWaitTheyAreCountedWithoutBeingSorted() {
    Lease lease = leaseOfAnna();
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_queue (partition_id, sync, direction, account, calendar, key,
              first_changed_at, changed_at, not_before, status, effect)
            SELECT :id, 's', 'to_google', 'anna', 'primary', n::text, now(), now(), now(), 'held',
              'delete'
            FROM generate_series(1, 150000) n
            """)
        .param("id", lease.partitionId())
        .update();
    apply(lease, deletedHere(150_001, 150_010).toArray(Touch[]::new));
    jdbc.sql("ANALYZE").update();
    jdbc.sql("ALTER DATABASE %s SET temp_file_limit = 0".formatted(database.name())).update();
    dataSource.getHikariPoolMXBean().softEvictConnections();

    assertThat(removals(lease, deletedHere(150_000, 150_011).toArray(Touch[]::new)))
        .isEqualTo(150_011);
  }

  @Test
  void aRecordThatGoesOnChangingStaysCountedAnHourAfterItsLastChange() {
    Lease lease = leaseOfAnna();
    apply(lease, changed(1), changed(2));
    later(Duration.ofMinutes(50));
    apply(lease, changed(1));
    later(Duration.ofMinutes(70));
    assertThat(changes(lease)).isEqualTo(1);

    later(Duration.ofMinutes(175));
    counts.forgetOld();
    assertThat(jdbc.sql("SELECT count(*) FROM lockstep.sync_effect").query(Long.class).single())
        .isZero();
  }

  @Test
  void whatAPersonApprovedIsBehindThemAndTheRestStaysCounted() {
    offer(ANNA, "1", "2");
    Lease lease = lease();
    apply(lease, deletedHere(3, 20).toArray(Touch[]::new));
    apply(lease, changed(1), changed(2));
    List<Item> claimed = claim(lease, 2);
    transaction.executeWithoutResult(
        s -> claims.hold(lease, claimed, Effect.DELETE, "20 of 20 would be deleted"));
    assertThat(removals(lease)).isEqualTo(20);

    deadLetters.approve("s", "ben", "me");
    assertThat(removals(lease)).as("another account's").isEqualTo(20);
    deadLetters.approve("s", "anna", "me");

    assertThat(removals(lease)).isZero();
    assertThat(removals(lease, touch(Direction.TO_GOOGLE, Effect.DELETE, 21))).isEqualTo(1);
    assertThat(changes(lease)).as("nobody was asked about these").isEqualTo(2);
  }

  @Test
  void whatIsGivenUpStaysCounted() {
    offer(ANNA, "1");
    Lease lease = lease();
    apply(lease, deletedHere(2, 20).toArray(Touch[]::new));
    List<Item> claimed = claim(lease, 1);
    transaction.executeWithoutResult(
        s -> claims.hold(lease, claimed, Effect.DELETE, "20 of 20 would be deleted"));

    deadLetters.discard("s", null, "me");

    assertThat(removals(lease)).isEqualTo(19);
  }

  /** As it notes them, and as it counts them. */
  @Test
  void nodesOfTheReleaseBeforeAndTheseCountEachOthersRecords() {
    Lease lease = leaseOfAnna();
    apply(lease, changed(1), changed(2));
    apply(lease, changed(2));
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_effect (partition_id, direction, effect, records, at)
            VALUES (:partition, 'from_google', 'change', 5, lockstep.clock()),
              (:partition, 'from_google', 'change', 1, lockstep.clock()),
              (:partition, 'to_google', 'delete', 3, lockstep.clock())
            """)
        .param("partition", lease.partitionId())
        .update();

    assertThat(changes(lease)).isEqualTo(8);
    assertThat(counted(lease, Brake.Effect.DELETES_OR_BLANKS)).isEqualTo(new BrakeCounts(3, 3));
    assertThat(
            jdbc.sql(
                    """
                    SELECT coalesce(sum(e.records) FILTER (
                      WHERE e.effect = 'change' AND e.direction = 'from_google'), 0)
                    FROM lockstep.sync_effect e
                    WHERE e.at > lockstep.clock() - interval '1 hour' AND e.partition_id = :partition
                    """)
                .param("partition", lease.partitionId())
                .query(Long.class)
                .single())
        .isEqualTo(8);
  }

  @Test
  void tenThousandNotificationsBeforeAPullAreOnePull() {
    long id = partitions.ensure(ANNA);
    IntStream.range(0, 10_000).forEach(i -> pulls.ask(id, SCHEDULE));
    Lease lease = lease();
    long generation = transaction.execute(s -> pulls.take(lease));
    assertThat(generation).isEqualTo(1);

    pulls.ask(id, SCHEDULE);
    pulls.ask(id, SCHEDULE);
    transaction.executeWithoutResult(s -> pulls.done(lease, generation));
    assertThat(partitions.get(id).pull()).isEqualTo(2);
    release(lease);

    Lease second = lease();
    long last = transaction.execute(s -> pulls.take(second));
    transaction.executeWithoutResult(s -> pulls.done(second, last));
    release(second);
    assertThat(leases.next("node")).isEmpty();
  }

  @Test
  void afterPullsThatBroughtNothingTheNextOneWaitsASecondAtMost() {
    long id = partitions.ensure(ANNA);
    for (int i = 0; i < 8; i++) {
      pull(id, true);
    }

    pulls.ask(id, SCHEDULE);
    assertThat(partitions.get(id).isPullAskedFor()).isFalse();
    assertThat(leases.next("node")).isEmpty();
    assertThat(leases.untilDue(Duration.ofHours(1)).orElseThrow())
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    offer(ANNA, "1");
    release(lease());
    assertThat(partitions.get(id).isPullAskedFor()).isFalse();

    later(Duration.ofMillis(1100));
    assertThat(partitions.get(id).isPullAskedFor()).isTrue();
    assertThat(lease().partition()).isEqualTo(ANNA);
  }

  @Test
  void afterAPullThatBroughtSomethingTheNextOneFollowsAtOnce() {
    long id = partitions.ensure(ANNA);
    for (int i = 0; i < 8; i++) {
      pull(id, true);
    }
    pull(id, false);

    pulls.ask(id, SCHEDULE);
    assertThat(partitions.get(id).isPullAskedFor()).isTrue();
    assertThat(lease().partition()).isEqualTo(ANNA);
  }

  private void pull(long id, boolean isForNothing) {
    pulls.ask(id, SCHEDULE);
    transaction.executeWithoutResult(
        s -> {
          Lease lease = leases.take(ANNA, "node").orElseThrow();
          long generation = pulls.take(lease);
          if (isForNothing) {
            pulls.broughtNothing(lease, generation);
          } else {
            pulls.done(lease, generation);
          }
          leases.release(lease);
        });
  }

  @Test
  void whoAsksFirstForAPullIsRememberedUntilTheNextOneIsAskedFor() {
    pulls.ask(Map.of(ANNA, Trigger.notification("c1", "7")), Duration.ZERO);
    pulls.ask(ANNA, SCHEDULE);
    assertThat(partitions.find(ANNA).orElseThrow().asked())
        .contains(
            "\"by\": \"notification\"", "\"channel\": \"c1\"", "\"message\": \"7\"", "\"at\": ");

    transaction.execute(s -> pulls.take(lease()));
    pulls.ask(ANNA, SCHEDULE);
    assertThat(partitions.find(ANNA).orElseThrow().asked()).contains("\"by\": \"schedule\"");

    reconciles.ask("s", null, Trigger.reconcile("a trigger was lost"));
    assertThat(partitions.find(ANNA).orElseThrow().asked()).contains("a trigger was lost");
  }

  @Test
  void entriesOfTheLogAreCountedUntilAWorkerHasThem() {
    log(2);
    log(3);
    Lease lease = lease();
    assertThat(claim(lease, 10)).extracting(Item::changes).containsExactly(5);

    log(1);
    release(lease);
    assertThat(claim(lease(), 10)).extracting(Item::changes).containsExactly(1);
  }

  private void log(int times) {
    transaction.executeWithoutResult(
        s ->
            queue.offer(
                Direction.TO_GOOGLE,
                Lane.LIVE,
                Duration.ZERO,
                List.of(Offer.changed(ANNA, "1", null, null, null, times))));
  }

  @Test
  void aPullThatWasTakenAndNotDoneIsTakenByTheNextWorker() {
    long id = partitions.ensure(ANNA);
    pulls.ask(id, SCHEDULE);
    Lease lease = lease();
    transaction.execute(s -> pulls.take(lease));
    later(Duration.ofMinutes(1));

    assertThat(partitions.get(lease().partitionId()).isPullAskedFor()).isTrue();
  }

  @Test
  void aPausedDirectionWaitsAndTheOtherGoesOn() {
    offer(ANNA, "1");
    pauses.set(SYNC, Direction.TO_GOOGLE, PauseCause.BY_HAND, "a person said so");
    release(lease());
    assertThat(leases.next("node")).isEmpty();
    assertThat(leases.untilDue(Duration.ofHours(1))).isEmpty();

    pulls.ask(ANNA, SCHEDULE);
    release(lease());
    pauses.set(SYNC, Direction.FROM_GOOGLE, PauseCause.BY_HAND, "this too");
    assertThat(leases.next("node")).isEmpty();

    pauses.lift(SYNC, Direction.BOTH, PauseCause.BY_HAND);
    assertThat(claimedKeys(lease(), 10)).containsExactly("1");
  }

  @Test
  void whatIsPausedByHandStaysSoWhenAnotherCauseComesAndGoes() {
    offer(ANNA, "1");
    offer(BEN, "1");
    pauses.set(SYNC, Direction.TO_GOOGLE, PauseCause.BY_HAND, "a person said so");
    pauses.set(SYNC, Direction.BOTH, PauseCause.STOPPED, "its file is broken");
    pauses.set(Pause.Scope.ofAccount("ben"), Direction.BOTH, PauseCause.DISCONNECTED, "gone");
    assertThat(partitions.find(ANNA).orElseThrow().toGooglePaused())
        .containsExactlyInAnyOrder(PauseCause.BY_HAND, PauseCause.STOPPED);
    assertThat(pauses.of("s")).hasSize(3);

    assertThat(pauses.lift(SYNC, Direction.BOTH, PauseCause.STOPPED)).isTrue();
    assertThat(pauses.lift(SYNC, Direction.BOTH, PauseCause.STOPPED)).as("twice").isFalse();
    pulls.ask(ANNA, SCHEDULE);
    pulls.ask(BEN, SCHEDULE);

    assertThat(lease().partition()).as("from Google only").isEqualTo(ANNA);
    assertThat(leases.next("node")).as("Ben's account is gone").isEmpty();
    assertThat(partitions.find(ANNA).orElseThrow().toGooglePaused())
        .containsExactly(PauseCause.BY_HAND);
    assertThat(partitions.find(ANNA).orElseThrow().fromGooglePaused()).isEmpty();
  }

  @Test
  void aPartitionThatComesLaterIsPausedWithItsSync() {
    pauses.set(SYNC, Direction.BOTH, PauseCause.BY_HAND, "a person said so");
    offer(ANNA, "1");

    assertThat(leases.next("node")).isEmpty();
  }

  @Test
  void anAccountThatWaitsKeepsAllItsPartitionsWaitingAndNoOther() {
    PartitionKey other = new PartitionKey("t", "anna", "primary");
    offer(ANNA, "1");
    offer(other, "1");
    offer(BEN, "1");
    backOffs.failed(new BackOff.OfAccount("anna"), OUTAGE);

    assertThat(lease().partition()).isEqualTo(BEN);
    assertThat(leases.next("node")).isEmpty();
    assertThat(leases.untilDue(Duration.ofHours(1)).orElseThrow())
        .isLessThanOrEqualTo(Duration.ofSeconds(2));

    backOffs.recovered(new BackOff.OfAccount("anna"));
    assertThat(List.of(lease().partition(), lease().partition()))
        .containsExactlyInAnyOrder(ANNA, other);
  }

  /** Many that failed at the same moment do not come again at the same moment. */
  @Test
  void firstBackOffsAreSpread_6() {
    offer(ANNA, "1");
    BackOff partition = new BackOff.OfPartition(lease());
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      backOffs.failed(partition, OUTAGE);
      seconds.add(
          jdbc.sql(
                  "SELECT extract(epoch FROM back_off_until - lockstep.clock()) FROM lockstep.sync_partition")
              .query(Double.class)
              .single());
      backOffs.recovered(partition);
    }
    assertThat(Collections.max(seconds) - Collections.min(seconds)).isGreaterThan(0.2);
  }

  @Test
  void backOffsGrowWithEachFailureInARowAndKeepWhatWasAskedFor() {
    offer(ANNA, "1");
    Lease lease = lease();
    for (int i = 0; i < 4; i++) {
      backOffs.failed(new BackOff.OfPartition(lease), OUTAGE);
    }
    assertThat(waitOf(lease)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(11));

    backOffs.failed(
        new BackOff.OfPartition(lease),
        new Failure(
            Failure.Kind.QUOTA, Failure.Scope.PARTITION, "429", "slow", Duration.ofMinutes(7)));
    assertThat(waitOf(lease)).isGreaterThan(Duration.ofMinutes(6));

    backOffs.recovered(new BackOff.OfPartition(lease));
    assertThat(partitions.get(lease.partitionId()).attempts()).isZero();
  }

  @Test
  void aFailureIsNewsWhenItBeginsAndWhenItsReasonChanges() {
    offer(ANNA, "1");
    BackOff partition = new BackOff.OfPartition(lease());
    for (BackOff scope : List.of(partition, new BackOff.OfAccount("anna"))) {
      assertThat(backOffs.recovered(scope)).isFalse();
      assertThat(backOffs.failed(scope, OUTAGE)).isTrue();
      assertThat(backOffs.failed(scope, OUTAGE)).isFalse();
      assertThat(backOffs.failed(scope, FAILURE)).isTrue();
      assertThat(backOffs.recovered(scope)).isTrue();
      assertThat(backOffs.failed(scope, FAILURE)).isTrue();
    }
  }

  @Test
  void whatWaitsForAPersonLooksSoonOnceSomebodyIsHeardAndAnOutageDoesNot() {
    offer(ANNA, "1");
    Lease lease = lease();
    for (int i = 0; i < 9; i++) {
      backOffs.failed(new BackOff.OfPartition(lease), OUTAGE);
    }
    release(lease);
    pulls.heard(List.of(ANNA, BEN));
    assertThat(waitOf(lease)).isGreaterThan(Duration.ofMinutes(3));

    backOffs.failed(new BackOff.OfPartition(lease), FAILURE, Duration.ofMinutes(1));
    assertThat(waitOf(lease)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    pulls.heard(List.of(ANNA, BEN));
    assertThat(waitOf(lease)).isLessThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(leases.untilDue(Duration.ofHours(1)).orElseThrow())
        .isLessThanOrEqualTo(Duration.ofSeconds(2));
  }

  private Duration waitOf(Lease lease) {
    return Duration.between(Instant.now(), partitions.get(lease.partitionId()).backOffUntil());
  }

  @Test
  void whatIsOfferedWhileAWorkerReleasesIsNotForgotten() throws Exception {
    for (int i = 0; i < 200; i++) {
      offer(ANNA, "first " + i);
      Lease lease = lease();
      List<Item> claimed = claim(lease, 10);
      transaction.executeWithoutResult(s -> claims.done(lease, claimed));
      String key = "second " + i;
      Thread offering = Thread.ofVirtual().start(() -> offer(ANNA, key));
      release(lease);
      offering.join();

      Lease next = lease();
      List<Item> second = claim(next, 10);
      assertThat(second).extracting(Item::key).containsExactly(key);
      transaction.executeWithoutResult(s -> claims.done(next, second));
      release(next);
    }
  }

  @Test
  void aClaimReadsAsMuchOfALongBacklogAsItTakes() {
    long id = partitions.ensure(ANNA);
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_queue (partition_id, sync, direction, account, calendar, key,
              first_changed_at, changed_at, not_before)
            SELECT :id, 's', 'to_google', 'anna', 'primary', n::text, now(), now(),
              now() - n * interval '1 second'
            FROM generate_series(1, 100000) n
            """)
        .param("id", id)
        .update();
    jdbc.sql("ANALYZE lockstep.sync_queue").update();

    String plan =
        String.join(
            "\n",
            jdbc.sql(
                    """
                    EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF)
                    SELECT id
                    FROM lockstep.sync_queue
                    WHERE partition_id = :id AND direction = 'to_google' AND lane = 'live'
                      AND status IN ('pending', 'failed') AND not_before <= lockstep.clock()
                    ORDER BY not_before
                    LIMIT 50
                    """)
                .param("id", id)
                .query(String.class)
                .list());

    assertThat(plan).contains("Index Scan using sync_queue_due").contains("rows=50 ");
    assertThat(plan).doesNotContain("Sort");
    Lease lease = transaction.execute(s -> leases.take(ANNA, "node").orElseThrow());
    assertThat(claim(lease, 50)).hasSize(50);
  }

  @Test
  void pauseAndCursorAreRemembered() {
    Lease lease = transaction.execute(s -> leases.take(ANNA, "node").orElseThrow());
    transaction.executeWithoutResult(s -> cursors.save(lease, "c1", "{\"page\": 2}"));
    pauses.set(Pause.Scope.of(ANNA), Direction.FROM_GOOGLE, PauseCause.BY_HAND, "asked");

    Partition partition = partitions.find(ANNA).orElseThrow();
    assertThat(partition.cursor()).isEqualTo("c1");
    assertThat(partition.pageState()).isEqualTo("{\"page\": 2}");
    assertThat(partition.isPaused(Direction.FROM_GOOGLE)).isTrue();
    assertThat(partition.isPaused(Direction.BOTH)).isFalse();
    assertThat(leases.take(ANNA, "other")).isEmpty();
    assertThat(Map.of("holder", partition.leaseHolder())).containsEntry("holder", "node");
  }
}
