package dev.lockstep.engine;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Bases;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.core.Report;
import dev.lockstep.core.Value;
import dev.lockstep.engine.link.AskedJson;
import dev.lockstep.engine.link.FieldNames;
import dev.lockstep.engine.link.LinkJson;
import dev.lockstep.engine.sync.Window;
import dev.lockstep.mapping.CellForm;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.WorkQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Single records, for people who look at them and ask something of them. What they ask goes into
 * the queue, so that whoever works on the partition does it, in its order.
 */
public final class Records {

  private static final String COLUMNS =
      """
      SELECT account, calendar, key, remote_id, state, reason, reported, bs, br, sync_source,
        last_modified_at, naming,
        (SELECT t.zone FROM lockstep.sheet_tab t
         WHERE t.sync = m.sync AND t.account = m.account AND t.calendar = m.calendar) AS zone
      FROM lockstep.sync_mapping m
      """;

  // Of the lives that a key has had in several accounts the one that is not over, else the last.
  private static final String FIND =
      COLUMNS
          + """
          WHERE sync = :sync AND key = :key
          ORDER BY state = 'gone', last_modified_at DESC
          LIMIT 1
          """;

  private static final String LIVES =
      COLUMNS
          + """
          WHERE sync = :sync AND key = :key
          ORDER BY state = 'gone', last_modified_at DESC, account
          """;

  private static final String PAGE =
      COLUMNS
          + """
          WHERE sync = :sync AND (key, account) > (:afterKey, :afterAccount)
            AND (CAST(:state AS text) IS NULL OR state = :state)
            AND (CAST(:account AS text) IS NULL OR account = :account)
          ORDER BY key, account
          LIMIT :limit
          """;

  private static final String FIND_EACH =
      COLUMNS.replaceFirst("SELECT", "SELECT DISTINCT ON (key)")
          + """
          WHERE sync = :sync AND key = ANY(:keys)
          ORDER BY key, state = 'gone', last_modified_at DESC
          """;

  private final JdbcClient jdbc;
  private final WorkQueue queue;
  private final DatabaseClock clock;
  private final LinkJson json = new LinkJson();
  private final FieldNames names;

  public Records(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.queue = new WorkQueue(jdbc, new Partitions(jdbc));
    this.clock = new DatabaseClock(jdbc);
    this.names = new FieldNames(jdbc);
  }

  /**
   * A record that is or was linked.
   *
   * @param waiting its conflicts that nobody has decided
   * @param isKeptOut whether something of a person's keeps a value of the row out there
   * @param reason why it is detached, else null
   * @param bases what each side showed when both last agreed
   * @param changedBy where it was last changed: postgres, google or manual
   * @param zone its spreadsheet's; null where it is in none
   */
  public record Found(
      PartitionKey partition,
      String key,
      String remoteId,
      Link.State state,
      List<Report> waiting,
      boolean isKeptOut,
      @Nullable String reason,
      Bases bases,
      String changedBy,
      Instant changedAt,
      @Nullable ZoneId zone) {
    public Found {
      waiting = List.copyOf(waiting);
    }

    /** Its conflicts as people are to read them. */
    public List<Report> waitingReadable() {
      return waiting.stream()
          .map(report -> report.showing(readable(report.source(), report.target())))
          .toList();
    }

    /** What Google shows, for people, in the words that the row has for it. */
    Fields readable(Fields row, Fields google) {
      Fields readable = google;
      for (String name : google.names()) {
        Value shown = CellForm.readable(google.get(name), row.get(name), zone);
        readable = readable.with(name, shown);
      }
      return readable;
    }

    /** Whether it lies outside the window as far as is known; what is gone lies nowhere. */
    boolean isOutside(Window window, Instant now) {
      return state != Link.State.GONE && window.excludes(bases, now);
    }
  }

  public Optional<Found> find(String sync, String key) {
    FieldNames.Reading reading = names.reading(sync);
    return jdbc.sql(FIND)
        .param("sync", sync)
        .param("key", key)
        .query((row, n) -> found(reading, row))
        .optional();
  }

