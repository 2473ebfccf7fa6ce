package dev.lockstep.source;

import dev.lockstep.logs.DatabaseFailure;
import dev.lockstep.source.CaptureSql.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the capture triggers on tables, compares them with what stands there, takes them away. Every
 * change of a user's table waits at most 2 s for its lock, so that nobody queues up behind it for
 * longer, and is tried again.
 */
public final class CaptureInstaller {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureInstaller.class);

  /** Of a date that workers push forward; when it has passed, triggers stop appending. */
  private static final int DAYS_WITHOUT_WORKER = 7;

  private static final String REGISTER =
      """
      INSERT INTO lockstep.sync_capture (source_schema, source_table, key_columns)
      VALUES (:schema, :table, CAST(:key AS text[]))
      ON CONFLICT ON CONSTRAINT sync_capture_once DO UPDATE SET installed_at = sync_capture.installed_at
      RETURNING id
      """;

  private static final String INSTALLED =
      """
      UPDATE lockstep.sync_capture
      SET installed_at = now()
      WHERE id = :id
      """;

  private static final String REGISTERED = "SELECT id FROM lockstep.sync_capture";

  private static final String UNREGISTER =
      """
      WITH gone AS (DELETE FROM lockstep.sync_capture WHERE id = :id)
      DELETE FROM lockstep.sync_change
      WHERE capture = :id
      """;

  // The table and everything that inherits from it, partitions of partitions too.
  private static final String RELATIONS =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid, c.relkind
        FROM pg_class c
        WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
          AND c.relname = :table
        UNION
        SELECT c.oid, c.relkind
        FROM tree
        JOIN pg_inherits i ON i.inhparent = tree.oid
        JOIN pg_class c ON c.oid = i.inhrelid
      )
      SELECT t.oid::bigint AS oid, t.relkind = 'p' AS partitioned,
        quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
        ARRAY(
          SELECT g.tgname || ' ' || p.oid::regproc
          FROM pg_trigger g
          JOIN pg_proc p ON p.oid = g.tgfoid
          WHERE g.tgrelid = t.oid AND NOT g.tgisinternal AND g.tgenabled = 'A') AS triggers
      FROM tree t
      JOIN pg_class c ON c.oid = t.oid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE t.relkind IN ('r', 'p')
      ORDER BY t.oid
      """;

  private static final String OUR_TRIGGERS =
      """
      SELECT g.tgrelid::bigint AS oid, g.tgname AS trigger, g.tgrelid::regclass::text AS shown,
        quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS relation
      FROM pg_trigger g
      JOIN pg_proc p ON p.oid = g.tgfoid
      JOIN pg_class c ON c.oid = g.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.pronamespace = 'lockstep'::regnamespace AND g.tgparentid = 0
      ORDER BY g.tgrelid, g.tgname
      """;

  private static final String FUNCTIONS_OF =
      """
      SELECT p.oid::regprocedure::text
      FROM pg_proc p
      WHERE p.pronamespace = 'lockstep'::regnamespace AND p.proname ~ :pattern
      """;

  private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

  // Neither a trigger that is not there yet nor a function can be locked, and nodes start together.
  private static final String ONE_NODE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('lockstep.capture', 0))";

  private static final String KEEP_APPENDING =
      """
      SELECT pg_sequence_last_value('lockstep.append_until') < extract(epoch FROM now()),
        setval('lockstep.append_until', extract(epoch FROM now() + make_interval(days => :days))::bigint)
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate inTransaction;
  private final int tries;
  private final Duration pause;

  /**
   * @param tries how often a table whose lock is not to be had in 2 s is tried
   * @param pause how long writers are left alone between two tries
   */
  public CaptureInstaller(
      JdbcClient jdbc, PlatformTransactionManager transactions, int tries, Duration pause) {
    this.jdbc = jdbc;
    this.inTransaction = new TransactionTemplate(transactions);
    this.tries = tries;
    this.pause = pause;
  }

  /**
   * Makes the triggers what they should be: those of these tables stand, on each partition too, and
   * no others. At start and hourly; where all is well it reads the catalog and locks nothing.
   */
  public CaptureReport ensure(Collection<SourceTable> sources) {
    Map<CaptureKey, SourceTable> wanted = new LinkedHashMap<>();
    sources.forEach(s -> wanted.putIfAbsent(CaptureKey.of(s), s));
    List<SourceTable> renewed = new ArrayList<>();
    Map<SourceTable, String> failed = new LinkedHashMap<>();
    Set<Integer> ids = new HashSet<>();
    Set<String> right = new HashSet<>();
    wanted.forEach(
        (capture, source) -> {
          try {
            int id = register(capture);
            ids.add(id);
            if (install(id, capture, source, right)) {
              renewed.add(source);
            }
          } catch (DataAccessException | IllegalStateException e) {
            String reason = DatabaseFailure.words(e);
            LOG.warn("table={} is not captured: {}", capture.qualifiedName(), reason);
            failed.put(source, reason);
          }
        });
    removeOthers(ids, right);
    return new CaptureReport(renewed, failed);
  }

  private int register(CaptureKey capture) {
    return jdbc.sql(REGISTER)
        .param("schema", capture.schema())
        .param("table", capture.table())
        .param("key", capture.keyColumns().toArray(String[]::new))
        .query(Integer.class)
        .single();
  }

  private record Relation(long oid, boolean partitioned, String name, Set<String> triggers) {}

  /** Whether anything was missing. */
  private boolean install(int id, CaptureKey capture, SourceTable source, Set<String> right) {
    List<Relation> relations = relations(capture);
    if (relations.isEmpty()) {
      throw new IllegalStateException(
          "%s is not a table that can have triggers: use capture: poll"
              .formatted(capture.qualifiedName()));
    }
    CaptureSql sql = new CaptureSql(id, source);
    patiently(
        () -> {
          for (Event event : Event.values()) {
            jdbc.sql(sql.function(event)).update();
          }
        });
    boolean missing = false;
    for (Relation relation : relations) {
      List<Event> events = Event.of(relation.partitioned());
      events.forEach(e -> right.add(relation.oid() + " " + CaptureSql.triggerName(id, e)));
      if (!relation
          .triggers()
          .containsAll(
              events.stream()
                  .map(e -> CaptureSql.triggerName(id, e) + " " + CaptureSql.functionName(id, e))
                  .toList())) {
        missing = true;
        patiently(() -> installOn(id, relation, events, sql));
      }
    }
    if (missing) {
      jdbc.sql(INSTALLED).param("id", id).update();
    }
    return missing;
  }

  private List<Relation> relations(CaptureKey capture) {
    return jdbc.sql(RELATIONS)
        .param("schema", capture.schema())
        .param("table", capture.table())
        .query(
            (row, n) ->
                new Relation(
                    row.getLong("oid"),
                    row.getBoolean("partitioned"),
                    row.getString("name"),
                    Set.of((String[]) row.getArray("triggers").getArray())))
        .list();
  }

  private void installOn(int id, Relation relation, List<Event> events, CaptureSql sql) {
    for (Event event : Event.values()) {
      execute(
          "DROP TRIGGER IF EXISTS %s ON %s"
              .formatted(CaptureSql.triggerName(id, event), relation.name()));
    }
    for (Event event : events) {
      execute(sql.trigger(event, relation.name()));
      // ONLY: the partitions have triggers of their own.
      execute(
          "ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %s"
              .formatted(relation.name(), CaptureSql.triggerName(id, event)));
    }
  }

  /** Triggers on tables that were renamed, detached or are captured no more; their functions. */
  private void removeOthers(Set<Integer> ids, Set<String> right) {
    record Stray(String trigger, String relation) {}
    Map<String, List<Stray>> strays =
        jdbc
            .sql(OUR_TRIGGERS)
            .query(
                (row, n) ->
                    right.contains(row.getLong("oid") + " " + row.getString("trigger"))
                        ? List.<Stray>of()
                        : List.of(new Stray(row.getString("trigger"), row.getString("relation"))))
            .list()
            .stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(Stray::relation));
    strays.forEach(
        (relation, triggers) ->
            patiently(
                () ->
                    triggers.forEach(
                        t ->
                            execute(
                                "DROP TRIGGER IF EXISTS %s ON %s"
                                    .formatted(Identifiers.quote(t.trigger()), relation)))));
    for (Integer id : jdbc.sql(REGISTERED).query(Integer.class).list()) {
      if (!ids.contains(id)) {
        patiently(
            () -> {
              dropFunctions("^capture_" + id + "_");
              jdbc.sql(UNREGISTER).param("id", id).update();
            });
      }
    }
  }

  private void dropFunctions(String pattern) {
    jdbc.sql(FUNCTIONS_OF)
        .param("pattern", pattern)
        .query(String.class)
        .list()
        .forEach(function -> execute("DROP FUNCTION IF EXISTS " + function));
  }

  /**
   * Says that somebody works off the log.
   *
   * @return whether triggers had stopped appending, so that every sync must reconcile
   */
  public boolean keepAppending() {
    return jdbc.sql(KEEP_APPENDING)
        .param("days", DAYS_WITHOUT_WORKER)
        .query((row, n) -> row.getBoolean(1))
        .single();
  }

  /** Removes every trace: triggers table by table, then the schema with all it holds. */
  public void uninstall() {
    removeOthers(Set.of(), Set.of());
    patiently(() -> execute("DROP SCHEMA lockstep CASCADE"));
  }

  private void execute(String sql) {
    jdbc.sql(Identifiers.verbatim(sql)).update();
  }

  private void patiently(Runnable change) {
    for (int attempt = 1; ; attempt++) {
      try {
        inTransaction.executeWithoutResult(
            status -> {
              execute(LOCK_TIMEOUT);
              jdbc.sql(ONE_NODE_AT_A_TIME).query((row, n) -> n).list();
              change.run();
            });
        return;
      } catch (PessimisticLockingFailureException e) {
        if (attempt >= tries) {
          throw e;
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the lock of a table", e);
    }
  }
}
