package dev.lockstep.engine;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Headway;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Trigger;
import dev.lockstep.queue.WorkQueue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks for a reconciliation, and sees how far it is. What is asked for goes into the database, so
 * that whoever works on the partitions does it.
 */
public final class Resync {

  private static final String NOW = "SELECT lockstep.clock()";

  private static final String LINKS =
      """
      SELECT account, calendar, remote_id
      FROM lockstep.sync_mapping
      WHERE sync = :sync
        AND key = :key
        AND account = coalesce(CAST(:account AS text), account)
      """;

  private static final String CONFLICTS =
      """
      SELECT count(*)
      FROM lockstep.sync_mapping
      WHERE sync = :sync
        AND state = 'conflict'
        AND account = coalesce(CAST(:account AS text), account)
        AND key = coalesce(CAST(:key AS text), key)
      """;

  // Lines of the history have the clock of the machine, not ours, which tests set.
  private static final String LAST_LINE = "SELECT coalesce(max(id), 0) FROM lockstep.sync_audit";

  private static final String CHANGES =
      """
      SELECT side, action, count(*) AS records
      FROM lockstep.sync_audit
      WHERE kind = 'change'
        AND id > :after
        AND sync = :sync
        AND account = coalesce(CAST(:account AS text), account)
        AND key = coalesce(CAST(:key AS text), key)
      GROUP BY side, action
      ORDER BY side, action
      """;

  private final JdbcClient jdbc;
  private final Partitions partitions;
  private final Pulls pulls;
  private final Reconciles reconciles;
  private final WorkQueue queue;
  private final Headway headway;

  public Resync(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.partitions = new Partitions(jdbc);
    this.pulls = new Pulls(jdbc, partitions);
    this.reconciles = new Reconciles(jdbc);
    this.queue = new WorkQueue(jdbc, partitions);
    this.headway = new Headway(jdbc);
  }

  /** How much is compared. */
  public enum Mode {
    /** What Google says has changed since the last look, and what waits in the queue. */
    INCREMENTAL,
    /** Everything on both sides. */
    FULL
  }

  /**
   * What is to be compared.
   *
   * @param account null: every one
   * @param key of one record; null: all
   */
  public record Wanted(String sync, @Nullable String account, @Nullable String key, Mode mode) {}

  /**
   * What was asked for.
   *
   * @param places partitions by id, each with the requests that are to be answered
   * @param keys of the items of the one record that was asked for; null where it was no single one
   * @param lastLine of the history before it
   */
  public record Begun(
      Wanted wanted, Map<Long, Headway.Numbers> places, @Nullable Set<String> keys, long lastLine) {
    public Begun {
      places = Map.copyOf(places);
      keys = keys == null ? null : Set.copyOf(keys);
    }
  }

  /** How far it is. */
  public record State(Headway.Places places, Headway.Items items) {

    /** Whether all was compared, but where nobody can at the moment. */
    public boolean isCompared(Begun begun) {
      return places.done() + places.stopped() == begun.places().size();
    }

    /** Whether nothing more happens by itself soon. */
    public boolean isAtRest(Begun begun) {
      return isCompared(begun) && items.moving() == 0;
    }

    /** Whether some of it could not be done, and is tried again later. */
    public boolean isHeldUp() {
      return places.stopped() > 0 || items.stopped() > 0 || items.retried() > 0;
    }
  }

  /**
   * Changes to one side.
   *
   * @param side `source` or `target`
   * @param action `insert`, `update`, `delete` or `link`
   */
  public record Changed(String side, String action, long records) {}

