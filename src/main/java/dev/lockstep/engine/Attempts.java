package dev.lockstep.engine;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Link;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a call of unknown fate is remembered (PROTOCOL 5.2): five minutes from its start, and in
 * any case until the record has been read back.
 */
public final class Attempts {

  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  private Attempts() {}

  /** Before this an attempt can no longer arrive. */
  public static Instant limit(Instant now) {
    return now.minus(REMEMBERED);
  }

  /** A decision that the target was read for: what was begun before the limit is settled by it. */
  public static Decision forgetting(Decision decision, Instant limit) {
    Link link = decision.link().forgetting(limit);
    return switch (decision) {
      case Decision.Nothing nothing ->
          new Decision.Nothing(nothing.situation(), link, nothing.reports());
      case Decision.Write write ->
          new Decision.Write(
              write.situation(), write.toSource(), write.toTarget(), link, write.reports());
      case Decision.Fail fail -> new Decision.Fail(fail.situation(), fail.failure(), link);
      case Decision.Look look -> look;
      case Decision.Later later -> later;
    };
  }
}
