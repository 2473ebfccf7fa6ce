package dev.lockstep.target.sheet;

import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.owed.Owed;
import dev.lockstep.target.TargetException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One flush of a spreadsheet at a time, on whichever node, and a rest between two (DESIGN 5). */
final class Turns {

  /**
   * Google ends a request after 180 s; a turn that is kept longer may be taken over. The next
   * worker of the same partition need not wait: whoever had the turn has lost its lease.
   */
  static final Duration KEEPS = Duration.ofSeconds(240);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TurnStore store;
  private final Owed<Left> owed;

  private record Left(Turn turn, String account) {}

  Turns(TurnStore store, FlushPace pace) {
    this.store = store;
    this.owed =
        new Owed<>(
            left -> "the turn to write to spreadsheet %s".formatted(left.turn().spreadsheetId()),
            left -> store.leave(left.turn(), pace.rest(store.activity(left.account()))));
  }

  /**
   * Waits for the turn.
   *
   * @throws TargetException where somebody else keeps it
   */
  Turn enter(String spreadsheetId, PartitionKey partition) {
    giveBackOwed();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<Turn> turn = store.enter(spreadsheetId, partition, KEEPS);
      if (turn.isPresent()) {
        return turn.get();
      }
      TurnStore.Waiting waiting = store.waiting(spreadsheetId);
      Duration step = waiting.left();
      if (waiting.busy() && step.compareTo(Duration.ofMillis(200)) > 0) {
        step = Duration.ofMillis(200);
      }
      if (System.nanoTime() + step.toNanos() > deadline) {
        throw busy(spreadsheetId, waiting.left());
      }
      pause(step);
    }
  }

  /** Waits for the end of the rest, and no longer; whoever enters first has the turn. */
  void awaitRest(String spreadsheetId) {
    giveBackOwed();
    TurnStore.Waiting waiting = store.waiting(spreadsheetId);
    if (!waiting.busy() && waiting.left().compareTo(PATIENCE) < 0) {
      pause(waiting.left());
    }
  }

  /** Gives the turn back, as soon as the database takes it. */
  void leave(Turn turn, PartitionKey partition) {
    owed.giveBack(new Left(turn, partition.account()));
  }

  /** Asked each second, since this node may have nothing to write for long. */
  void giveBackOwed() {
    owed.giveBackAll();
  }

  private static void pause(Duration step) {
    try {
      Thread.sleep(step);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting to write to a spreadsheet", e);
    }
  }

  private static TargetException busy(String spreadsheetId, Duration left) {
    String message = "spreadsheet %s is being written to by somebody else".formatted(spreadsheetId);
    return new TargetException(
        new Failure(
            Failure.Kind.QUOTA,
            Failure.Scope.PARTITION,
            "busy",
            message,
            left.compareTo(Duration.ofSeconds(30)) > 0 ? Duration.ofSeconds(30) : left),
        List.of(),
        new IllegalStateException(message));
  }
}
