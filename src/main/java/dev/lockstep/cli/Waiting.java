package dev.lockstep.cli;

import dev.lockstep.engine.Resync;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Waits for what others do, as long as something moves. */
final class Waiting {

  private static final long LOOK_EVERY_MILLIS = 200;

  /** Edits that this brings about pass the capture log, which is folded each second at least. */
  private static final int QUIET_LOOKS = 8;

  private final Duration patience;
  private final Resync resync;
  private final ProgressBar bar;

  Waiting(Settings settings, Resync resync, ProgressBar bar) {
    this.patience = Duration.parse(settings.get("lockstep.resync.patience", "PT20S"));
    this.resync = resync;
    this.bar = bar;
  }

  /** Until all is done, or nobody does it. */
  Resync.State until(Resync.Begun begun) throws InterruptedException {
    long most = 0;
    int quiet = 0;
    long movedAt = System.nanoTime();
    Resync.State last = null;
    @Nullable Instant comparedAt = null;
    while (true) {
      Resync.State state = resync.state(begun, comparedAt);
      if (comparedAt == null && state.isCompared(begun)) {
        comparedAt = resync.now();
      }
      quiet = state.isAtRest(begun) ? quiet + 1 : 0;
      if (quiet >= QUIET_LOOKS) {
        return state;
      }
      if (!state.equals(last) || state.places().leased() > 0) {
        movedAt = System.nanoTime();
      }
      if (System.nanoTime() - movedAt > patience.toNanos()) {
        return state;
      }
      last = state;
      long left = state.items().moving() + begun.places().size() - state.places().done();
      most = Math.max(most, left);
      bar.show(most - left, most, "%,d left".formatted(left));
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }
}
