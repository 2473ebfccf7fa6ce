package dev.lockstep.engine;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Situation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One record that cannot be decided about fails alone; the pass goes on with the others. */
public final class RecordFaults {

  private static final Logger LOG = LoggerFactory.getLogger(RecordFaults.class);

  private RecordFaults() {}

  /** A value of it does not convert. */
  public static Decision conversion(
      PartitionKey partition, String key, Link link, @Nullable String message) {
    return failed("conversion", partition, key, link, String.valueOf(message));
  }

  /** It trips over a bug of ours; the record shows what, the log where. */
  public static Decision unexpected(
      PartitionKey partition, String key, Link link, RuntimeException bug) {
    LOG.error("partition={} key={} cannot be merged", partition, key, bug);
    return failed(Failure.UNEXPECTED, partition, key, link, Failure.UNEXPECTED + ": " + bug);
  }

  private static Decision failed(
      String reason, PartitionKey partition, String key, Link link, String message) {
    return new Decision.Fail(
        Situation.NOTHING_FLOWS,
        Failure.permanent(reason, "%s key %s: %s".formatted(partition, key, message)),
        link);
  }
}
