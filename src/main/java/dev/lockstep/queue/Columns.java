package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

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

  static PartitionKey partition(ResultSet row) throws SQLException {
    return new PartitionKey(
        row.getString("sync"), row.getString("account"), row.getString("calendar"));
  }

  /** The keys as one array for each of their parts. */
  static StatementSpec ofPartitions(StatementSpec statement, Collection<PartitionKey> keys) {
    return statement
        .param("syncs", keys.stream().map(PartitionKey::sync).toArray(String[]::new))
        .param("accounts", keys.stream().map(PartitionKey::account).toArray(String[]::new))
        .param("calendars", keys.stream().map(PartitionKey::calendar).toArray(String[]::new));
  }

  static @Nullable String effect(@Nullable Effect effect) {
    return effect == null ? null : effect.column();
  }

  /** One value of each, as the array that a statement unnests. */
  static <S, T> T[] array(Collection<S> from, IntFunction<T[]> made, Function<S, @Nullable T> of) {
    return from.stream().map(of).toArray(made);
  }
}
