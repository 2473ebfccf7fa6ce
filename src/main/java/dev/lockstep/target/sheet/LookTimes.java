package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * When each tab is looked at next, and when somebody told of a change in it (table {@code
 * sheet_tab}).
 */
final class LookTimes {

  private static final String AGAIN =
      """
      UPDATE lockstep.sheet_tab
      SET next_look_at = :at, settles_at = CAST(:settles AS timestamptz),
        look_every = make_interval(secs => :seconds)
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String EVERY =
      """
      SELECT extract(epoch FROM look_every)
      FROM lockstep.sheet_tab
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String DUE =
      """
      UPDATE lockstep.sheet_tab
      SET next_look_at = lockstep.clock() + interval '1 minute'
      WHERE next_look_at <= lockstep.clock()
      RETURNING sync, account, calendar
      """;

  private static final String HEARD =
      """
      WITH told AS (
        SELECT sync, account, calendar
        FROM lockstep.sheet_tab
        WHERE (sync, account, calendar) IN (:partitions)
        ORDER BY sync, account, calendar
        FOR UPDATE)
      UPDATE lockstep.sheet_tab t
      SET heard_at = now()
      FROM told
      WHERE (t.sync, t.account, t.calendar) = (told.sync, told.account, told.calendar)
      """;

  private static final String HEARD_AT =
      """
      SELECT heard_at
      FROM lockstep.sheet_tab
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private final NamedParameterJdbcTemplate jdbc;

  LookTimes(NamedParameterJdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** When the tab is looked at next. */
  void again(PartitionKey partition, Instant at, @Nullable Instant settles, Duration every) {
    jdbc.update(
        AGAIN,
        Parameters.of(partition)
            .addValue("at", at.atOffset(ZoneOffset.UTC))
            .addValue("settles", settles == null ? null : settles.toString())
            .addValue("seconds", Parameters.seconds(every)));
  }

  Optional<Duration> every(PartitionKey partition) {
    return jdbc.queryForList(EVERY, Parameters.of(partition), Double.class).stream()
        .filter(Objects::nonNull)
        .findFirst()
        .map(seconds -> Duration.ofMillis((long) (seconds * 1000)));
  }

  /** The partitions that are to be looked at now; each is told once. */
  Collection<PartitionKey> due() {
    return jdbc.query(DUE, Map.of(), (row, n) -> Parameters.partition(row));
  }

  /** Somebody told of a change in these. */
  void heard(Collection<PartitionKey> partitions) {
    if (!partitions.isEmpty()) {
      jdbc.update(
          HEARD,
          Map.of(
              "partitions",
              partitions.stream()
                  .map(each -> new Object[] {each.sync(), each.account(), each.calendar()})
                  .toList()));
    }
  }

  /** When somebody told of a change last; by the clock of the database. */
  @Nullable Instant heard(PartitionKey partition) {
    return jdbc.queryForList(HEARD_AT, Parameters.of(partition), OffsetDateTime.class).stream()
        .filter(Objects::nonNull)
        .findFirst()
        .map(OffsetDateTime::toInstant)
        .orElse(null);
  }
}
