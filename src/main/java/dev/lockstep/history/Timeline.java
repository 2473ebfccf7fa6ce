package dev.lockstep.history;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Value;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One record's history, for people who look at it. Each change of a side is a version, known by the
 * number of its line.
 */
public final class Timeline {

  private static final String NUMBER_AT =
      """
      SELECT id
      FROM lockstep.sync_audit
      WHERE sync = :sync AND key = :key AND kind = 'change' AND at <= :at
        AND (action <> 'link' OR after <> '{}' AND after IS DISTINCT FROM before)
      ORDER BY id DESC
      LIMIT 1
      """;

  private static final String NUMBER_BEFORE_ITS_END =
      """
      SELECT id
      FROM lockstep.sync_audit
      WHERE sync = :sync AND key = :key AND kind = 'change' AND action IN ('insert', 'update')
      ORDER BY id DESC
      LIMIT 1
      """;

  // Days are dropped whole; before the installation there was nothing that could be missing.
  private static final String FIRST_KEPT_DAY =
      """
      SELECT CAST(first_day AS timestamp) AT TIME ZONE 'UTC'
      FROM (
        SELECT min(to_date(substring(c.relname FROM '\\d{8}$'), 'YYYYMMDD')) AS first_day
        FROM pg_catalog.pg_inherits i
        JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = CAST('lockstep.sync_audit' AS regclass)
          AND c.relname ~ '^sync_audit_\\d{8}$') days
      WHERE CAST(first_day AS timestamp) AT TIME ZONE 'UTC'
        > (SELECT created_at FROM lockstep.instance)
      """;

  private static final String NOW = "SELECT clock_timestamp()";

  // Lines about the link alone are no changes, but where a side went.
  private static final String CHANGED =
      """
      SELECT DISTINCT key
      FROM lockstep.sync_audit
      WHERE sync = :sync AND key > :after AND kind = 'change'
        AND at >= :since AND at < :until
        AND (CAST(:by AS text) IS NULL OR origin = :by)
        AND (CAST(:account AS text) IS NULL OR account = :account)
        AND (action <> 'link' OR cause IN ('google_deleted', 'row_deleted'))
      ORDER BY key
      LIMIT :limit
      """;

  private static final String CHANGES_SINCE =
      History.READ
          + """
          AND sync = :sync AND key = ANY(:keys) AND kind = 'change' AND at >= :since
          ORDER BY id
          """;

  private final JdbcClient jdbc;
  private final Function<String, Names> names;

  /** By the names that the lines have. */
  public Timeline(JdbcClient jdbc) {
    this(jdbc, sync -> (at, fields) -> fields);
  }

  /**
   * By the names that fields have now, where values are to go back.
   *
   * @param names of each sync, as they are when they are asked for
   */
  public Timeline(JdbcClient jdbc, Function<String, Names> names) {
    this.jdbc = jdbc;
    this.names = names;
  }

  /** What the fields of a sync are called now. */
  public interface Names {

    /** These fields of a line that was written then, by the names that they have now. */
    Fields now(Instant at, Fields fields);
  }

  /** The newest lines about a record, the oldest of them first. */
  public List<HistoryEntry> of(String sync, String key, int limit) {
    return History.read(jdbc, HistoryFilter.ofRecord(sync, key), null, limit).reversed();
  }

  /**
   * A page of the lines that pass the filter as JSON objects, their keys the columns of {@code
   * sync_audit}, the newest first.
   *
   * @param before the id of the last line of the page before, null for the first page
   */
  public List<String> json(HistoryFilter filter, @Nullable Long before, int limit) {
    return History.page(jdbc, "jsonb_strip_nulls(to_jsonb(a))::text AS json", filter, before, limit)
        .query((row, n) -> row.getString("json"))
        .list();
  }

  /** Now, by the clock that lines of the history have. */
  public Instant now() {
    return jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant();
  }

