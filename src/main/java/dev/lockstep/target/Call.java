package dev.lockstep.target;

import dev.lockstep.core.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One try of a call that writes, whatever became of it.
 *
 * @param id tells it from every other one
 * @param method as Google names it, `events.patch`
 * @param keys of the records that it carried
 * @param failure why it was refused, or that nobody knows what became of it; null: it was done
 */
public record Call(
    String id, String method, Set<String> keys, Duration took, @Nullable Failure failure) {

  public Call {
    keys = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
  }

  /**
   * One that has just ended.
   *
   * @param began {@link System#nanoTime} before it
   */
  public static Call ended(
      String method, Collection<String> keys, long began, @Nullable Failure failure) {
    return new Call(
        "%012x".formatted(ThreadLocalRandom.current().nextLong(1L << 48)),
        method,
        new LinkedHashSet<>(keys),
        Duration.ofNanos(System.nanoTime() - began),
        failure);
  }
}
