package dev.lockstep.target.sheet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.PartitionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The one class that writes the tables `sheet_*`, and reads them but for the status. */
final class SheetStore {

  private static final String NOW = "SELECT lockstep.clock()";

  private static final String FIND_TAB =
      """
      SELECT spreadsheet_id, sheet_id, zone, columns, layout
      FROM lockstep.sheet_tab
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String REMEMBER_TAB =
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

  private static final String SAVE_COLUMNS =
      """
      UPDATE lockstep.sheet_tab
      SET columns = CAST(:columns AS jsonb)
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String SAVE_LAYOUT =
      """
      UPDATE lockstep.sheet_tab
      SET layout = CAST(:layout AS jsonb)
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String NOTED =
      """
      SELECT texts, sure
      FROM lockstep.sheet_note
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String SAVE_NOTED =
      """
      INSERT INTO lockstep.sheet_note (sync, account, calendar, texts, sure)
      VALUES (:sync, :account, :calendar, CAST(:texts AS jsonb), :sure)
      ON CONFLICT ON CONSTRAINT sheet_note_pkey DO UPDATE SET
          texts = excluded.texts,
          sure = excluded.sure
      """;

  private static final String FIND_FILE =
      """
      SELECT spreadsheet_id
      FROM lockstep.sheet_file
      WHERE account = :account AND title = :title AND spreadsheet_id IS NOT NULL
      """;

  private static final String MAY_MAKE_FILE =
      """
      INSERT INTO lockstep.sheet_file AS f (account, title, maker, maker_until)
      VALUES (:account, :title, :maker, lockstep.clock() + interval '2 minutes')
      ON CONFLICT ON CONSTRAINT sheet_file_pkey DO UPDATE SET
          maker = excluded.maker,
          maker_until = excluded.maker_until
      WHERE f.spreadsheet_id IS NULL
        AND (f.maker = excluded.maker OR f.maker_until IS NULL
          OR f.maker_until < lockstep.clock())
      """;

  private static final String LEAVE_FILE =
      """
      UPDATE lockstep.sheet_file
      SET maker_until = NULL
      WHERE account = :account AND title = :title AND maker = :maker
      """;

  private static final String REMEMBER_FILE =
      """
      INSERT INTO lockstep.sheet_file (account, title, spreadsheet_id)
      VALUES (:account, :title, :spreadsheet)
      ON CONFLICT ON CONSTRAINT sheet_file_pkey DO UPDATE SET
          spreadsheet_id = excluded.spreadsheet_id
      WHERE sheet_file.spreadsheet_id IS NULL
      """;

  private static final String SIGHTINGS =
      """
      SELECT what, hash, first_seen, looks, told
      FROM lockstep.sheet_sighting
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String FORGET_SIGHTINGS =
      """
      DELETE FROM lockstep.sheet_sighting
      WHERE sync = :sync AND account = :account AND calendar = :calendar AND what = ANY(:whats)
      """;

  private static final String SAVE_SIGHTING =
      """
      INSERT INTO lockstep.sheet_sighting
          (sync, account, calendar, what, hash, first_seen, looks, told)
      VALUES (:sync, :account, :calendar, :what, :hash, :firstSeen, :looks, :told)
      ON CONFLICT ON CONSTRAINT sheet_sighting_pkey DO UPDATE SET
          hash = excluded.hash,
          first_seen = excluded.first_seen,
          looks = excluded.looks,
          told = excluded.told
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

  /** Takes the spreadsheet where nobody writes to it and its last flush is long enough ago. */
  private static final String ENTER =
      """
      UPDATE lockstep.sheet_saves
      SET flush_token = :token,
          flush_until = lockstep.clock() + make_interval(secs => :seconds)
      WHERE spreadsheet_id = :spreadsheet
        AND (flush_until IS NULL OR flush_until < lockstep.clock()
          -- the worker that had it has lost the lease of its partition since
          OR left(CAST(flush_token AS text), 18) = left(CAST(CAST(:token AS uuid) AS text), 18))
        AND (next_flush_at IS NULL OR next_flush_at <= lockstep.clock())
      RETURNING batch
      """;

