package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** How this module's values stand in columns. */
final class Columns {

  private Columns() {}

  static String direction(Direction direction) {
    return switch (direction) {
      case TO_GOOGLE -> "to_google";
      case FROM_GOOGLE -> "from_google";
      case BOTH -> throw new IllegalArgumentException("an item goes in one direction, not in both");
    };
  }

  static Direction direction(String column) {
    return column.equals("to_google") ? Direction.TO_GOOGLE : Direction.FROM_GOOGLE;
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
