package dev.lockstep.engine.link;

import dev.lockstep.core.PartitionKey;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** A partition as the parameters of a statement. */
final class Parameters {

  private Parameters() {}

  static MapSqlParameterSource of(PartitionKey partition) {
    return new MapSqlParameterSource("sync", partition.sync())
        .addValue("account", partition.account())
        .addValue("calendar", partition.calendar());
  }

  /** So many of them after that one. */
  static MapSqlParameterSource of(PartitionKey partition, String after, int size) {
    return of(partition).addValue("after", after).addValue("size", size);
  }
}
