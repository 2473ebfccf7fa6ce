package dev.lockstep.engine;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Report;
import dev.lockstep.core.Resolution;
import dev.lockstep.core.Side;
import dev.lockstep.engine.link.FieldNames;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.NoticeKind;
import dev.lockstep.history.Timeline;
import dev.lockstep.queue.DeadLetters;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.queue.QueueList;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a person can have done, by the command line or the API. It acts through the database, so
 * that it works while the application runs somewhere; each method wants a transaction of the
 * caller's, and throws {@link Refused} where it cannot be done.
 */
public final class ByHand {

  private static final String SYNCS =
      """
      SELECT sync FROM lockstep.sync_partition
      UNION
      SELECT sync FROM lockstep.sync_definition
      UNION
      -- One that was never right has a cause why it does not run, and nothing else.
      SELECT sync FROM lockstep.sync_pause WHERE sync <> ''
      ORDER BY sync
      """;

  private static final String WAKE = "SELECT 1 FROM lockstep.wake()";

  private final JdbcClient jdbc;
  private final Pauses pauses;
  private final DeadLetters deadLetters;
  private final Records records;
  private final Timeline timeline;
  private final History history;
  private final Resync resync;
  private final NamedRecord named;
  private final Partitions partitions;
  private final QueueList queue;
  private final SyncStates states;

  public ByHand(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.pauses = new Pauses(jdbc);
    this.deadLetters = new DeadLetters(jdbc);
    this.records = new Records(jdbc);
    this.timeline = new Timeline(jdbc, new FieldNames(jdbc)::ofHistory);
    this.history = History.tellingNobody(jdbc);
    this.resync = new Resync(jdbc);
    this.named = new NamedRecord(jdbc);
    this.partitions = new Partitions(jdbc);
    this.queue = new QueueList(jdbc);
    this.states = new SyncStates(jdbc);
  }

  /** Every sync that this database knows, by name. */
  public List<String> syncs() {
    return jdbc.sql(SYNCS).query(String.class).list();
  }

  /** Refuses a sync that this database does not know, naming those that it does. */
  public void known(String sync) {
    List<String> known = syncs();
    if (!known.contains(sync)) {
      throw Refused.unknown(
          "there is no sync '%s' in this database; there are: %s"
              .formatted(sync, String.join(", ", known)));
    }
  }

  /** Refuses a record of which there is nothing: no row, no link, nothing queued. */
  public void known(String sync, String key) {
    known(sync);
    if (!named.exists(sync, key)) {
      throw unknown(sync, key);
    }
  }

  /**
   * The key as it is spelled here: of several columns a person may write any JSON array of them.
   */
  public String key(String sync, String given) {
    return named.key(sync, given);
  }

  private static Refused unknown(String sync, String key) {
    return Refused.unknown("sync '%s' has no record with the key '%s'".formatted(sync, key));
  }

  /** Refuses an account in which the sync has nothing to work on; null stands for all. */
  private void placed(String sync, @Nullable String account) {
    known(sync);
    if (account != null && !isPlaced(sync, account)) {
      throw Refused.notNow(
          "sync '%s' has no calendar or tab of account '%s'".formatted(sync, account));
    }
  }

  private boolean isPlaced(String sync, String account) {
    return partitions.ofAccount(account).stream()
        .anyMatch(partition -> partition.key().sync().equals(sync));
  }

  /** Lets the queue grow, and nothing go, until it is resumed. */
  public void pause(String sync, Direction direction) {
    known(sync);
    pauses.set(
        Pause.Scope.ofSync(sync), direction, PauseCause.BY_HAND, "until it is resumed by hand");
  }

  /** The counterpart; false where it was not paused by hand. */
  public boolean resume(String sync, Direction direction) {
    known(sync);
    boolean was = pauses.lift(Pause.Scope.ofSync(sync), direction, PauseCause.BY_HAND);
    wake();
    return was;
  }

  /**
   * Has both sides compared again by whoever works on the sync; what was asked for.
   *
   * @param who asks, as the history is to name them
   */
  public Resync.Begun resync(Resync.Wanted wanted, String who) {
    placed(wanted.sync(), wanted.account());
    Resync.Wanted spelled = wanted;
    if (wanted.key() != null) {
      String key = key(wanted.sync(), wanted.key());
      known(wanted.sync(), key);
      spelled = new Resync.Wanted(wanted.sync(), wanted.account(), key, wanted.mode());
    }
    Resync.Begun begun = resync.begin(spelled, who);
    if (begun.places().isEmpty()) {
      throw Refused.notNow(
          "sync '%s' has no calendar or tab yet: is its account connected?"
              .formatted(wanted.sync()));
    }
    wake();
    return begun;
  }

