package dev.lockstep.source;

import dev.lockstep.mapping.Column;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is installed for a captured table: functions in our schema, triggers on the table and its
 * partitions. Nothing else ever stands in the user's schemas.
 */
final class CaptureSql {

  /** The events that triggers stand for. */
  enum Event {
    INSERT("AFTER INSERT", "REFERENCING NEW TABLE AS lockstep_new FOR EACH STATEMENT"),
    UPDATE("AFTER UPDATE", "REFERENCING NEW TABLE AS lockstep_new FOR EACH STATEMENT"),
    /** An UPDATE through a partitioned table, where rows can change their partition and key. */
    UPDATE_PARTITIONED(
        "AFTER UPDATE",
        "REFERENCING OLD TABLE AS lockstep_old NEW TABLE AS lockstep_new FOR EACH STATEMENT"),
    /** A row whose key an UPDATE changed: its condition costs no queued event where it did not. */
    REKEY("AFTER UPDATE", "FOR EACH ROW"),
    DELETE("AFTER DELETE", "REFERENCING OLD TABLE AS lockstep_old FOR EACH STATEMENT"),
    TRUNCATE("AFTER TRUNCATE", "FOR EACH STATEMENT");

    private final String when;
    private final String how;

    Event(String when, String how) {
      this.when = when;
      this.how = how;
    }

    static List<Event> of(boolean partitioned) {
      return partitioned
          ? List.of(INSERT, UPDATE_PARTITIONED, DELETE, TRUNCATE)
          : List.of(INSERT, UPDATE, REKEY, DELETE, TRUNCATE);
    }

    String suffix() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  // PostgreSQL 17, 8 clients of single-row transactions: appending costs the most of it; the two
  // sequence reads are expressions, so they start no query.
  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION %s() RETURNS trigger
      LANGUAGE plpgsql
      SECURITY DEFINER
      SET search_path = pg_catalog, pg_temp%s
      AS %s
      """;

  private static final String BODY =
      """
      BEGIN
        IF pg_sequence_last_value('lockstep.append_until') < extract(epoch FROM now()) THEN
          RETURN NULL;
        END IF;
        INSERT INTO lockstep.sync_change (capture, key, origin)
        %s;
        IF FOUND AND pg_sequence_last_value('lockstep.asleep_until')
            > extract(epoch FROM clock_timestamp()) THEN
          PERFORM lockstep.wake();
        END IF;
        RETURN NULL;
      END
      """;

  /** Only where a key's text depends on settings of the session: each SET costs every statement. */
  private static final String RENDERING =
      """

      SET TimeZone = 'UTC'
      SET DateStyle = 'ISO, YMD'
      SET IntervalStyle = 'iso_8601'
      SET extra_float_digits = 3
      SET bytea_output = 'hex'""";

  private final int id;
  private final List<Column> key;

  CaptureSql(int id, SourceTable source) {
    this.id = id;
    this.key = source.keyColumns();
  }

  static String triggerName(int id, Event event) {
    return "lockstep_capture_" + id + "_" + event.suffix();
  }

  static String functionName(int id, Event event) {
    return "lockstep.capture_" + id + "_" + event.suffix();
  }

  String function(Event event) {
    return FUNCTION.formatted(
        functionName(id, event),
        key.stream().allMatch(CaptureSql::isPlain) ? "" : RENDERING,
        Identifiers.constant(body(event)));
  }

  String body(Event event) {
    return BODY.formatted(
        switch (event) {
          case INSERT, UPDATE -> keysOf("lockstep_new");
          case DELETE -> keysOf("lockstep_old");
          case UPDATE_PARTITIONED ->
              keysOf("lockstep_new") + "\n  UNION\n  " + keysOf("lockstep_old");
          case REKEY -> "SELECT " + columns(RowSql.keyText("OLD", key));
          case TRUNCATE -> "SELECT " + columns("NULL::text");
        });
  }

  private String keysOf(String transitionTable) {
    return "SELECT " + columns(RowSql.keyText("r", key)) + " FROM " + transitionTable + " r";
  }

  private String columns(String keyText) {
    return id + ", " + keyText + ", nullif(current_setting('lockstep.origin', true), '')";
  }

  String trigger(Event event, String relation) {
    return "CREATE TRIGGER %s %s ON %s %s%s EXECUTE FUNCTION %s()"
        .formatted(
            triggerName(id, event),
            event.when,
            relation,
            event.how,
            event == Event.REKEY ? " WHEN (" + keyChanged() + ")" : "",
            functionName(id, event));
  }

  private String keyChanged() {
    return key.stream()
        .map(
            c -> {
              // Numbers that are equal can differ as text: 1.0 and 1.00 are two keys.
              String suffix = isFixed(c) ? "" : "::text COLLATE \"C\"";
              String name = Identifiers.quote(c.name());
              return "OLD.%s%s IS DISTINCT FROM NEW.%s%s".formatted(name, suffix, name, suffix);
            })
        .collect(Collectors.joining(" OR "));
  }

  private static boolean isFixed(Column column) {
    return switch (column.type().kind()) {
      case SMALLINT, INTEGER, BIGINT, UUID -> true;
      case TEXT,
          PADDED,
          BOOL,
          NUMERIC,
          FLOAT,
          DATE,
          TIME,
          TIMESTAMP,
          TIMESTAMPTZ,
          JSON,
          BYTEA,
          ENUM,
          BIT,
          VARBIT,
          ARRAY,
          OTHER ->
          false;
    };
  }

  private static boolean isPlain(Column column) {
    return switch (column.type().kind()) {
      case TEXT, PADDED, BOOL, SMALLINT, INTEGER, BIGINT, NUMERIC, UUID, ENUM, BIT, VARBIT -> true;
      case FLOAT, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, JSON, BYTEA, ARRAY, OTHER -> false;
    };
  }
}
