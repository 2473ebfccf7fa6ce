package dev.lockstep.engine;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.ToSource;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.mapping.Row;
import dev.lockstep.target.Remote;
import org.jspecify.annotations.Nullable;

/**
 * A record that a listing shows, as the inbound pass would leave it.
 *
 * @param key empty for a record that has no row yet
 * @param decision what the pass would decide; null for an echo, which it would not look at
 * @param taken what the row would take; what a constraint or a trigger says is not known before
 * @param before what the row shows of the fields that change
 * @param after what it would show of them
 * @param held why the brake would hold it; null where it would not
 * @param left the link and the row as they would be left; null where the pass leaves them alone
 */
public record Foreseen(
    String key,
    Remote remote,
    @Nullable Decision decision,
    ToSource taken,
    Fields before,
    Fields after,
    @Nullable String held,
    @Nullable Left left) {

  /**
   * @param row null where there is none
   */
  public record Left(Mapping mapping, @Nullable Row row) {}

  /** One that the pass drops as an echo of our own write. */
  public static Foreseen echo(String key, Remote remote) {
    return new Foreseen(
        key, remote, null, ToSource.NOTHING, Fields.EMPTY, Fields.EMPTY, null, null);
  }

  public Foreseen holding(String reason) {
    return new Foreseen(key, remote, decision, taken, before, after, reason, null);
  }
}
