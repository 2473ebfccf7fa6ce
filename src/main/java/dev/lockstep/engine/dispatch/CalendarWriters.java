package dev.lockstep.engine.dispatch;

import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.Lease;
import java.util.Collection;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * One table's rows have one writer in each calendar (PROTOCOL 11.4), whatever two definitions call
 * it: `primary` is the account's own address. The partition that was made first keeps it.
 */
@Component
public class CalendarWriters {

  private static final String FIRST =
      """
      WITH place AS (
        SELECT p.id, p.sync,
          lower(CASE p.calendar WHEN 'primary' THEN i.email ELSE p.calendar END) AS address
        FROM lockstep.sync_partition p
        LEFT JOIN lockstep.user_integrations i ON i.owner = p.account AND i.is_current
        WHERE p.sync = ANY(:others)
      ), mine AS (
        SELECT lower(CASE :calendar
          WHEN 'primary' THEN (
            SELECT email
            FROM lockstep.user_integrations
            WHERE owner = :account AND is_current)
          ELSE :calendar END) AS address)
      SELECT first.sync, first.address
      FROM mine
      JOIN place first ON first.address = mine.address
      WHERE first.id < :id
      ORDER BY first.id
      LIMIT 1
      """;

  private final Syncs syncs;
  private final JdbcClient jdbc;

  CalendarWriters(Syncs syncs, JdbcClient jdbc) {
    this.syncs = syncs;
    this.jdbc = jdbc;
  }

  /** Why this partition has to wait for another sync to leave its calendar; empty: it has not. */
  Optional<Failure> refusal(RunningSync sync, Lease lease) {
    return refusal(sync, lease.partition(), lease.partitionId(), syncs.all());
  }

  /**
   * The same of a place that may not be there yet.
   *
   * @param id of the place; 0 where nothing was ever done there
   * @param all whoever else may write there
   */
  public Optional<Failure> refusal(
      RunningSync sync, PartitionKey place, long id, Collection<RunningSync> all) {
    String[] others =
        all.stream()
            .filter(other -> mayShare(sync, other))
            .map(RunningSync::name)
            .toArray(String[]::new);
    return others.length == 0
        ? Optional.empty()
        : jdbc.sql(FIRST)
            .param("id", id == 0 ? Long.MAX_VALUE : id)
            .param("account", place.account())
            .param("calendar", place.calendar())
            .param("others", others)
            .query(
                (row, n) -> refusal(sync, place, row.getString("sync"), row.getString("address")))
            .optional();
  }

  private static boolean mayShare(RunningSync one, RunningSync two) {
    return !one.name().equals(two.name())
        && writesEvents(one)
        && writesEvents(two)
        && one.source().shape().qualifiedName().equals(two.source().shape().qualifiedName());
  }

  private static boolean writesEvents(RunningSync sync) {
    return sync.isCalendar() && sync.definition().direction().toGoogle();
  }

  private static Failure refusal(
      RunningSync sync, PartitionKey place, String first, String address) {
    return new Failure(
        Failure.Kind.PERMANENT,
        Failure.Scope.PARTITION,
        "anotherWriter",
        ("sync '%s' keeps the rows of %s in calendar '%s' (%s) already, and sync '%s' would make"
                + " each event there a second time: give one of them another calendar, or remove"
                + " one; until then '%s' leaves it alone")
            .formatted(
                first,
                sync.source().shape().qualifiedName(),
                place.calendar(),
                address,
                sync.name(),
                sync.name()),
        null);
  }
}
