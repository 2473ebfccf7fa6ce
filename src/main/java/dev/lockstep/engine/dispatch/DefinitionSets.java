package dev.lockstep.engine.dispatch;

import dev.lockstep.core.Renaming;
import dev.lockstep.definition.CanonicalForm;
import dev.lockstep.definition.DefinitionChange;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.link.FieldNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The set of definitions that the database holds, and its number. A node whose set is not the
 * newest neither folds nor claims (PROTOCOL 2.7).
 */
@Component
public class DefinitionSets {

  private static final Logger LOG = LoggerFactory.getLogger(DefinitionSets.class);

  private static final String NEWEST =
      """
      SELECT definitions_version
      FROM lockstep.instance
      """;

  private static final String HOLD =
      """
      SELECT lockstep.hold_definitions()
      """;

  // Waits for the folds and claims that are under way; those that come later see the new set.
  private static final String REPLACE =
      """
      SELECT pg_advisory_xact_lock(hashtextextended('lockstep.definitions', 0))
      """;

  private static final String PRESENT =
      """
      SELECT sync, definition
      FROM lockstep.sync_definition
      WHERE absent_since IS NULL
      """;

  private static final String IS_LINKED =
      """
      (EXISTS (SELECT FROM lockstep.sync_mapping m WHERE m.sync = d.sync)
        OR EXISTS (SELECT FROM lockstep.sync_mapping_aside m WHERE m.sync = d.sync))
      """;

  private static final String BEFORE =
      """
      SELECT sync, definition
      FROM lockstep.sync_definition d
      WHERE sync = ANY(:syncs) OR """
          + " "
          + IS_LINKED;

  private static final String NEXT =
      """
      UPDATE lockstep.instance
      SET definitions_version = definitions_version + 1
      RETURNING definitions_version
      """;

  private static final String STORE =
      """
      INSERT INTO lockstep.sync_definition (sync, definition)
      VALUES (:sync, :definition)
      ON CONFLICT ON CONSTRAINT sync_definition_pkey
      DO UPDATE SET definition = excluded.definition, changed_at = now(), absent_since = NULL
      WHERE sync_definition.definition <> excluded.definition
        OR sync_definition.absent_since IS NOT NULL
      """;

  private static final String MISS =
      """
      UPDATE lockstep.sync_definition
      SET absent_since = now()
      WHERE absent_since IS NULL AND NOT sync = ANY(:syncs)
      """;

  private static final String FORGET =
      """
      DELETE FROM lockstep.sync_definition d
      WHERE absent_since IS NOT NULL AND NOT """
          + " "
          + IS_LINKED;

  private static final String FORGET_NAMES =
      """
      DELETE FROM lockstep.sync_field_naming n
      WHERE NOT EXISTS (SELECT FROM lockstep.sync_definition d WHERE d.sync = n.sync)
      """;

  // What a start that refused the new name left there; the old name's own causes take its place.
  private static final String FORGET_PAUSES =
      """
      DELETE FROM lockstep.sync_pause
      WHERE sync = :sync
      """;

  static final List<String> NAMED_BY_SYNC =
      List.of(
          "sync_definition",
          "sync_mapping",
          "sync_mapping_aside",
          "sync_field_naming",
          "sync_partition",
          "sync_queue",
          "sync_channel",
          "sync_poll_state",
          "sync_poll_seen",
          "sync_window_look",
          "sync_pause",
          "sync_audit",
          "notice",
          "sheet_tab",
          "sheet_batch",
          "sheet_sighting",
          "sheet_note");

  private final JdbcClient jdbc;
  private final FieldNames names;
  private final TransactionTemplate transaction;
  private volatile long mine = -1;
  private volatile boolean told;

  DefinitionSets(JdbcClient jdbc, FieldNames names, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.names = names;
    this.transaction = transaction;
  }

  /** Whether this node may work. That it may not any more is said once. */
  boolean isNewest() {
    long newest = jdbc.sql(NEWEST).query(Long.class).single();
    if (mine >= 0 && mine < newest && !told) {
      told = true;
      LOG.warn(
          "another node has taken up newer definitions (set {}, here {}):"
              + " this one only answers until it is restarted",
          newest,
          mine);
    }
    return mine == newest;
  }