  private static final String WAIT =
      """
      SELECT extract(epoch FROM greatest(coalesce(flush_until, lockstep.clock()),
                      coalesce(next_flush_at, lockstep.clock())) - lockstep.clock()) AS seconds,
             flush_until IS NOT NULL AND flush_until >= lockstep.clock() AS busy
      FROM lockstep.sheet_saves
      WHERE spreadsheet_id = :spreadsheet
      """;

  private static final String LEAVE =
      """
      UPDATE lockstep.sheet_saves
      SET flush_token = NULL,
          flush_until = NULL,
          next_flush_at = lockstep.clock() + make_interval(secs => :seconds)
      WHERE spreadsheet_id = :spreadsheet AND flush_token = :token
      """;

  private static final String ACTIVITY =
      """
      SELECT count(DISTINCT s.spreadsheet_id) FILTER (WHERE t.account = :account) AS of_account,
             count(DISTINCT s.spreadsheet_id) AS everywhere
      FROM lockstep.sheet_saves s
      JOIN lockstep.sheet_tab t USING (spreadsheet_id)
      WHERE s.next_flush_at > lockstep.clock() - interval '1 minute'
         OR s.flush_until > lockstep.clock()
      """;

  private static final String NEXT_BATCH =
      """
      UPDATE lockstep.sheet_saves
      SET batch = :batch,
          flush_until = lockstep.clock() + make_interval(secs => :seconds)
      WHERE spreadsheet_id = :spreadsheet AND flush_token = :token
      """;

  private static final String ADD_BATCH =
      """
      INSERT INTO lockstep.sheet_batch (spreadsheet_id, batch, sync, account, calendar, plan)
      VALUES (:spreadsheet, :batch, :sync, :account, :calendar, CAST(:plan AS jsonb))
      """;

  private static final String UNSETTLED =
      """
      SELECT batch, sync, account, calendar, plan,
             called_at < lockstep.clock() - interval '5 minutes' AS old
      FROM lockstep.sheet_batch
      WHERE spreadsheet_id = :spreadsheet
      ORDER BY batch
      """;

  private static final String DROP_BATCH =
      """
      DELETE FROM lockstep.sheet_batch
      WHERE spreadsheet_id = :spreadsheet AND batch = :batch
      """;

  private static final String BATCH =
      "SELECT batch FROM lockstep.sheet_saves WHERE spreadsheet_id = :spreadsheet";

  private static final String LOOK_AGAIN =
      """
      UPDATE lockstep.sheet_tab
      SET next_look_at = :at, settles_at = CAST(:settles AS timestamptz),
        look_every = make_interval(secs => :seconds)
      WHERE sync = :sync AND account = :account AND calendar = :calendar
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

  private static final String LOOK_EVERY =
      """
      SELECT extract(epoch FROM look_every)
      FROM lockstep.sheet_tab
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String TABS_OF =
      "SELECT count(*) FROM lockstep.sheet_tab WHERE account = :account";

  private static final String DUE_LOOKS =
      """
      UPDATE lockstep.sheet_tab
      SET next_look_at = lockstep.clock() + interval '1 minute'
      WHERE next_look_at <= lockstep.clock()
      RETURNING sync, account, calendar
      """;

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
  private final ObjectMapper json;
  private final UUID node = UUID.randomUUID();
  private final Map<String, Lock> alone = new ConcurrentHashMap<>();