  /**
   * Asks for it; run it in a transaction. Without places there is nothing to compare.
   *
   * @param who asks, as the history is to name them
   */
  public Begun begin(Wanted wanted, String who) {
    Trigger byHand = Trigger.resync(who);
    List<Partition> places =
        partitions.ofSync(wanted.sync()).stream()
            .filter(
                place -> wanted.account() == null || place.key().account().equals(wanted.account()))
            .toList();
    long lastLine = jdbc.sql(LAST_LINE).query(Long.class).single();
    if (wanted.key() != null) {
      return ofOne(wanted, wanted.key(), places, lastLine, byHand.json(now()));
    }
    switch (wanted.mode()) {
      case FULL -> reconciles.ask(wanted.sync(), wanted.account(), byHand);
      case INCREMENTAL -> pulls.ask(places.stream().map(Partition::key).toList(), byHand);
    }
    Map<Long, Headway.Numbers> asked = new LinkedHashMap<>();
    headway
        .numbers(places.stream().map(Partition::id).toList())
        .forEach(
            (id, newest) ->
                asked.put(
                    id,
                    wanted.mode() == Mode.FULL
                        ? new Headway.Numbers(newest.reconcile(), 0)
                        : new Headway.Numbers(0, newest.pull())));
    return new Begun(wanted, asked, null, lastLine);
  }

  /** Asks for nothing: what waits can be watched all the same. */
  public Begun watch(String sync, @Nullable String account) {
    Map<Long, Headway.Numbers> places = new LinkedHashMap<>();
    partitions.ofSync(sync).stream()
        .filter(place -> account == null || place.key().account().equals(account))
        .forEach(place -> places.put(place.id(), Headway.Numbers.NONE));
    long lastLine = jdbc.sql(LAST_LINE).query(Long.class).single();
    return new Begun(new Wanted(sync, account, null, Mode.INCREMENTAL), places, null, lastLine);
  }

  /** Read there where it is linked, and sent from the row, wherever that belongs. */
  private Begun ofOne(
      Wanted wanted, String key, List<Partition> places, long lastLine, String causedBy) {
    Map<PartitionKey, String> links = links(wanted, key);
    queue.offerBothWays(
        Lane.LIVE,
        Direction.FROM_GOOGLE,
        links.entrySet().stream()
            .map(link -> Offer.again(link.getKey(), link.getValue()).because(causedBy))
            .toList(),
        places.stream().map(place -> Offer.of(place.key(), key).because(causedBy)).toList());
    Map<Long, Headway.Numbers> asked = new LinkedHashMap<>();
    places.forEach(place -> asked.put(place.id(), Headway.Numbers.NONE));
    Set<String> keys = new LinkedHashSet<>(links.values());
    keys.add(key);
    return new Begun(wanted, asked, keys, lastLine);
  }

  private Map<PartitionKey, String> links(Wanted wanted, String key) {
    Map<PartitionKey, String> links = new LinkedHashMap<>();
    jdbc.sql(LINKS)
        .param("sync", wanted.sync())
        .param("key", key)
        .param("account", wanted.account())
        .query(
            row -> {
              links.put(
                  new PartitionKey(
                      wanted.sync(), row.getString("account"), row.getString("calendar")),
                  row.getString("remote_id"));
            });
    return links;
  }

  /** Now, by the clock that queued changes have. */
  public Instant now() {
    return jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant();
  }

  /**
   * @param until what was queued later is somebody's later edit; null: all counts
   */
  public State state(Begun begun, @Nullable Instant until) {
    return new State(
        headway.places(begun.places()),
        headway.items(begun.places().keySet(), begun.keys(), until));
  }

  /** Records that wait for a person to decide. */
  public long conflicts(Begun begun) {
    return jdbc.sql(CONFLICTS)
        .param("sync", begun.wanted().sync())
        .param("account", begun.wanted().account())
        .param("key", begun.wanted().key())
        .query(Long.class)
        .single();
  }

  /** What was changed since it began, whoever made the change. */
  public List<Changed> changes(Begun begun) {
    return jdbc.sql(CHANGES)
        .param("sync", begun.wanted().sync())
        .param("account", begun.wanted().account())
        .param("key", begun.wanted().key())
        .param("after", begun.lastLine())
        .query(
            (row, n) ->
                new Changed(row.getString("side"), row.getString("action"), row.getLong("records")))
        .list();
  }
}
