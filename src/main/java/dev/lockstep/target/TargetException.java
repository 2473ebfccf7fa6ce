package dev.lockstep.target;

import dev.lockstep.core.Failure;
import java.util.List;

/**
 * A failure wider than one record: the partition, the account or the project waits.
 *
 * <p>Outcomes of writes that were settled before it are carried along, so that none is forgotten.
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
