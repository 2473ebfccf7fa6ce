package dev.lockstep.target.sheet;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is remembered of each partition's tab: where it is, its columns and layout, and who keeps it
 * in step (table {@code sheet_tab}).
 */
final class TabStore {

  private static final String FIND =
      """
      SELECT spreadsheet_id, sheet_id, zone, columns, formerly, layout
      FROM lockstep.sheet_tab
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String REMEMBER =
      """
      INSERT INTO lockstep.sheet_tab (sync, account, calendar, spreadsheet_id, sheet_id, zone)
      VALUES (:sync, :account, :calendar, :spreadsheet, :sheet, :zone)
      ON CONFLICT ON CONSTRAINT sheet_tab_pkey DO UPDATE SET
          spreadsheet_id = excluded.spreadsheet_id,
          sheet_id = excluded.sheet_id,
          zone = excluded.zone
      """;

  // Of two that both remember the tab one was away when the other took it: the older goes first.
  private static final String KEEPER =
      """
      SELECT t.sync
      FROM lockstep.sheet_tab t
      JOIN lockstep.sync_partition p USING (sync, account, calendar)
      JOIN lockstep.sync_definition d USING (sync)
      WHERE t.spreadsheet_id = :spreadsheet AND t.sheet_id = :sheet AND t.sync <> :sync
        AND d.absent_since IS NULL
        AND (p.id < (
            SELECT id
            FROM lockstep.sync_partition
            WHERE sync = :sync AND account = :account AND calendar = :calendar)
          OR NOT EXISTS (
            SELECT
            FROM lockstep.sheet_tab
            WHERE sync = :sync AND account = :account AND calendar = :calendar))
      ORDER BY p.id
      LIMIT 1
      """;

  private static final String ENSURE_SAVES =
      """
      INSERT INTO lockstep.sheet_saves (spreadsheet_id)
      VALUES (:spreadsheet)
      ON CONFLICT ON CONSTRAINT sheet_saves_pkey DO NOTHING
      """;

  private static final String LOCK_SAVES =
      """
      SELECT spreadsheet_id
      FROM lockstep.sheet_saves
      WHERE spreadsheet_id = :spreadsheet
      FOR UPDATE
      """;

  // A look of a node that still calls them by their old names tells nothing of the new ones.
  private static final String SAVE_COLUMNS =
      """
      UPDATE lockstep.sheet_tab
      SET columns = CAST(:columns AS jsonb), formerly = '{}'
      WHERE sync = :sync AND account = :account AND calendar = :calendar
        AND jsonb_exists_all(
          CAST(:columns AS jsonb), ARRAY(SELECT jsonb_object_keys(formerly)))
      """;

  private static final String SAVE_LAYOUT =
      """
      UPDATE lockstep.sheet_tab
      SET layout = CAST(:layout AS jsonb)
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String TABS_OF =
      "SELECT count(*) FROM lockstep.sheet_tab WHERE account = :account";

  private static final String CONNECTED =
      """
      SELECT sync, account, calendar, spreadsheet_id
      FROM lockstep.sheet_tab
      """;

  private static final String IN_SPREADSHEET =
      """
      SELECT sync, account, calendar
      FROM lockstep.sheet_tab
      WHERE spreadsheet_id = :spreadsheet
        AND (CAST(:sheet AS integer) IS NULL OR sheet_id = :sheet)
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Json json;
  private final Map<String, Lock> alone = new ConcurrentHashMap<>();

  TabStore(NamedParameterJdbcTemplate jdbc, TransactionTemplate transaction, Json json) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.json = json;
  }

  /**
   * The remembered target of a partition.
   *
   * @param columns where each field stood when all were found last; empty before the first time
   * @param formerly by field the name that its column had before; of columns that have not been
   *     found under their new names yet
   * @param layout what our layout has set, as its planner remembers it
   */
  record Remembered(
      String spreadsheetId,
      int sheetId,
      String zone,
      Columns columns,
      Map<String, String> formerly,
      String layout) {}

  Optional<Remembered> find(PartitionKey partition) {
    return jdbc
        .query(
            FIND,
            Parameters.of(partition),
            (row, n) ->
                new Remembered(
                    row.getString("spreadsheet_id"),
                    row.getInt("sheet_id"),
                    row.getString("zone"),
                    new Columns(json.read(row.getString("columns"), new TypeReference<>() {})),
                    json.read(row.getString("formerly"), new TypeReference<>() {}),
                    row.getString("layout")))
        .stream()
        .findFirst();
  }

  /** The sync, not this one, that a tab is kept in step by: it came first and has its file. */
  Optional<String> keeper(PartitionKey partition, String spreadsheetId, int sheetId) {
    return jdbc
        .queryForList(
            KEEPER,
            Parameters.of(partition)
                .addValue("spreadsheet", spreadsheetId)
                .addValue("sheet", sheetId),
            String.class)
        .stream()
        .findFirst();
  }

  /** Remembers the tab where it is nobody else's; of several nodes one at a time asks. */
  Optional<String> remember(
      PartitionKey partition, String spreadsheetId, int sheetId, String zone) {
    Map<String, String> spreadsheet = Map.of("spreadsheet", spreadsheetId);
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              jdbc.update(ENSURE_SAVES, spreadsheet);
              jdbc.queryForList(LOCK_SAVES, spreadsheet, String.class);
              Optional<String> keeper = keeper(partition, spreadsheetId, sheetId);
              if (keeper.isEmpty()) {
                jdbc.update(
                    REMEMBER,
                    Parameters.of(partition)
                        .addValue("spreadsheet", spreadsheetId)
                        .addValue("sheet", sheetId)
                        .addValue("zone", zone));
              }
              return keeper;
            }));
  }

  void saveColumns(PartitionKey partition, Columns columns) {
    jdbc.update(
        SAVE_COLUMNS, Parameters.of(partition).addValue("columns", json.text(columns.positions())));
  }

  void saveLayout(PartitionKey partition, String layout) {
    jdbc.update(SAVE_LAYOUT, Parameters.of(partition).addValue("layout", layout));
  }

  /** One of this node at a time begins with a spreadsheet. */
  Lock alone(String spreadsheetId) {
    return alone.computeIfAbsent(spreadsheetId, id -> new ReentrantLock());
  }

  int tabsOf(String account) {
    Integer tabs = jdbc.queryForObject(TABS_OF, Map.of("account", account), Integer.class);
    return tabs == null ? 0 : tabs;
  }

  /** By partition the spreadsheet that its tab stands in. */
  Map<PartitionKey, String> connected() {
    Map<PartitionKey, String> connected = new HashMap<>();
    jdbc.query(
        CONNECTED,
        (ResultSet row) -> {
          connected.put(Parameters.partition(row), row.getString("spreadsheet_id"));
        });
    return connected;
  }

  /** The partitions of a spreadsheet's tabs, or of one tab. */
  Set<PartitionKey> in(String spreadsheetId, @Nullable Integer sheetId) {
    return Set.copyOf(
        jdbc.query(
            IN_SPREADSHEET,
            new MapSqlParameterSource("spreadsheet", spreadsheetId).addValue("sheet", sheetId),
            (row, n) -> Parameters.partition(row)));
  }
}
