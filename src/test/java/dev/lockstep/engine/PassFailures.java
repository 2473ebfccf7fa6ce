package dev.lockstep.engine;

import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.LeaseLost;
import dev.lockstep.target.TargetException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every failure that can end a pass, with the reaction that it must reach. */
public final class PassFailures {

  public static final Lease LEASE =
      new Lease(1, new PartitionKey("appointments", "anna", "primary"), 7, "node", Instant.EPOCH);

  private PassFailures() {}

  public static Stream<Arguments> withReaction() {
    return Stream.of(
        Arguments.of(new LeaseLost(LEASE), "dropLateWork LeaseLost"),
        Arguments.of(wider(Failure.Kind.QUOTA), "waitForQuota TargetException"),
        Arguments.of(wider(Failure.Kind.AUTH), "waitForOwner TargetException"),
        Arguments.of(wider(Failure.Kind.TRANSIENT), "backOff TargetException"),
        Arguments.of(wider(Failure.Kind.STALE), "backOff TargetException"),
        Arguments.of(wider(Failure.Kind.GONE), "backOff TargetException"),
        Arguments.of(wider(Failure.Kind.PERMANENT), "backOff TargetException"),
        Arguments.of(new IllegalStateException("a bug"), "keep IllegalStateException"));
  }

  public static TargetException wider(Failure.Kind kind) {
    return new TargetException(
        new Failure(kind, Failure.Scope.PARTITION, "reason", kind + " of a test", null),
        List.of(),
        new IOException("a test"));
  }
}