  /**
   * Lets what the brake holds go on, as it is now. How many changes there were.
   *
   * @param who says so, as the history is to name them
   */
  public long approve(String sync, @Nullable String account, String who) {
    placed(sync, account);
    long items = deadLetters.approve(sync, account, who);
    tell(NoticeKind.APPROVED, sync, account, items, "what the brake held was approved by " + who);
    return woken(items);
  }

  /**
   * Gives up what the brake holds. How many changes there were.
   *
   * @param who says so, as the history is to name them
   */
  public long discard(String sync, @Nullable String account, String who) {
    placed(sync, account);
    long items = deadLetters.discard(sync, account, who);
    tell(NoticeKind.DISCARDED, sync, account, items, "what the brake held was discarded by " + who);
    return woken(items);
  }

  private void tell(
      NoticeKind kind, String sync, @Nullable String account, long items, String message) {
    if (items > 0) {
      history.write(
          new HistoryEvent.Notice(
              kind,
              sync,
              account,
              null,
              null,
              "%s: %d changes".formatted(message, items),
              items,
              Map.of(),
              Set.of()));
    }
  }

  /**
   * Tries one dead letter again, or one that was skipped.
   *
   * @param who asks, as the history is to name them
   */
  public void replay(long id, String who) {
    if (!deadLetters.replay(id, who)) {
      throw notDead(id);
    }
    wake();
  }

  /**
   * Tries every dead letter again that passes. How many there were.
   *
   * @param who asks, as the history is to name them
   */
  public long replay(QueueFilter filter, String who) {
    if (filter.sync() != null) {
      known(filter.sync());
    }
    return woken(deadLetters.replay(filter, who));
  }

  /** Gives a dead letter up until its record changes; the history says why. */
  public void skip(long id, String reason) {
    Item item = deadLetters.skip(id, reason).orElseThrow(() -> notDead(id));
    history.write(
        HistoryEvent.Notice.ofRecord(
            NoticeKind.SKIPPED,
            item.partition(),
            item.key(),
            "skipped: %s; it had failed: %s".formatted(reason, item.lastError()),
            Map.of(),
            Set.of()));
  }

  /** Why the item with this number cannot be tried again, or given up. */
  private Refused notDead(long id) {
    return switch (queue.find(id).map(entry -> entry.item().status()).orElse(null)) {
      case SKIPPED -> Refused.notNow("%d is skipped already".formatted(id));
      case HELD ->
          Refused.notNow(
              "%d is no dead letter: the brake holds it, approve or discard".formatted(id));
      case PENDING, PROCESSING, FAILED ->
          Refused.unknown("%d is no dead letter: it waits for its turn".formatted(id));
      case null ->
          Refused.unknown(
              "%d is not the number of a dead letter, or is none any more".formatted(id));
    };
  }

  /**
   * Brings a record back on both sides.
   *
   * @param version the number of a change, as the history shows it; null with {@code at} null too:
   *     it is enough that both sides are there again
   * @param at as it was then
   * @param who asks, as the history is to name them
   * @return the version that it goes back to, null where it is only made whole
   */
  public @Nullable Long restore(
      String sync, String given, @Nullable Long version, @Nullable Instant at, String who) {
    known(sync);
    String key = key(sync, given);
    Records.Found record = records.find(sync, key).orElseThrow(() -> unknown(sync, key));
    inside(sync, record);
    Long number = number(sync, record, version, at);
    if (number == null) {
      records.ask(record, Asked.RESTORE, who);
      wake();
      return null;
    }
    Fields values = timeline.version(sync, key, number);
    if (values.isEmpty()) {
      throw Refused.unfit(
          "%d is no version of record '%s' of sync '%s', or its deletion"
              .formatted(number, key, sync));
    }
    records.ask(record, Asked.restore(values), who);
    wake();
    return number;
  }