  /** From when on the history is whole, where it ever was longer; else it is whole. */
  public Optional<Instant> beginning() {
    return jdbc.sql(FIRST_KEPT_DAY)
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  /**
   * Keys of records that were changed in the span, in order.
   *
   * @param after the last one of the page before, empty for the first
   */
  public List<String> changed(Span span, String after, int limit) {
    return jdbc.sql(CHANGED)
        .param("sync", span.sync())
        .param("after", after)
        .param("since", OffsetDateTime.ofInstant(span.since(), ZoneOffset.UTC))
        .param("until", OffsetDateTime.ofInstant(span.until(), ZoneOffset.UTC))
        .param("by", span.by() == null ? null : span.by().name().toLowerCase(Locale.ROOT))
        .param("account", span.account())
        .param("limit", limit)
        .query(String.class)
        .list();
  }

  /**
   * What leads these records back to what they were before the span.
   *
   * @param standings how each stands now; one whose link is in no such account is missing
   * @param comesBack whether a field can be brought back; a computed one cannot
   * @param changedSinceToo whether what was changed after the span goes back as well
   */
  public Map<String, WayBack> back(
      Span span,
      List<String> keys,
      Map<String, Standing> standings,
      Predicate<String> comesBack,
      boolean changedSinceToo) {
    Map<String, List<HistoryEntry>> changes = new LinkedHashMap<>();
    keys.forEach(key -> changes.put(key, new ArrayList<>()));
    Names now = names.apply(span.sync());
    jdbc.sql(CHANGES_SINCE)
        .param("sync", span.sync())
        .param("keys", keys.toArray(String[]::new))
        .param("since", OffsetDateTime.ofInstant(span.since(), ZoneOffset.UTC))
        .query((row, n) -> named(HistoryRow.read(row), now))
        .list()
        .forEach(line -> changes.get(change(line).key()).add(line));
    Map<String, WayBack> back = new LinkedHashMap<>();
    changes.forEach(
        (key, lines) -> {
          Standing standing = standings.get(key);
          back.put(
              key,
              new Retraced(span, comesBack, lines)
                  .wayBack(
                      standing == null ? null : standing.state(),
                      standing == null ? Value::same : standing.same(),
                      changedSinceToo));
        });
    return back;
  }

  /**
   * How a record stands.
   *
   * @param same whether two values show the same there, in whatever form a side holds them
   */
  public record Standing(Link.State state, BiPredicate<Value, Value> same) {}

  /** The number of the version that was there then. */
  public Optional<Long> numberAt(String sync, String key, Instant at) {
    return jdbc.sql(NUMBER_AT)
        .param("sync", sync)
        .param("key", key)
        .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
        .query(Long.class)
        .optional();
  }

  /** The number of the last version that was not a deletion. */
  public Optional<Long> numberBeforeItsEnd(String sync, String key) {
    return jdbc.sql(NUMBER_BEFORE_ITS_END)
        .param("sync", sync)
        .param("key", key)
        .query(Long.class)
        .optional();
  }

  /**
   * The record's values in that version, as far as the history knows them; empty where no line of
   * the record has that number, or the version is its deletion.
   */
  public Fields version(String sync, String key, long number) {
    Names now = names.apply(sync);
    return version(
        jdbc.sql(History.READ + "AND sync = :sync AND key = :key AND kind = 'change' ORDER BY id")
            .param("sync", sync)
            .param("key", key)
            .query((row, n) -> named(HistoryRow.read(row), now))
            .list(),
        number);
  }

  private static HistoryEntry named(HistoryEntry line, Names now) {
    HistoryEvent.Change change = change(line);
    return new HistoryEntry(
        line.id(),
        line.at(),
        new HistoryEvent.Change(
            change.partition(),
            change.key(),
            change.side(),
            change.action(),
            change.cause(),
            change.origin(),
            change.remoteId(),
            now.now(line.at(), change.before()),
            now.now(line.at(), change.after()),
            now.now(line.at(), change.lost()),
            change.trail()));
  }

  /**
   * @param changes of one record, the oldest first
   */
  static Fields version(List<HistoryEntry> changes, long number) {
    boolean isVersion =
        changes.stream().anyMatch(line -> line.id() == number && isVersion(change(line)));
    if (!isVersion) {
      return Fields.EMPTY;
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (HistoryEntry line : changes.reversed()) {
      if (line.id() > number) {
        continue;
      }
      // What the record was in an earlier life says nothing of this one.
      if (change(line).action() == HistoryEvent.Action.DELETE) {
        break;
      }
      change(line).after().values().forEach(values::putIfAbsent);
    }
    // A field that was not written until then was as the next write of it found it.
    for (HistoryEntry line : changes) {
      if (line.id() <= number) {
        continue;
      }
      change(line).before().values().forEach(values::putIfAbsent);
      if (change(line).action() == HistoryEvent.Action.DELETE) {
        break;
      }
    }
    return new Fields(values);
  }

  /** Not a deletion, nor a line about the link alone. */
  private static boolean isVersion(HistoryEvent.Change change) {
    return switch (change.action()) {
      case INSERT, UPDATE -> true;
      case DELETE -> false;
      case LINK -> !change.after().isEmpty() && !change.after().equals(change.before());
    };
  }

  private static HistoryEvent.Change change(HistoryEntry line) {
    return (HistoryEvent.Change) line.event();
  }
}
