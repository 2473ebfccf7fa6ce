package dev.lockstep.engine;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Link;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.target.Remote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of unknown fate (PROTOCOL 5.2): whether a record shows that one was made, and how long it
 * is remembered: five minutes from its start, and in any case until the record has been read back.
 */
public final class Attempts {

  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  private Attempts() {}

  /** Before this an attempt can no longer arrive. */
  public static Instant limit(Instant now) {
    return now.minus(REMEMBERED);
  }

  /**
   * Those of the mapping's that were made, as the record shows now that it was read: its last write
   * is told by the number on the record, a deletion by its absence.
   *
   * @param remote null where the target does not know it
   */
  public static List<Attempt> arrived(Mapping mapping, @Nullable Remote remote) {
    List<Attempt> sending = mapping.link().sending();
    if (remote == null) {
      return sending.stream().filter(attempt -> attempt.kind() == Attempt.Kind.DELETE).toList();
    }
    if (remote.is(Remote.Trait.DELETED)) {
      // What we had made is what somebody has deleted since.
      return sending.stream()
          .filter(
              attempt ->
                  attempt.kind() == Attempt.Kind.DELETE || attempt.kind() == Attempt.Kind.INSERT)
          .toList();
    }
    Remote.Stamp stamp = remote.stamp();
    boolean isLast =
        stamp != null
            && stamp.isOn(remote)
            && stamp.writeNumber() == mapping.writeNumber()
            && !sending.isEmpty()
            && sending.getLast().kind() != Attempt.Kind.DELETE;
    return isLast ? List.of(sending.getLast()) : List.of();
  }

  /**
   * A decision that the target was read for: what was begun before the limit is settled by it,
   * unless nothing was decided.
   */
  public static Decision forgetting(Decision decision, Instant limit) {
    Link link = decision.link().forgetting(limit);
    return switch (decision) {
      case Decision.Nothing nothing ->
          new Decision.Nothing(nothing.situation(), link, nothing.reports());
      case Decision.Write write ->
          new Decision.Write(
              write.situation(), write.toSource(), write.toTarget(), link, write.reports());
      case Decision.Fail fail -> fail;
      case Decision.Look look -> look;
      case Decision.Later later -> later;
    };
  }
}
