package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Trigger;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Gathers requests for pulls and stores them together: one transaction for everything that was
 * asked while the one before was under way. Whoever asks waits until its request is stored.
 */
final class PullRequests implements AutoCloseable {

  private final Store store;
  private final Floods floods;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private Batch waiting = new Batch();
  private boolean isClosed;
  private final Thread writer;

  /**
   * @param patience how long storing may take before the sender is asked to send again
   */
  PullRequests(Store store, LongSupplier nanos, Duration patience) {
    this.store = store;
    this.floods = new Floods(nanos);
    this.patience = patience;
    this.writer = Thread.ofVirtual().name("pull-requests").start(this::write);
  }

  /**
   * Returns once the request is stored.
   *
   * @throws PullNotStored when it could not be
   */
  void request(Verdict.Changed change) {
    CompletableFuture<Void> stored;
    lock.lock();
    try {
      if (isClosed) {
        throw new PullNotStored("the application is stopping", null);
      }
      switch (floods.on(change.channelId())) {
        case CALM ->
            waiting.now.putIfAbsent(
                change.partition(), Trigger.notification(change.channelId(), change.message()));
        case FLOODED -> waiting.later.add(change.channelId());
        case PUT_OFF -> {
          return;
        }
      }
      stored = waiting.stored;
      asked.signal();
    } finally {
      lock.unlock();
    }
    await(stored);
  }

  private void await(CompletableFuture<Void> stored) {
    try {
      stored.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw PullNotStored.tooSlow(patience, e);
    } catch (ExecutionException e) {
      throw PullNotStored.refused(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PullNotStored("the application is stopping", e);
    }
  }

  private void write() {
    for (Batch batch = next(); !batch.isEmpty(); batch = next()) {
      long before = floods.now();
      try {
        putOff(store.store(batch.now, batch.later, Floods.WAIT), before);
        batch.stored.complete(null);
      } catch (RuntimeException e) {
        batch.stored.completeExceptionally(e);
      }
    }
  }

  /** What was asked for so far, waiting for something if need be; empty at the end of all. */
  private Batch next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !isClosed) {
        asked.awaitUninterruptibly();
      }
      Batch batch = waiting;
      waiting = new Batch();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void putOff(Map<String, Duration> left, long before) {
    lock.lock();
    try {
      left.forEach((channel, time) -> floods.putOff(channel, before, time));
    } finally {
      lock.unlock();
    }
  }

  /** What was asked for before is still stored. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      asked.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where requests are kept. */
  interface Store {

    /**
     * Keeps them all, in one transaction.
     *
     * @param now partitions to pull, each with the first notification that asked for it
     * @param later channels whose partitions are to be pulled after the wait, or when that is
     *     planned already
     * @return how long until then, for each of the latter
     */
    Map<String, Duration> store(Map<PartitionKey, Trigger> now, Set<String> later, Duration wait);
  }

  private static final class Batch {
    final Map<PartitionKey, Trigger> now = new HashMap<>();
    final Set<String> later = new HashSet<>();
    final CompletableFuture<Void> stored = new CompletableFuture<>();

    boolean isEmpty() {
      return now.isEmpty() && later.isEmpty();
    }
  }
}
