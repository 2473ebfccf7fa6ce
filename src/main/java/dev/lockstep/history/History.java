package dev.lockstep.history;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The history, table {@code sync_audit}. Lines are written in the caller's transaction and so exist
 * exactly when what they tell of does.
 */
@Component
public class History {

  private static final String WRITE =
      """
      INSERT INTO lockstep.sync_audit (
        kind, sync, account, calendar, key, side, action, cause, origin, remote_id,
        before, after, lost, method, outcome, scope, reason, message, duration_ms, detail,
        recipients, pass, caused_by, calls)
      SELECT
        kind, sync, account, calendar, key, side, action, cause, origin, remote_id,
        before, after, lost, method, outcome, scope, reason, message, duration_ms, detail,
        recipients, pass, caused_by, calls
      FROM jsonb_to_recordset(CAST(:lines AS jsonb)) AS line (
        kind text, sync text, account text, calendar text, key text, side text, action text,
        cause text, origin text, remote_id text, before jsonb, after jsonb, lost jsonb,
        method text, outcome text, scope text, reason text, message text, duration_ms bigint,
        detail jsonb, recipients text, pass text, caused_by jsonb, calls text[])
      """;

  private static final String LINE =
      """
      kind, id, at, sync, account, calendar, key, side, action, cause, origin, remote_id,
        before, after, lost, method, outcome, scope, reason, message, duration_ms, detail,
        recipients, pass, caused_by, calls""";

  private static final String FROM =
      """

      FROM lockstep.sync_audit a
      WHERE TRUE
      """;

  // What carried a record together with others names none of them: they name it.
  private static final String ITS_CALLS =
      """
      AND kind = 'attempt' AND key IS NULL AND sync = :sync
      AND calls[1] = ANY(ARRAY(
        SELECT unnest(own.calls)
        FROM lockstep.sync_audit own
        WHERE own.sync = :sync AND own.key = :key AND own.calls IS NOT NULL))
      """;

  static final String READ = "SELECT " + LINE + FROM;

  private static final Map<String, String> CONDITIONS =
      Map.of(
          "sync", "AND sync = :sync\n",
          "account", "AND account = :account\n",
          "key", "AND key = :key\n",
          "kinds", "AND kind IN (:kinds)\n",
          "since", "AND at >= :since\n",
          "before", "AND id < :before\n");

  private static final String NEWEST_FIRST =
      """
      ORDER BY line DESC
      LIMIT :limit
      """;

  private final JdbcClient jdbc;
  private final Consumer<HistoryEvent.Notice> people;

  @Autowired
  History(JdbcClient jdbc, Notices notices) {
    this(jdbc, notices::collect);
  }

  private History(JdbcClient jdbc, Consumer<HistoryEvent.Notice> people) {
    this.jdbc = jdbc;
    this.people = people;
  }

  /** For what a person does: the line is written, and nobody has to be told. */
  public static History tellingNobody(JdbcClient jdbc) {
    return new History(jdbc, notice -> {});
  }

  /** Writes one line. */
  public void write(HistoryEvent event) {
    write(List.of(event));
  }

  /** Writes all lines with one statement; notices to people are taken up on the way. */
  public void write(Collection<? extends HistoryEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    jdbc.sql(WRITE).param("lines", HistoryRow.write(events)).update();
    for (HistoryEvent event : events) {
      if (event instanceof HistoryEvent.Notice notice && !notice.to().isEmpty()) {
        people.accept(notice);
      }
    }
  }

  /**
   * A page of the lines that pass the filter, newest first.
   *
   * @param before the id of the last line of the page before, null for the first page
   */
  public List<HistoryEntry> read(HistoryFilter filter, @Nullable Long before, int limit) {
    return read(jdbc, filter, before, limit);
  }

  static List<HistoryEntry> read(
      JdbcClient jdbc, HistoryFilter filter, @Nullable Long before, int limit) {
    return page(jdbc, LINE, filter, before, limit).query((row, n) -> HistoryRow.read(row)).list();
  }

  /**
   * @param shown SQL of what is wanted of a line of {@code sync_audit a}
   */
  static JdbcClient.StatementSpec page(
      JdbcClient jdbc, String shown, HistoryFilter filter, @Nullable Long before, int limit) {
    Map<String, Object> given = given(filter, before);
    String lines = select(shown, given.keySet(), "");
    if (given.containsKey("sync") && given.containsKey("key")) {
      Set<String> others = new LinkedHashSet<>(given.keySet());
      others.remove("key");
      lines += "UNION ALL\n" + select(shown, others, ITS_CALLS);
    }
    given.put("limit", limit);
    return jdbc.sql("SELECT * FROM (" + lines + ") lines\n" + NEWEST_FIRST).params(given);
  }

  private static String select(String shown, Set<String> conditions, String more) {
    StringBuilder sql = new StringBuilder("SELECT a.id AS line, ").append(shown).append(FROM);
    conditions.forEach(name -> sql.append(CONDITIONS.get(name)));
    return sql.append(more).toString();
  }

  private static Map<String, Object> given(HistoryFilter filter, @Nullable Long before) {
    Map<String, Object> given = new LinkedHashMap<>();
    if (filter.sync() != null) {
      given.put("sync", filter.sync());
    }
    if (filter.account() != null) {
      given.put("account", filter.account());
    }
    if (filter.key() != null) {
      given.put("key", filter.key());
    }
    if (!filter.kinds().isEmpty()) {
      given.put(
          "kinds",
          filter.kinds().stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList());
    }
    if (filter.since() != null) {
      given.put("since", OffsetDateTime.ofInstant(filter.since(), ZoneOffset.UTC));
    }
    if (before != null) {
      given.put("before", before);
    }
    return given;
  }
}
