package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.PartitionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PullRequestsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void requestsThatComeWhileOneIsStoredAreStoredTogether() throws Exception {
    List<Set<PartitionKey>> stored = new CopyOnWriteArrayList<>();
    CountDownLatch firstMayEnd = new CountDownLatch(1);
    AtomicInteger answered = new AtomicInteger();
    PullRequests.Store slow =
        (now, later, wait) -> {
          stored.add(Set.copyOf(now.keySet()));
          await(firstMayEnd);
          return Map.of();
        };
    try (PullRequests pulls = new PullRequests(slow, System::nanoTime, PATIENCE);
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      senders.execute(() -> ask(pulls, "first", answered));
      Awaitility.await().until(() -> stored.size() == 1);
      for (int i = 0; i < 20; i++) {
        String account = "a" + i % 4;
        senders.execute(() -> ask(pulls, account, answered));
      }
      firstMayEnd.countDown();
      Awaitility.await().until(() -> answered.get() == 21);
    }
    assertThat(stored.size()).isBetween(2, 6);
    assertThat(stored.stream().mapToInt(Set::size).sum()).isBetween(5, 21);
  }

  @Test
  void aFloodOfOneChannelIsStoredAFewTimesOnly() {
    AtomicInteger stores = new AtomicInteger();
    PullRequests.Store store =
        (now, later, wait) -> {
          stores.incrementAndGet();
          return later.isEmpty() ? Map.of() : Map.of(later.iterator().next(), wait);
        };
    try (PullRequests pulls = new PullRequests(store, () -> 0L, PATIENCE)) {
      for (int i = 0; i < 10_000; i++) {
        pulls.request(changed("a"));
      }
    }
    assertThat(stores.get()).isEqualTo(Floods.PER_SECOND + 1);
  }

  @Test
  void whatCannotBeStoredIsToldToWhoeverAskedAndTheNextRequestIsTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    PullRequests.Store broken =
        (now, later, wait) -> {
          if (tries.incrementAndGet() == 1) {
            throw new IllegalStateException("no connection");
          }
          return Map.of();
        };
    try (PullRequests pulls = new PullRequests(broken, System::nanoTime, PATIENCE)) {
      assertThatThrownBy(() -> pulls.request(changed("a")))
          .isInstanceOf(PullNotStored.class)
          .hasMessageEndingWith("the database refused it: no connection")
          .hasRootCauseMessage("no connection");
      pulls.request(changed("a"));
    }
    assertThat(tries).hasValue(2);
  }

  @Test
  void aDatabaseThatHangsDoesNotHoldTheSender() {
    CountDownLatch never = new CountDownLatch(1);
    PullRequests.Store hanging =
        (now, later, wait) -> {
          await(never);
          return Map.of();
        };
    PullRequests pulls = new PullRequests(hanging, System::nanoTime, Duration.ofMillis(50));
    assertThatThrownBy(() -> pulls.request(changed("a"))).isInstanceOf(PullNotStored.class);
    never.countDown();
    pulls.close();
  }

  private static void ask(PullRequests pulls, String account, AtomicInteger answered) {
    pulls.request(changed(account));
    answered.incrementAndGet();
  }

  private static Verdict.Changed changed(String account) {
    return new Verdict.Changed(
        new PartitionKey("appointments", account, "primary"), "channel-" + account, "1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
