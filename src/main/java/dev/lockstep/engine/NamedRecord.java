package dev.lockstep.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.mapping.KeyText;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A record that somebody names by its key: whether there is anything of it. */
final class NamedRecord {

  // An item from Google has the remote id for its key, unless it tells what people left wrong.
  private static final String IS_LINKED_OR_QUEUED =
      """
      SELECT EXISTS (
          SELECT
          FROM lockstep.sync_mapping
          WHERE sync = :sync AND key = :key)
        OR EXISTS (
          SELECT
          FROM lockstep.sync_queue
          WHERE sync = :sync AND key = :key AND (direction = 'to_google' OR finding <> ''))
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc;

  NamedRecord(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether it is or was linked, something of it is queued, or a row has the key. */
  boolean exists(String sync, String key) {
    return jdbc.sql(IS_LINKED_OR_QUEUED)
            .param("sync", sync)
            .param("key", key)
            .query(Boolean.class)
            .single()
        || hasRow(sync, key).orElse(false);
  }

  /** Whether there is no row with that key, as far as the table can be asked. */
  boolean lacksRow(String sync, String key) {
    return !hasRow(sync, key).orElse(true);
  }

  /** The key as it is spelled here, where several columns are one. */
  String key(String sync, String given) {
    return given.strip().startsWith("[")
        ? new SyncStates(jdbc)
            .definition(sync)
            .map(definition -> KeyText.spelled(given, keyColumns(source(definition))))
            .orElse(given)
        : given;
  }

  private int keyColumns(JsonNode source) {
    int named = columns(source).size();
    return named > 0
        ? named
        : LiveCatalog.table(jdbc, source.path("table").asText())
            .map(shape -> shape.primaryKey().size())
            .orElse(1);
  }

  /** In the table of the definition as it was last taken up; nothing where it cannot be asked. */
  private Optional<Boolean> hasRow(String sync, String key) {
    return new SyncStates(jdbc)
        .definition(sync)
        .map(NamedRecord::source)
        .flatMap(
            source ->
                LiveCatalog.table(jdbc, source.path("table").asText())
                    .filter(shape -> !columns(source).isEmpty())
                    .filter(shape -> columns(source).stream().allMatch(at -> has(shape, at)))
                    .map(shape -> new SourceTable(shape, columns(source), null)))
        .map(table -> new RowReader(jdbc).has(table, key));
  }

  private static boolean has(TableShape shape, String column) {
    return shape.column(column).isPresent();
  }

  private static List<String> columns(JsonNode source) {
    List<String> columns = new ArrayList<>();
    source.path("key").forEach(column -> columns.add(column.asText()));
    return columns;
  }

  private static JsonNode source(String definition) {
    try {
      return JSON.readTree(definition).path("source");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the stored definition is not JSON", e);
    }
  }
}
