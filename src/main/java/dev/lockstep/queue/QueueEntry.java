package dev.lockstep.queue;

import dev.lockstep.core.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item as a person looks at it.
 *
 * @param kind of the failure that made it a dead letter, null where it is none
 * @param payload JSON: the text of each value that was to be sent or taken when it failed, null
 *     where none was readable
 * @param finding what a look at Google found about a record or a row that people left wrong:
 *     nothing works on it, and it goes once that is mended; null where it is work
 */
public record QueueEntry(
    Item item, Failure.@Nullable Kind kind, @Nullable String payload, @Nullable String finding) {

  /** PostgreSQL's infinity comes as the end of Java's time. */
  private static final Instant NEVER = Instant.parse("+200000-01-01T00:00:00Z");

  /** When it is due next by itself; null where only a person or a change brings it back. */
  public @Nullable Instant dueAt() {
    return switch (item.status()) {
      case PENDING, PROCESSING, FAILED ->
          item.notBefore().isBefore(NEVER) ? item.notBefore() : null;
      case HELD, SKIPPED -> null;
    };
  }
}
