package dev.lockstep.target.sheet;

import dev.lockstep.core.Failure;
import dev.lockstep.target.TargetException;
import java.util.List;

/** What stops one tab until a person has done something. */
final class TabFault extends TargetException {

  private static final long serialVersionUID = 1L;

  TabFault(String reason, String message) {
    this(reason, message, new IllegalStateException(message));
  }

  TabFault(String reason, String message, Throwable cause) {
    super(
        new Failure(Failure.Kind.PERMANENT, Failure.Scope.PARTITION, reason, message, null),
        List.of(),
        cause);
  }
}
