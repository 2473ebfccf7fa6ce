package dev.lockstep.history;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final JdbcClient jdbc;

  public Timeline(JdbcClient jdbc) {
    this.jdbc = jdbc;
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
    return History.page(jdbc, "jsonb_strip_nulls(to_jsonb(a))::text", filter, before, limit)
        .query(String.class)
        .list();
  }

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
    return version(
        jdbc.sql(History.READ + "AND sync = :sync AND key = :key AND kind = 'change' ORDER BY id")
            .param("sync", sync)
            .param("key", key)
            .query((row, n) -> HistoryRow.read(row))
            .list(),
        number);
  }

  /**
   * @param changes of one record, the oldest first
   */
  static Fields version(List<HistoryEntry> changes, long number) {
    boolean isVersion =
        changes.stream()
            .anyMatch(
                line -> line.id() == number && change(line).action() != HistoryEvent.Action.DELETE);
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

  private static HistoryEvent.Change change(HistoryEntry line) {
    return (HistoryEvent.Change) line.event();
  }
}