  SheetStore(NamedParameterJdbcTemplate jdbc, TransactionTemplate transaction, ObjectMapper json) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.json = json;
  }

  /** Now, by PostgreSQL's clock. */
  Instant now() {
    OffsetDateTime now = jdbc.queryForObject(NOW, Map.of(), OffsetDateTime.class);
    if (now == null) {
      throw new IllegalStateException("PostgreSQL tells no time");
    }
    return now.toInstant();
  }

  /**
   * The remembered target of a partition.
   *
   * @param columns where each field stood when all were found last; empty before the first time
   * @param layout what our layout has set, as its planner remembers it
   */
  record Remembered(
      String spreadsheetId, int sheetId, String zone, Columns columns, String layout) {}

  Optional<Remembered> find(PartitionKey partition) {
    return jdbc
        .query(
            FIND_TAB,
            of(partition),
            (row, n) ->
                new Remembered(
                    row.getString("spreadsheet_id"),
                    row.getInt("sheet_id"),
                    row.getString("zone"),
                    new Columns(read(row.getString("columns"), new TypeReference<>() {})),
                    row.getString("layout")))
        .stream()
        .findFirst();
  }

  /** The sync, not this one, that a tab is kept in step by: it came first and has its file. */
  Optional<String> keeper(PartitionKey partition, String spreadsheetId, int sheetId) {
    return jdbc
        .queryForList(
            KEEPER,
            of(partition).addValue("spreadsheet", spreadsheetId).addValue("sheet", sheetId),
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
                    REMEMBER_TAB,
                    of(partition)
                        .addValue("spreadsheet", spreadsheetId)
                        .addValue("sheet", sheetId)
                        .addValue("zone", zone));
              }
              return keeper;
            }));
  }

  void saveColumns(PartitionKey partition, Columns columns) {
    jdbc.update(SAVE_COLUMNS, of(partition).addValue("columns", text(columns.positions())));
  }

  void saveLayout(PartitionKey partition, String layout) {
    jdbc.update(SAVE_LAYOUT, of(partition).addValue("layout", layout));
  }

  /**
   * What the notes on a tab's cells say.
   *
   * @param texts by name of the row or record and field
   * @param sure whether a look has found them where they belong
   */
  record Noted(Map<String, String> texts, boolean sure) {
    Noted {
      texts = Map.copyOf(texts);
    }
  }

  Noted noted(PartitionKey partition) {
    return jdbc
        .query(
            NOTED,
            of(partition),
            (row, n) ->
                new Noted(
                    read(row.getString("texts"), new TypeReference<>() {}), row.getBoolean("sure")))
        .stream()
        .findFirst()
        .orElse(new Noted(Map.of(), true));
  }

  void noted(PartitionKey partition, Noted noted) {
    jdbc.update(
        SAVE_NOTED,
        of(partition).addValue("texts", text(noted.texts())).addValue("sure", noted.sure()));
  }

  /** One of this node at a time begins with a spreadsheet. */
  Lock alone(String spreadsheetId) {
    return alone.computeIfAbsent(spreadsheetId, id -> new ReentrantLock());
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
    return jdbc.queryForList(HEARD_AT, of(partition), OffsetDateTime.class).stream()
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .map(OffsetDateTime::toInstant)
        .orElse(null);
  }

  Optional<String> file(String account, String title) {
    return jdbc
        .queryForList(FIND_FILE, Map.of("account", account, "title", title), String.class)
        .stream()
        .findFirst();
  }

  /** Whether this node is the one that makes the file; for two minutes, or until it is noted. */
  boolean mayMake(String account, String title) {
    return jdbc.update(MAY_MAKE_FILE, Map.of("account", account, "title", title, "maker", node))
        > 0;
  }

  /** Nothing was made, nor can be any more: another may try. */
  void isNotMade(String account, String title) {
    jdbc.update(LEAVE_FILE, Map.of("account", account, "title", title, "maker", node));
  }

  void rememberFile(String account, String title, String spreadsheetId) {
    jdbc.update(
        REMEMBER_FILE, Map.of("account", account, "title", title, "spreadsheet", spreadsheetId));
  }

  Map<String, Sighting> sightings(PartitionKey partition) {
    Map<String, Sighting> sightings = new LinkedHashMap<>();
    jdbc.query(
        SIGHTINGS,
        of(partition),
        (ResultSet row) -> {
          Sighting sighting =
              new Sighting(
                  row.getString("what"),
                  row.getString("hash"),
                  row.getObject("first_seen", OffsetDateTime.class).toInstant(),
                  row.getInt("looks"),
                  row.getBoolean("told"));
          sightings.put(sighting.what(), sighting);
        });
    return sightings;
  }

  /** Both or neither, also what others write meanwhile. */
  void together(Runnable work) {
    transaction.executeWithoutResult(status -> work.run());
  }

  /** The sightings of the last look, in place of those before. */
  void replace(PartitionKey partition, Map<String, Sighting> before, Map<String, Sighting> after) {
    List<String> gone = before.keySet().stream().filter(what -> !after.containsKey(what)).toList();
    List<Sighting> changed =
        after.values().stream()
            .filter(sighting -> !sighting.equals(before.get(sighting.what())))
            .toList();
    if (gone.isEmpty() && changed.isEmpty()) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          jdbc.update(
              FORGET_SIGHTINGS, of(partition).addValue("whats", gone.toArray(String[]::new)));
          jdbc.batchUpdate(
              SAVE_SIGHTING,
              changed.stream()
                  .map(
                      sighting ->
                          of(partition)
                              .addValue("what", sighting.what())
                              .addValue("hash", sighting.hash())
                              .addValue("firstSeen", sighting.firstSeen().atOffset(ZoneOffset.UTC))
                              .addValue("looks", sighting.looks())
                              .addValue("told", sighting.told()))
                  .toArray(SqlParameterSource[]::new));
        });
  }

  /**
   * Takes the right to write to a spreadsheet for whoever has the lease of this partition; empty
   * while another partition has it or it must rest. The first half of the token tells whose it is.
   */
  Optional<Turn> enter(String spreadsheetId, PartitionKey partition, Duration keeps) {
    byte[] name = partition.toString().getBytes(StandardCharsets.UTF_8);
    UUID token =
        new UUID(
            ByteBuffer.wrap(TabShape.sha256().digest(name)).getLong(),
            ThreadLocalRandom.current().nextLong());
    return jdbc
        .queryForList(
            ENTER,
            new MapSqlParameterSource("spreadsheet", spreadsheetId)
                .addValue("token", token)
                .addValue("seconds", seconds(keeps)),
            Long.class)
        .stream()
        .findFirst()
        .map(batch -> new Turn(spreadsheetId, token, batch));
  }

  /**
   * The right to write to a spreadsheet.
   *
   * @param batch the number of the last batch that was committed to
   */
  record Turn(String spreadsheetId, UUID token, long batch) {}

  /** How long until the spreadsheet may be free; and whether somebody has it. */
  Waiting waiting(String spreadsheetId) {
    return jdbc
        .query(
            WAIT,
            Map.of("spreadsheet", spreadsheetId),
            (row, n) ->
                new Waiting(
                    Duration.ofMillis(Math.max(1, (long) (row.getDouble("seconds") * 1000))),
                    row.getBoolean("busy")))
        .stream()
        .findFirst()
        .orElse(new Waiting(Duration.ofMillis(1), false));
  }

  record Waiting(Duration left, boolean busy) {}

  FlushPace.Activity activity(String account) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            ACTIVITY,
            Map.of("account", account),
            (row, n) ->
                new FlushPace.Activity(row.getInt("of_account"), row.getInt("everywhere"))));
  }

  /** Gives the right back; the spreadsheet rests for a while. */
  void leave(Turn turn, Duration rests) {
    jdbc.update(
        LEAVE,
        new MapSqlParameterSource("spreadsheet", turn.spreadsheetId())
            .addValue("token", turn.token())
            .addValue("seconds", seconds(rests)));
  }

  /**
   * Commits to a batch before its call.
   *
   * @throws FlushLost where the turn was lost meanwhile
   */
  Turn commit(Turn turn, PartitionKey partition, String plan, Duration keeps) {
    long number = turn.batch() + 1;
    transaction.executeWithoutResult(
        status -> {
          int updated =
              jdbc.update(
                  NEXT_BATCH,
                  new MapSqlParameterSource("spreadsheet", turn.spreadsheetId())
                      .addValue("token", turn.token())
                      .addValue("batch", number)
                      .addValue("seconds", seconds(keeps)));
          if (updated == 0) {
            throw new FlushLost(turn.spreadsheetId());
          }
          jdbc.update(
              ADD_BATCH,
              of(partition)
                  .addValue("spreadsheet", turn.spreadsheetId())
                  .addValue("batch", number)
                  .addValue("plan", plan));
        });
    return new Turn(turn.spreadsheetId(), turn.token(), number);
  }

  /**
   * A batch that is not settled.
   *
   * @param old whether its call can no longer arrive
   */
  record Unsettled(long batch, PartitionKey partition, String plan, boolean old) {}

  List<Unsettled> unsettled(String spreadsheetId) {
    return jdbc.query(
        UNSETTLED,
        Map.of("spreadsheet", spreadsheetId),
        (row, n) ->
            new Unsettled(
                row.getLong("batch"),
                partition(row),
                row.getString("plan"),
                row.getBoolean("old")));
  }

  long batch(String spreadsheetId) {
    return jdbc.queryForList(BATCH, Map.of("spreadsheet", spreadsheetId), Long.class).stream()
        .findFirst()
        .orElse(0L);
  }

  void settled(String spreadsheetId, long batch) {
    jdbc.update(DROP_BATCH, Map.of("spreadsheet", spreadsheetId, "batch", batch));
  }

  /** When the tab is looked at next. */
  void lookAgain(PartitionKey partition, Instant at, @Nullable Instant settles, Duration every) {
    jdbc.update(
        LOOK_AGAIN,
        of(partition)
            .addValue("at", at.atOffset(ZoneOffset.UTC))
            .addValue("settles", settles == null ? null : settles.toString())
            .addValue("seconds", seconds(every)));
  }

  Optional<Duration> lookEvery(PartitionKey partition) {
    return jdbc.queryForList(LOOK_EVERY, of(partition), Double.class).stream()
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .map(seconds -> Duration.ofMillis((long) (seconds * 1000)));
  }

  int tabsOf(String account) {
    Integer tabs = jdbc.queryForObject(TABS_OF, Map.of("account", account), Integer.class);
    return tabs == null ? 0 : tabs;
  }

  /** The partitions that are to be looked at now; each is told once. */
  Collection<PartitionKey> dueLooks() {
    return jdbc.query(DUE_LOOKS, Map.of(), (row, n) -> partition(row));
  }

  /** By partition the spreadsheet that its tab stands in. */
  Map<PartitionKey, String> connected() {
    Map<PartitionKey, String> connected = new HashMap<>();
    jdbc.query(
        CONNECTED,
        (ResultSet row) -> {
          connected.put(partition(row), row.getString("spreadsheet_id"));
        });
    return connected;
  }

  /** The partitions of a spreadsheet's tabs, or of one tab. */
  Set<PartitionKey> in(String spreadsheetId, @Nullable Integer sheetId) {
    return Set.copyOf(
        jdbc.query(
            IN_SPREADSHEET,
            new MapSqlParameterSource("spreadsheet", spreadsheetId).addValue("sheet", sheetId),
            (row, n) -> partition(row)));
  }

  private static PartitionKey partition(ResultSet row) throws SQLException {
    return new PartitionKey(
        row.getString("sync"), row.getString("account"), row.getString("calendar"));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it cannot be written as JSON: " + value, e);
    }
  }

  private <T> T read(@Nullable String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON cannot be read: " + text, e);
    }
  }

  private static MapSqlParameterSource of(PartitionKey partition) {
    return new MapSqlParameterSource("sync", partition.sync())
        .addValue("account", partition.account())
        .addValue("calendar", partition.calendar());
  }
}
