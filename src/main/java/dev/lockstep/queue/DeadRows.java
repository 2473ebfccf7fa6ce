package dev.lockstep.queue;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the tables of waiting work short. Their rows live for moments, and every look at them walks
 * the dead ones until VACUUM has removed those; it may not while anybody's transaction, however
 * little it does, is older than they are. What VACUUM has to leave is left behind by writing the
 * live rows, which are few, into a fresh table.
 */
public final class DeadRows {

  private static final Logger LOG = LoggerFactory.getLogger(DeadRows.class);

  /** After so many changes it is worth a look. */
  public static final int EVERY = 1_000;

  /** Fewer cost less than removing them. */
  private static final long FEW = 2_000;

  /** More live rows than that are not carried over, whatever lies between them. */
  private static final long MANY = 50_000;

  private static final String VACUUM =
      """
      VACUUM (SKIP_LOCKED, INDEX_CLEANUP ON, TRUNCATE OFF) %s
      """;

  private static final String COUNT =
      """
      SELECT pg_stat_get_dead_tuples(t.oid) AS dead, pg_stat_get_live_tuples(t.oid) AS live
      FROM CAST(:table AS regclass) AS t (oid)
      """;

  // Under a lock that nobody else's uncommitted row survives, so that every row is seen. Who waits
  // for it looks anew afterwards. It is not waited for long: others queue up behind.
  private static final String REWRITE_QUEUE =
      """
      DO $$
      DECLARE
        items lockstep.sync_queue[];
      BEGIN
        SET LOCAL lock_timeout = '50ms';
        LOCK TABLE lockstep.sync_queue IN ACCESS EXCLUSIVE MODE;
        items := ARRAY(SELECT q FROM lockstep.sync_queue q);
        TRUNCATE lockstep.sync_queue;
        INSERT INTO lockstep.sync_queue OVERRIDING SYSTEM VALUE
        SELECT q.* FROM unnest(items) q;
      END $$
      """;

  private static final String REWRITE_PARTITIONS =
      """
      DO $$
      DECLARE
        partitions lockstep.sync_partition[];
        dues lockstep.sync_due[];
      BEGIN
        SET LOCAL lock_timeout = '50ms';
        LOCK TABLE lockstep.sync_partition, lockstep.sync_due IN ACCESS EXCLUSIVE MODE;
        partitions := ARRAY(SELECT p FROM lockstep.sync_partition p);
        dues := ARRAY(SELECT d FROM lockstep.sync_due d);
        TRUNCATE lockstep.sync_partition, lockstep.sync_due;
        INSERT INTO lockstep.sync_partition OVERRIDING SYSTEM VALUE
        SELECT p.* FROM unnest(partitions) p;
        INSERT INTO lockstep.sync_due
        SELECT d.* FROM unnest(dues) d;
      END $$
      """;

  private final JdbcClient jdbc;

  public DeadRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Removes what can be removed. Not inside a transaction. */
  public void remove() {
    removeFrom(List.of("lockstep.sync_queue"), REWRITE_QUEUE);
    removeFrom(List.of("lockstep.sync_partition", "lockstep.sync_due"), REWRITE_PARTITIONS);
  }

  private void removeFrom(List<String> tables, String rewrite) {
    tables.forEach(table -> jdbc.sql(VACUUM.formatted(table)).update());
    if (tables.stream().map(this::count).noneMatch(Count::isWorthIt)) {
      return;
    }
    try {
      jdbc.sql(rewrite).update();
      LOG.debug("{} written anew: an open transaction keeps their dead rows", tables);
    } catch (DataAccessException e) {
      // Workers are at it; the next time will do.
      LOG.debug("{} not written anew: {}", tables, e.getMostSpecificCause().getMessage());
    }
  }

  private Count count(String table) {
    return jdbc.sql(COUNT)
        .param("table", table)
        .query((row, n) -> new Count(row.getLong("dead"), row.getLong("live")))
        .single();
  }

  private record Count(long dead, long live) {
    boolean isWorthIt() {
      return dead >= FEW && dead >= live / 4 && live <= MANY;
    }
  }
}
