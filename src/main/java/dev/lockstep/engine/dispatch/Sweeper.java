package dev.lockstep.engine.dispatch;

import dev.lockstep.queue.DeadRows;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Has dead rows removed beside the work, once enough was done to leave some. */
@Component
class Sweeper {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** Lease, cursor and due time of a pass leave as many as so many changes do. */
  private static final int PASS = 3;

  private final DeadRows deadRows;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicBoolean isSweeping = new AtomicBoolean();

  Sweeper(DeadRows deadRows) {
    this.deadRows = deadRows;
  }

  void folded(int rows) {
    count(rows);
  }

  void passed() {
    count(PASS);
  }

  private void count(int more) {
    if (changes.addAndGet(more) < DeadRows.EVERY || !isSweeping.compareAndSet(false, true)) {
      return;
    }
    changes.set(0);
    Thread.ofVirtual().name("sweep").start(this::sweep);
  }

  private void sweep() {
    try {
      deadRows.remove();
    } catch (RuntimeException e) {
      LOG.warn("dead rows of the queue are left for now", e);
    } finally {
      isSweeping.set(false);
    }
  }
}
