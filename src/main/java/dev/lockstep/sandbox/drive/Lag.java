package dev.lockstep.sandbox.drive;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Gathers edits: the first one of a file starts the wait after which the file is settled. */
final class Lag {

  private final Vertx vertx;
  private final LongSupplier millis;
  private final Consumer<String> settle;
  private final Map<String, Long> timers = new HashMap<>();

  /**
   * @param millis how long a file waits
   * @param settle what is done with its id then
   */
  Lag(Vertx vertx, LongSupplier millis, Consumer<String> settle) {
    this.vertx = vertx;
    this.millis = millis;
    this.settle = settle;
  }

  void edited(String fileId) {
    if (timers.containsKey(fileId)) {
      return;
    }
    long wait = millis.getAsLong();
    if (wait <= 0) {
      settle.accept(fileId);
    } else {
      timers.put(fileId, vertx.setTimer(wait, timer -> settleNow(fileId)));
    }
  }

  private void settleNow(String fileId) {
    timers.remove(fileId);
    settle.accept(fileId);
  }

  /** How long files wait is another now: those that wait begin anew. */
  void restart() {
    for (String fileId : timers.keySet().toArray(new String[0])) {
      stop(fileId);
      edited(fileId);
    }
  }

  void stop(String fileId) {
    Long timer = timers.remove(fileId);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  void clear() {
    timers.values().forEach(vertx::cancelTimer);
    timers.clear();
  }
}
