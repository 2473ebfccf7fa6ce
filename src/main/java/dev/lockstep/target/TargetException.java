package dev.lockstep.target;

import dev.lockstep.core.Failure;
import java.util.List;

/**
 * A failure wider than one record: the partition, the account or the project waits.
 *
 * <p>Of a write, {@link #settled()} carries an outcome for every write of the batch, in its order:
 * what was settled, {@link Outcome.Failed} with a failure wider than a record for those that met
 * this (their fate is unknown: read back before trying again, no attempt is used up), {@link
 * Outcome.NotTried} for the rest. Of a read or listing it is empty.
 */
public class TargetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient List<Outcome> settled;

  public TargetException(Failure failure, List<Outcome> settled, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
    this.settled = List.copyOf(settled);
  }

  public Failure failure() {
    return failure;
  }

  public List<Outcome> settled() {
    return settled;
  }
}
