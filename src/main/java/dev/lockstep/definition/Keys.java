package dev.lockstep.definition;

import dev.lockstep.definition.Shape.Block;
import dev.lockstep.definition.Shape.Choice;
import dev.lockstep.definition.Shape.Either;
import dev.lockstep.definition.Shape.Flag;
import dev.lockstep.definition.Shape.Key;
import dev.lockstep.definition.Shape.Names;
import dev.lockstep.definition.Shape.OneOrMore;
import dev.lockstep.definition.Shape.Period;
import dev.lockstep.definition.Shape.Text;
import dev.lockstep.definition.Shape.Variants;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one description of every key of a definition. */
final class Keys {

  static final List<String> CONFLICT_POLICIES =
      List.of("latest-wins", "source-wins", "google-wins", "manual");

  private static final Text TEXT = new Text("text", null);
  private static final Text COLUMN = new Text("a column's name", null);
  private static final Text ROUTE =
      new Text("a route such as direct:trainer-name", "direct:[A-Za-z0-9_.-]+");
  private static final Text NAME =
      new Text("a name of up to 63 letters, digits, '-' and '_'", "[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  private static final Choice DIRECTION = new Choice(List.of("to-google", "from-google", "both"));
  private static final Either CONFLICT = new Either(List.of(new Choice(CONFLICT_POLICIES), ROUTE));

  private static final Block SOURCE =
      new Block(
          List.of(
              required(
                  "table",
                  new Text("a table's name", null),
                  "Table or view, `schema.table` where it is not on the search path; a name that holds a dot in double quotes."),
              optional(
                  "key",
                  new OneOrMore(COLUMN),
                  null,
                  "Column or columns that identify a row: NOT NULL and unique. Left out: the primary key. A view needs it."),
              optional(
                  "account",
                  COLUMN,
                  null,
                  "Column that names the account a row belongs to; a row whose value changes moves to the other account's calendar, one with NULL belongs to nobody and counts as absent."),
              optional(
                  "where",
                  new Text("an SQL predicate", null),
                  null,
                  "SQL predicate over the row, of immutable functions only; a row for which it is false or NULL counts as absent. `now()` and subqueries are refused: for time use `window`."),
              optional(
                  "modified",
                  COLUMN,
                  null,
                  "`timestamp` or `timestamptz` column that says when the row changed, for `latest-wins` and for finding changes with `capture: poll`. Left out: when the change was captured."),
              optional(
                  "capture",
                  new Choice(List.of("trigger", "poll")),
                  "trigger",
                  "How changes are noticed. `poll` for views, foreign tables and tables fed by logical replication.")));

  private static final Block CALENDAR =
      new Block(
          List.of(
              required(
                  "calendar",
                  new Either(
                      List.of(
                          TEXT,
                          new Block(
                              List.of(
                                  required(
                                      "column",
                                      COLUMN,
                                      "The source's column that holds the calendar id; a row with NULL there has no calendar and counts as absent."))))),
                  "A calendar id, `primary`, `{ column: calendar_id }`, or `chosen` (by the owner on their page)."),
              optional("account", TEXT, null, "One fixed account; instead of `source.account`."),
              optional(
                  "timeZone",
                  TEXT,
                  null,
                  "IANA time zone of columns without one; required where `start` or `end` is a `timestamp`."),
              optional(
                  "sendUpdates",
                  new Choice(List.of("none", "externalOnly", "all")),
                  "none",
                  "Whom Google mails about changes."),
              optional(
                  "match",
                  new OneOrMore(new Choice(EventField.names())),
                  null,
                  "Fields by which events that exist already are recognised at the first sync. Left out: only by the mark that Lockstep leaves on its events.")));

  private static final Block SHEET =
      new Block(
          List.of(
              required(
                  "sheet",
                  TEXT,
                  "The tab; one that a person renames is still found. Its rows are known by the key, so every key column must be a field."),
              required("account", TEXT, "The account whose spreadsheet it is."),
              required(
                  "spreadsheet",
                  new Either(
                      List.of(
                          TEXT,
                          new Block(
                              List.of(
                                  required(
                                      "create", TEXT, "Title of the spreadsheet to be made."))))),
                  "A spreadsheet id, or `{ create: Title }`: made once and then remembered."),
              optional(
                  "template",
                  TEXT,
                  null,
                  "Layout, formats and validation, from `config/templates/`."),
              optional(
                  "match",
                  new OneOrMore(TEXT),
                  null,
                  "Fields by which rows that exist already are recognised at the first sync. Left out: the fields of the key."),
              optional(
                  "cellNotes",
                  new Flag(),
                  "false",
                  "Whether problems are also written as a note on the cell.")));

  private static final Block FEED =
      new Block(
          List.of(
              required("feed", NAME, "The feed's name: subscribers connect to `/feeds/NAME`."),
              optional(
                  "format",
                  new Choice(List.of("json", "figma-variables")),
                  "json",
                  "What subscribers receive.")));

  private static final Shape FIELD =
      new Either(
          List.of(
              COLUMN,
              new Block(
                  List.of(
                      optional("column", COLUMN, null, "The source's column."),
                      optional(
                          "value",
                          new Text("an expression", null),
                          null,
                          "A Camel Simple expression over `${row[name]}`, name being a column or what `enrich` adds; flows to Google only, and must give the same result each time for the same row."),
                      optional(
                          "direction",
                          DIRECTION,
                          null,
                          "Which way this field flows, never wider than the sync. Left out: as the sync; a `value` flows to Google.")))));

  private static final Block POLICIES =
      new Block(
          List.of(
              optional(
                  "conflict",
                  new Either(List.of(new Choice(CONFLICT_POLICIES), ROUTE, new Names(CONFLICT))),
                  "latest-wins",
                  "What decides when both sides changed a field to different values: `latest-wins`, `source-wins`, `google-wins`, `manual`, a route `direct:name`, or one of these per field: `{ start: google-wins }` (the others: `latest-wins`). `start` and `end` are one field: what is said of one holds for both."),
              optional(
                  "sourceDelete",
                  new Choice(List.of("delete", "keep")),
                  "delete",
                  "What happens at Google when the row goes."),
              optional(
                  "googleDelete",
                  new Choice(List.of("keep", "delete", "recreate")),
                  "keep",
                  "What happens to the row when the event or sheet row goes."),
              optional(
                  "googleCreate",
                  new Choice(List.of("ignore", "insert")),
                  "ignore",
                  "What happens with an event or sheet row that a person made. `insert` is the default where a sheet flows `from-google`."),
              optional(
                  "oneWayEdits",
                  new Choice(List.of("leave", "restore")),
                  "leave",
                  "What happens to an edit on the side that a field does not come from: it stays until the other side changes, or is put right at once."),
              optional(
                  "rows",
                  new Choice(List.of("all", "from-connection")),
                  "all",
                  "Calendars only. Which rows are sent the first time: all, or those that start after the account's first connection and were in the future when captured. Once linked, a row stays linked."),
              optional(
                  "debounce",
                  new Period(),
                  "500ms",
                  "Quiet time before a changed record is sent (at most five times that in all): only the final state goes. `2s` for sheets.")));

  private static final Block WINDOW =
      new Block(
          List.of(
              optional("past", new Period(), null, "How far back a start may lie."),
              optional("future", new Period(), null, "How far ahead a start may lie.")));

  private static final Block SCHEDULE =
      new Block(
          List.of(
              optional(
                  "every",
                  new Period(),
                  "5m",
                  "How often a polled source is read and, at the latest, Google is asked for changes."),
              optional(
                  "cron",
                  new Text("a Quartz cron expression", null),
                  null,
                  "The same as a Quartz cron expression (`0 */5 * * * ?`); instead of `every`."),
              optional("min", new Period(), "5s", "Shortest time between two polls of a sheet."),
              optional("max", new Period(), "5m", "Longest time between two polls of a sheet."),
              optional(
                  "fullCompare",
                  new Period(),
                  "24h",
                  "With `capture: poll`: how often all keys and rows are compared.")));

  private static final Block NOTIFY =
      new Block(
          List.of(
              notice("googleChanged", "A person changed something at Google that was taken."),
              notice("conflict", "Both sides changed a field."),
              notice("failed", "A record could not be carried over."),
              notice("braked", "Too many deletions or changes are held back for a person."),
              notice("channelLost", "Push from Google is lost and polling took over.")));

  static final Block ROOT =
      new Block(
          List.of(
              required("sync", NAME, "The sync's name, unique among all definitions."),
              optional(
                  "renamedFrom",
                  NAME,
                  null,
                  "The name that this sync had before; its mappings and history come along."),
              required("source", SOURCE, "The PostgreSQL side."),
              required(
                  "target",
                  new Variants(List.of(CALENDAR, SHEET, FEED)),
                  "What the table is kept in step with."),
              optional("direction", DIRECTION, "to-google", "Which way changes flow."),
              required(
                  "fields",
                  new Names(FIELD),
                  "Target field: source column. For a calendar `start` and `end` are needed and only event fields are known; for a sheet a field is a column header."),
              optional(
                  "enrich",
                  ROUTE,
                  null,
                  "A Camel route that each loaded batch passes before the merge; what it adds to a row can be used in `value` expressions."),
              optional("policies", POLICIES, null, "What happens when the sides disagree."),
              optional(
                  "window",
                  WINDOW,
                  null,
                  "Calendars only. Outside it nothing is sent, changed or deleted; measured on `start`."),
              optional("schedule", SCHEDULE, null, "When things are polled."),
              optional(
                  "notify",
                  NOTIFY,
                  null,
                  "Who hears of what: `owner` (of the account), `admin` (`lockstep.notify.admin`) or both.")));

  private Keys() {}

  private static Key required(String name, Shape shape, String about) {
    return new Key(name, shape, true, null, about);
  }

  private static Key optional(String name, Shape shape, @Nullable String standard, String about) {
    return new Key(name, shape, false, standard, about);
  }

  private static Key notice(String name, String about) {
    return optional(name, new OneOrMore(new Choice(List.of("owner", "admin"))), null, about);
  }
}
