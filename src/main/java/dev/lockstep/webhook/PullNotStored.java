package dev.lockstep.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/** A notification was good but its pull is not stored: Google is to send it again (503). */
class PullNotStored extends RuntimeException {

  private static final long serialVersionUID = 1L;

  static PullNotStored refused(Throwable cause) {
    String reason = String.valueOf(NestedExceptionUtils.getMostSpecificCause(cause).getMessage());
    return new PullNotStored(
        "the database refused it: " + reason.lines().findFirst().orElse(""), cause);
  }

  static PullNotStored tooSlow(Duration patience, Throwable cause) {
    return new PullNotStored(
        "storing it took more than %d s".formatted(patience.toSeconds()), cause);
  }

  PullNotStored(String why, @Nullable Throwable cause) {
    super("the pull that a notification asks for is not stored: " + why, cause);
  }
}