  /**
   * Whether this node may fold or claim in the transaction that asks: nobody stores a newer set
   * before its end.
   */
  public boolean holdNewest() {
    return mine == jdbc.sql(HOLD).query(Long.class).single();
  }

  /**
   * What these syncs were before, and those that have no file any more but links still: canonical
   * JSON by sync.
   */
  Map<String, String> before(Collection<String> syncs) {
    return definitions(jdbc.sql(BEFORE).param("syncs", syncs.toArray(String[]::new)));
  }

  private static Map<String, String> definitions(JdbcClient.StatementSpec statement) {
    Map<String, String> stored = new HashMap<>();
    statement.query(
        row -> {
          stored.put(row.getString("sync"), row.getString("definition"));
        });
    return stored;
  }

  /** Which fields have other names in a definition than in the one that is stored. */
  public Renaming renaming(SyncDefinition definition) {
    return renaming(before(List.of(definition.name())).get(definition.name()), definition);
  }

  private static Renaming renaming(@Nullable String before, SyncDefinition definition) {
    if (before == null) {
      return Renaming.NONE;
    }
    DefinitionChange change = DefinitionChange.between(before, CanonicalForm.json(definition));
    return change.startsAfresh() ? Renaming.NONE : new Renaming(change.renamedFields());
  }

  /** Everything that is kept under the old name is the new one's: links, queue, history. */
  public void rename(String from, String to) {
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql(REPLACE).query().listOfRows();
          jdbc.sql(FORGET_PAUSES).param("sync", to).update();
          for (String table : NAMED_BY_SYNC) {
            jdbc.sql("UPDATE lockstep." + table + " SET sync = :to WHERE sync = :from")
                .param("from", from)
                .param("to", to)
                .update();
          }
          // Nodes that know the old name only are not to queue anything under it any more.
          jdbc.sql(NEXT).query(Long.class).single();
        });
  }

  /**
   * Stores this node's set, as the newest where it differs. Definitions that have a file but do not
   * run now stay as they are; what has no file any more is absent, and forgotten once no links are
   * left.
   *
   * @return what changed, by sync; a sync that is new or was absent is missing
   */
  public Map<String, DefinitionChange> takeUp(
      Collection<SyncDefinition> running, Collection<String> stopped) {
    Map<String, DefinitionChange> changed = store(running, stopped);
    running.forEach(definition -> names.takeUp(definition.name()));
    return changed;
  }

  private Map<String, DefinitionChange> store(
      Collection<SyncDefinition> running, Collection<String> stopped) {
    return transaction.execute(
        status -> {
          jdbc.sql(REPLACE).query().listOfRows();
          Map<String, String> linked = before(running.stream().map(SyncDefinition::name).toList());
          Map<String, String> before = definitions(jdbc.sql(PRESENT));
          Map<String, DefinitionChange> changes = new HashMap<>();
          boolean same = true;
          for (SyncDefinition definition : running) {
            String now = CanonicalForm.json(definition);
            String old = before.remove(definition.name());
            same = same && now.equals(old);
            Renaming renaming = renaming(linked.get(definition.name()), definition);
            if (!renaming.isNone()) {
              names.rename(definition.name(), renaming);
            }
            if (old != null) {
              changes.put(definition.name(), DefinitionChange.between(old, now));
            }
            jdbc.sql(STORE).param("sync", definition.name()).param("definition", now).update();
          }
          before.keySet().removeAll(stopped);
          if (!before.isEmpty()) {
            same = false;
            jdbc.sql(MISS)
                .param(
                    "syncs",
                    Stream.concat(running.stream().map(SyncDefinition::name), stopped.stream())
                        .toArray(String[]::new))
                .update();
          }
          jdbc.sql(FORGET).update();
          jdbc.sql(FORGET_NAMES).update();
          mine = jdbc.sql(same ? NEWEST : NEXT).query(Long.class).single();
          return changes;
        });
  }
}