  private void inside(String sync, Records.Found record) {
    if (record.isOutside(states.window(sync), new DatabaseClock(jdbc).now())) {
      throw Refused.notNow(
          ("record '%s' of sync '%s' lies outside the window, on both sides: nothing is changed"
                  + " there; widen `window` in its definition first")
              .formatted(record.key(), sync));
    }
  }

  private @Nullable Long number(
      String sync, Records.Found record, @Nullable Long version, @Nullable Instant at) {
    String key = record.key();
    if (version != null) {
      return version;
    }
    if (at != null) {
      return timeline
          .numberAt(sync, key, at)
          .orElseThrow(
              () ->
                  Refused.unfit(
                      "the history does not reach back to %s for record '%s' of sync '%s'"
                          .formatted(at, key, sync)));
    }
    return switch (record.state()) {
      case DETACHED, SENDING, HELD -> null;
      case NONE, GONE ->
          timeline
              .numberBeforeItsEnd(sync, key)
              .orElseThrow(
                  () ->
                      Refused.unfit(
                          "the history no longer knows record '%s' of sync '%s'"
                              .formatted(key, sync)));
      case LINKED, CONFLICT -> {
        // Its event is still there: that the row went has not been carried out.
        if (named.lacksRow(sync, key)) {
          yield null;
        }
        throw Refused.unfit(
            "record '%s' of sync '%s' is there on both sides: name the version or the time that"
                    .formatted(key, sync)
                + " it is to go back to");
      }
    };
  }

  /**
   * Decides all that waits for a person in one record, for one side, as it is shown now: what is
   * edited there until the decision is carried out and would be lost waits again. How many.
   *
   * @param who decides, as the history is to name them
   */
  public int resolve(String sync, String key, Side side, String who) {
    int decided = 0;
    for (Records.Found life : contested(sync, key)) {
      decided += decide(life, life.waiting(), report -> side, who);
    }
    return decided;
  }

  /** The same by field; what is not named goes on waiting. */
  public int resolve(String sync, String key, Map<String, Side> fields, String who) {
    List<Records.Found> contested = contested(sync, key);
    fields.keySet().forEach(field -> waitsFor(field, contested));
    int decided = 0;
    for (Records.Found life : contested) {
      Map<Report, Side> named = new LinkedHashMap<>();
      fields.forEach((field, side) -> shown(life, field).ifPresent(it -> named.put(it, side)));
      decided += decide(life, named.keySet(), named::get, who);
    }
    return decided;
  }

  /**
   * The lives of the key in which something waits: that of a row that moved to another account
   * while it was contested waits in the account that it left.
   */
  private List<Records.Found> contested(String sync, String given) {
    known(sync);
    String key = key(sync, given);
    List<Records.Found> contested =
        records.lives(sync, key).stream().filter(life -> !life.waiting().isEmpty()).toList();
    if (contested.isEmpty()) {
      throw Refused.notNow(
          "nothing of record '%s' of sync '%s' waits for a person".formatted(key, sync));
    }
    contested.forEach(life -> inside(sync, life));
    return contested;
  }

  private int decide(
      Records.Found life, Collection<Report> conflicts, Function<Report, Side> side, String who) {
    if (conflicts.isEmpty()) {
      return 0;
    }
    Map<String, Resolution> resolved = new LinkedHashMap<>();
    conflicts.forEach(
        shown -> resolved.put(shown.unit(), new Resolution(side.apply(shown), shown)));
    records.ask(life, Asked.resolve(resolved), who);
    wake();
    return resolved.size();
  }

  /** Fields that are merged as one are decided as one: `start` stands for `end` too. */
  private static Optional<Report> shown(Records.Found life, String field) {
    return life.waiting().stream()
        .filter(report -> report.unit().equals(field) || report.source().has(field))
        .findFirst();
  }

  private static void waitsFor(String field, List<Records.Found> contested) {
    if (contested.stream().noneMatch(life -> shown(life, field).isPresent())) {
      throw Refused.unfit(
          "field '%s' of record '%s' does not wait for a person; these do: %s"
              .formatted(
                  field,
                  contested.getFirst().key(),
                  contested.stream()
                      .flatMap(life -> life.waiting().stream())
                      .flatMap(report -> report.source().names().stream())
                      .distinct()
                      .collect(Collectors.joining(", "))));
    }
  }

  private long woken(long items) {
    wake();
    return items;
  }

  void wake() {
    jdbc.sql(WAKE).query(Integer.class).list();
  }
}
