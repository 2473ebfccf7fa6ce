package dev.lockstep.core;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call to the target of which no outcome is recorded yet: one entry of `sending` (PROTOCOL 5).
 *
 * @param fields what it carries, as the source had it; empty for a delete
 * @param version what the merge saw; null for an insert or a target without versions
 * @param at when it was begun, by the database's clock
 */
public record Attempt(
    Kind kind, Fields fields, String remoteId, @Nullable String version, Instant at) {

  /** What is being done there. */
  public enum Kind {
    INSERT,
    PATCH,
    REVIVE,
    DELETE
  }

  /** Without fields that were not carried after all. */
  public Attempt without(Set<String> names) {
    return new Attempt(kind, fields.without(names), remoteId, version, at);
  }

  /** Whether it leaves our stamp and changes nothing of the record. */
  public boolean isStampAlone() {
    return kind == Kind.PATCH && fields.isEmpty();
  }
}
