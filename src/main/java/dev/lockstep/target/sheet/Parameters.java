package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** How this package's values stand in statements and their rows. */
final class Parameters {

  private Parameters() {}

  static MapSqlParameterSource of(PartitionKey partition) {
    return new MapSqlParameterSource("sync", partition.sync())
        .addValue("account", partition.account())
        .addValue("calendar", partition.calendar());
  }

  static PartitionKey partition(ResultSet row) throws SQLException {
    return new PartitionKey(
        row.getString("sync"), row.getString("account"), row.getString("calendar"));
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
