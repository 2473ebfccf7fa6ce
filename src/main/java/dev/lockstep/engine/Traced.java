package dev.lockstep.engine;

import dev.lockstep.queue.Lease;
import java.util.List;

/** What a pass has taken up, with the traces of the changes in it: each a {@code traceparent}. */
public interface Traced {

  /** Whether there is nothing to do, and so nothing to be followed. */
  boolean isIdle();

  List<String> traces();

  Lease lease();
}