  /** The same for many at once, by key. */
  public Map<String, Found> find(String sync, Collection<String> keys) {
    Map<String, Found> found = new LinkedHashMap<>();
    FieldNames.Reading reading = names.reading(sync);
    jdbc.sql(FIND_EACH)
        .param("sync", sync)
        .param("keys", keys.toArray(String[]::new))
        .query((row, n) -> found(reading, row))
        .list()
        .forEach(record -> found.put(record.key(), record));
    return found;
  }

  /** Every life that a key has had, one for each account; the present one first. */
  public List<Found> lives(String sync, String key) {
    FieldNames.Reading reading = names.reading(sync);
    return jdbc.sql(LIVES)
        .param("sync", sync)
        .param("key", key)
        .query((row, n) -> found(reading, row))
        .list();
  }

  /**
   * Records by key and account.
   *
   * @param state null: in whatever state
   * @param account null: of all accounts
   * @param after where the page before ended, {@link Place#START} for the first
   */
  public List<Found> page(
      String sync, Link.@Nullable State state, @Nullable String account, Place after, int limit) {
    FieldNames.Reading reading = names.reading(sync);
    return jdbc.sql(PAGE)
        .param("sync", sync)
        .param("state", state == null ? null : state.name().toLowerCase(Locale.ROOT))
        .param("account", account)
        .param("afterKey", after.key())
        .param("afterAccount", after.account())
        .param("limit", limit)
        .query((row, n) -> found(reading, row))
        .list();
  }

  /** Where a page of records ends. */
  public record Place(String key, String account) {
    public static final Place START = new Place("", "");

    public static Place of(Found record) {
      return new Place(record.key(), record.partition().account());
    }
  }

  private Found found(FieldNames.Reading reading, ResultSet row) throws SQLException {
    List<Report> reported = json.reports(row.getString("reported"));
    Bases bases = Bases.stored(json.fields(row.getString("bs")), json.fields(row.getString("br")));
    for (Renaming renaming : reading.from(row.getInt("naming"))) {
      reported = reported.stream().map(renaming::of).toList();
      bases = renaming.of(bases);
    }
    return new Found(
        new PartitionKey(reading.sync(), row.getString("account"), row.getString("calendar")),
        row.getString("key"),
        row.getString("remote_id"),
        Link.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        reported.stream().filter(Report::waits).toList(),
        reported.stream().anyMatch(report -> report.kind() == Report.Kind.NOT_WRITTEN),
        row.getString("reason"),
        bases,
        row.getString("sync_source"),
        row.getObject("last_modified_at", OffsetDateTime.class).toInstant(),
        zone(row.getString("zone")));
  }

  private static @Nullable ZoneId zone(@Nullable String name) {
    try {
      return name == null ? null : ZoneId.of(name);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Asks something of many records, each by itself; people's edits go before it. Run it in a
   * transaction.
   *
   * @param who asks, as the history is to name them
   */
  public void ask(Map<Found, Asked> wishes, String who) {
    Instant now = clock.now();
    queue.offer(
        Direction.FROM_GOOGLE,
        Lane.BACKFILL,
        Duration.ZERO,
        wishes.entrySet().stream()
            .map(
                wish ->
                    Offer.asking(
                        wish.getKey().partition(),
                        wish.getKey().remoteId(),
                        AskedJson.write(wish.getValue(), who, now)))
            .toList());
  }

  /**
   * Asks something of the record; run it in a transaction.
   *
   * @param who asks, as the history is to name them
   */
  public void ask(Found record, Asked asked, String who) {
    String wish = AskedJson.write(asked, who, clock.now());
    queue.offer(
        Direction.FROM_GOOGLE,
        Lane.LIVE,
        Duration.ZERO,
        List.of(Offer.asking(record.partition(), record.remoteId(), wish)));
  }
}
