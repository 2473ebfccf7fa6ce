package dev.lockstep.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Those who edit parts in a table and in a tab, and remember what they did. As with {@link Visits},
 * most records are touched in a way that no field is edited on both sides.
 */
final class Parts {

  static final String ACCOUNT = "finance@example.com";
  private static final String PERSON = "boss@example.com";

  private static final String SYNC =
      """
      sync: parts
      source: { table: parts, modified: updated_at }
      target: { sheet: Parts, account: finance, spreadsheet: SPREADSHEET }
      direction: both
      fields: { No: no, Name: name, Pieces: pieces }
      policies: { debounce: 0ms, googleDelete: delete, googleCreate: insert }
      schedule: { every: 1m, min: 1s, max: 1s }
      """;

  private static final String TABLE =
      """
      CREATE SEQUENCE public.part_number;
      CREATE TABLE public.parts (
        no text PRIMARY KEY DEFAULT 'N' || nextval('public.part_number'), name text, pieces int,
        shelf text, updated_at timestamptz DEFAULT now())
      """;

  private static final List<String> HEADERS = List.of("No", "Name", "Pieces", "Mine");
  private static final String COPY = "a copy";

  /** So many records are on their way at once. */
  private static final int RACING = 3;

  private static final String LOST =
      """
      {"kind": "apply-then-drop", "path": ":batchUpdate", "account": "%s", "times": 1}
      """
          .formatted(ACCOUNT);

  private static final String LOST_KEY = "lost ";

  /** Who does what with a record. */
  private enum Kind {
    /** Everything by the row, the end too; a person may overwrite its key. */
    BY_ROW,
    /** Everything in the tab, the end too. */
    BY_PERSON,
    /** The name by the row, the pieces in the tab. */
    SPLIT,
    /** Anything by anybody. */
    CONTESTED
  }

  private static final class Part {
    private final Kind kind;
    private final String name;

    /** What stands beside it in a column that is a person's; empty where nothing does. */
    private final String mine;

    private final Map<String, String> here = new TreeMap<>();
    private final Map<String, String> there = new TreeMap<>();
    private @Nullable String key;
    private boolean isContested;
    private boolean isErased;
    private boolean isRaced;
    private boolean isRemoved;
    private boolean hasLostItsKey;
    private boolean isCopied;
    private boolean isCut;

    Part(Kind kind, String name, String mine) {
      this.kind = kind;
      this.name = name;
      this.mine = mine;
      this.isContested = kind == Kind.CONTESTED;
    }
  }

  /** A line of the tab; rows are counted from 1 as people do. */
  private record Line(int row, String key, String name, String pieces, String mine) {}

  private final TwoSides sides;
  private final String id;
  private final int mostEnds;
  private final List<Part> parts = new ArrayList<>();
  private int ends;

  Parts(TwoSides sides, int mostEnds) {
    this.sides = sides;
    this.mostEnds = mostEnds;
    for (String statement : TABLE.split(";")) {
      sides.jdbc().sql(statement).update();
    }
    sides.sandbox().account(ACCOUNT);
    id =
        person(
                "POST",
                "v4/spreadsheets",
                """
                {"properties": {"title": "Parts"}, "sheets": [
                  {"properties": {"sheetId": 1, "title": "Parts"}},
                  {"properties": {"sheetId": 2, "title": "Scratch"}},
                  {"properties": {"sheetId": 3, "title": "Mine"}}]}""")
            .path("spreadsheetId")
            .asText();
    person(
        "POST",
        "drive/v3/files/" + id + "/permissions?sendNotificationEmail=false",
        "{\"type\": \"user\", \"role\": \"writer\", \"emailAddress\": \"%s\"}".formatted(ACCOUNT));
    type("Parts!A1:D1", "[[\"No\", \"Name\", \"Pieces\", \"Mine\"]]");
    type("Mine!A1:B2", "[[\"No\", \"Name\"], [\"K1\", \"nothing of theirs\"]]");
  }

  String definition() {
    return SYNC.replace("SPREADSHEET", id);
  }

  void play(Step step) {
    switch (step.act()) {
      case PART_WRITE -> writeRow(step);
      case LINE_ADD, LINE_ADD_KEYLESS -> addLine(step);
      case LINES_SORT -> sort(step);
      case LINE_CUT -> cutLine(step);
      case LINE_BLANK ->
          batch(
              """
              {"insertDimension": {"range": {"sheetId": 1, "dimension": "ROWS", "startIndex": %1$d,
                  "endIndex": %2$d}, "inheritFromBefore": true}}"""
                  .formatted(1 + step.choice(4), 2 + step.choice(4)));
      case COLUMNS_MOVE ->
          batch(
              """
              {"moveDimension": {"source": {"sheetId": 1, "dimension": "COLUMNS", "startIndex": %d,
                  "endIndex": %d}, "destinationIndex": %d}}"""
                  .formatted(step.choice(4), step.choice(4) + 1, step.other(5)));
      default -> {
        if (step.record() >= 0) {
          touch(step, parts.get(step.record()));
        }
      }
    }
  }

  private void touch(Step step, Part part) {
    if (part.isRaced) {
      return;
    }
    switch (step.act()) {
      case PART_EDIT -> editRow(step, part);
      case PART_ERASE -> eraseRow(part);
      case CELL_TYPE -> typeCell(step, part);
      case LINE_REMOVE -> removeLine(part);
      case LINE_MOVE -> moveLine(step, part);
      case LINE_COPY -> copyLine(part);
      case KEY_EDIT -> editKey(part);
      case PART_RACE -> race(step, part);
      default -> throw new IllegalArgumentException(step.toString());
    }
  }

  private Part made(Step step, String name, String mine) {
    int drawn = step.choice(Kind.values().length + 1);
    Part part = new Part(Kind.values()[Math.min(drawn, Kind.values().length - 1)], name, mine);
    parts.add(part);
    return part;
  }

  // In the table

  private void writeRow(Step step) {
    Part part = made(step, "part " + step.number(), "");
    part.key = "K" + step.number();
    part.here.put("name", part.name);
    part.here.put("pieces", "" + step.number());
    sides
        .jdbc()
        .sql("INSERT INTO public.parts (no, name, pieces, shelf) VALUES (?, ?, ?, ?)")
        .params(part.key, part.name, step.number(), shelf(part))
        .update();
  }

  private void editRow(Step step, Part part) {
    boolean name = part.isContested ? step.flag(0) : part.kind != Kind.BY_PERSON;
    boolean pieces = part.kind == Kind.BY_ROW || (part.isContested && step.flag(1));
    String key = key(part);
    Map<String, String> edits = new TreeMap<>();
    List<String> assignments = new ArrayList<>(List.of("updated_at = clock_timestamp()"));
    if (name) {
      edits.put("name", "part edited in " + step.number());
      assignments.add("name = '" + edits.get("name") + "'");
    }
    if (pieces) {
      edits.put("pieces", "" + (10_000 + step.number()));
      assignments.add("pieces = " + edits.get("pieces"));
    }
    if (key != null
        && !edits.isEmpty()
        && sides
                .jdbc()
                .sql(
                    "UPDATE public.parts SET %s WHERE no = '%s'"
                        .formatted(String.join(", ", assignments), key))
                .update()
            == 1) {
      part.here.putAll(edits);
    }
  }

  private void eraseRow(Part part) {
    String key = key(part);
    if (key != null
        && (part.kind == Kind.BY_ROW || part.isContested)
        && !part.hasLostItsKey
        && ends++ < mostEnds) {
      part.isErased |=
          sides.jdbc().sql("DELETE FROM public.parts WHERE no = ?").param(key).update() == 1;
    }
  }

  // In the tab

  private void addLine(Step step) {
    Part part = made(step, "line " + step.number(), "mine " + step.number());
    part.key = step.act() == Act.LINE_ADD ? "K" + step.number() : null;
    part.there.put("name", part.name);
    part.there.put("pieces", "" + step.number());
    List<String> cells = new ArrayList<>();
    for (String header : headers()) {
      cells.add(
          switch (header) {
            case "No" -> part.key == null ? "{}" : text(part.key);
            case "Name" -> text(part.name);
            case "Pieces" ->
                "{\"userEnteredValue\": {\"numberValue\": %d}}".formatted(step.number());
            default -> text(part.mine);
          });
    }
    batch(
        """
        {"appendCells": {"sheetId": 1, "fields": "userEnteredValue",
            "rows": [{"values": [%s]}]}}"""
            .formatted(String.join(", ", cells)));
  }

  private void typeCell(Step step, Part part) {
    boolean name = part.isContested && step.flag(0) || part.kind == Kind.BY_PERSON && step.flag(0);
    Line line = part.kind == Kind.BY_ROW && !part.isContested ? null : line(part);
    if (line == null || part.hasLostItsKey) {
      return;
    }
    typeCell(
        part,
        line,
        name,
        name ? "part typed in " + step.number() : String.valueOf(20_000 + step.number()));
  }

  private void typeCell(Part part, Line line, boolean name, String value) {
    int column = headers().indexOf(name ? "Name" : "Pieces");
    Part hit =
        hit(
            line,
            """
            {"updateCells": {"start": {"sheetId": 1, "rowIndex": %d, "columnIndex": %d},
                "fields": "userEnteredValue", "rows": [{"values": [%s]}]}}"""
                .formatted(
                    line.row() - 1,
                    column,
                    name
                        ? text(value)
                        : "{\"userEnteredValue\": {\"numberValue\": " + value + "}}"));
    if (hit != null) {
      hit.isContested |= hit != part;
      hit.there.put(name ? "name" : "pieces", value);
    }
  }

  private void removeLine(Part part) {
    Line line =
        (part.kind == Kind.BY_PERSON || part.isContested) && !part.hasLostItsKey
            ? line(part)
            : null;
    if (line == null || ends++ >= mostEnds) {
      return;
    }
    Part hit = hit(line, deletion(line));
    if (hit != null && line(hit) == null) {
      hit.isContested |= hit != part;
      hit.isRemoved = true;
    }
  }

  private static String deletion(Line line) {
    return """
        {"deleteDimension": {"range": {"sheetId": 1, "dimension": "ROWS", "startIndex": %d,
            "endIndex": %d}}}"""
        .formatted(line.row() - 1, line.row());
  }

  private void moveLine(Step step, Part part) {
    Line line = line(part);
    if (line != null) {
      batch(
          """
          {"moveDimension": {"source": {"sheetId": 1, "dimension": "ROWS", "startIndex": %d,
              "endIndex": %d}, "destinationIndex": %d}}"""
              .formatted(line.row() - 1, line.row(), 1 + step.choice(8)));
    }
  }

  private void sort(Step step) {
    batch(
        """
        {"sortRange": {"range": {"sheetId": 1, "startRowIndex": 1, "startColumnIndex": 0,
            "endColumnIndex": 8},
            "sortSpecs": [{"dimensionIndex": %d, "sortOrder": "%s"}]}}"""
            .formatted(
                headers().indexOf(HEADERS.get(step.choice(3))),
                step.flag(0) ? "ASCENDING" : "DESCENDING"));
  }

  /** The copy stands right below; what is written into it by a person says so. */
  private void copyLine(Part part) {
    if (!part.isContested || part.isErased || part.isRemoved) {
      return;
    }
    if (part.isCopied) {
      removeCopies(part.key);
      part.isCopied = lines().stream().anyMatch(l -> isCopyOf(l, part.key));
      return;
    }
    Line line = line(part);
    if (line == null || part.key == null) {
      return;
    }
    Part hit =
        hit(
            line,
            """
            {"insertDimension": {"range": {"sheetId": 1, "dimension": "ROWS", "startIndex": %1$d,
                "endIndex": %2$d}, "inheritFromBefore": true}},
            {"copyPaste": {"source": {"sheetId": 1, "startRowIndex": %3$d, "endRowIndex": %1$d},
                "destination": {"sheetId": 1, "startRowIndex": %1$d, "endRowIndex": %2$d}}},
            {"updateCells": {"start": {"sheetId": 1, "rowIndex": %1$d, "columnIndex": %4$d},
                "fields": "userEnteredValue", "rows": [{"values": [%5$s]}]}}"""
                .formatted(
                    line.row(),
                    line.row() + 1,
                    line.row() - 1,
                    headers().indexOf("Mine"),
                    text(COPY)));
    if (hit != null) {
      hit.isContested = true;
      hit.isCopied = true;
    }
  }

  private static boolean isCopyOf(Line line, @Nullable String key) {
    return line.mine().equals(COPY) && (key == null || line.key().equals(key));
  }

  /** One after the other, each only where it is a copy still. */
  private void removeCopies(@Nullable String key) {
    for (int tries = 0; tries < 20; tries++) {
      Line copy = lines().stream().filter(line -> isCopyOf(line, key)).findFirst().orElse(null);
      if (copy == null) {
        return;
      }
      Part hit = hit(copy, deletion(copy));
      if (hit != null && line(hit) == null) {
        hit.isContested = true;
        hit.isRemoved = true;
      }
    }
  }

  // On both sides at once

  /** As with visits: what is lost is not healed by what comes after. */
  private void race(Step step, Part first) {
    List<Part> racing =
        Stream.concat(Stream.of(first), parts.stream().filter(other -> other != first))
            .filter(this::canRace)
            .limit(RACING)
            .toList();
    if (racing.isEmpty()) {
      return;
    }
    if (step.choice(4) == 0) {
      sides.sandbox().fault(LOST);
    }
    Nodes.gate()
        .during(
            call -> call.contains(id + ":batchUpdate"),
            () -> name(step, "0", racing),
            () -> meanwhile(step, racing));
    racing.forEach(part -> part.isRaced = true);
  }

  private void meanwhile(Step step, List<Part> racing) {
    name(step, "1", racing.stream().filter(part -> !part.isContested || step.flag(4)).toList());
    for (Part part : racing) {
      Line line = part.kind == Kind.BY_ROW && !part.isContested ? null : line(part);
      if (line != null && part.isContested) {
        typeCell(part, line, true, "raced by a person in " + step.number() + ", " + part.key);
      } else if (line != null) {
        typeCell(part, line, false, String.valueOf(30_000 + step.number()));
      }
    }
    if (step.flag(5)) {
      moveLine(step, racing.getLast());
    }
    sides.awaitQueued();
  }

  private boolean canRace(Part part) {
    return !part.isRaced && (part.kind != Kind.BY_PERSON || part.isContested) && isWhole(part);
  }

  /** It is there on both sides, under its own key. */
  private boolean isWhole(Part part) {
    return !part.isErased
        && !part.isRemoved
        && !part.hasLostItsKey
        && !part.isCopied
        && key(part) != null
        && !row(part.key).isEmpty()
        && line(part) != null;
  }

  /** All in one statement, so that they go out together. */
  private void name(Step step, String mark, List<Part> racing) {
    String name = "part raced in %d.%s, ".formatted(step.number(), mark);
    List<String> keys = racing.stream().map(part -> Objects.requireNonNull(part.key)).toList();
    Set<String> edited =
        keys.isEmpty()
            ? Set.of()
            : sides
                .jdbc()
                .sql(
                    "UPDATE public.parts SET name = :name || no, updated_at = clock_timestamp()"
                        + " WHERE no IN (:keys) RETURNING no")
                .param("name", name)
                .param("keys", keys)
                .query(String.class)
                .set();
    racing.stream()
        .filter(part -> edited.contains(part.key))
        .forEach(part -> part.here.put("name", name + part.key));
  }

  /**
   * It is put back above all others, as it was, before a second look can have missed it. That makes
   * no difference to anybody, so that those may be cut out too that are left alone otherwise; but
   * only once, for who is missing at each of two looks is gone.
   */
  private void cutLine(Step step) {
    Part part =
        Stream.concat(
                parts.stream().skip(Math.max(0, step.record())),
                parts.stream().limit(Math.max(0, step.record())))
            .filter(this::canBeCut)
            .findFirst()
            .orElse(null);
    if (part == null) {
      return;
    }
    part.isCut = true;
    Part[] hit = {null};
    Nodes.gate()
        .aroundOne(
            call -> call.contains(id) && call.contains("/values:"),
            () -> {
              Line line = line(part);
              hit[0] = line == null ? null : hit(line, deletion(line));
              lookSoon();
            },
            () -> {
              if (hit[0] != null) {
                hit[0].isRaced = true;
                hit[0].isCut = true;
                putBackOnTop();
              }
            });
  }

  private boolean canBeCut(Part part) {
    return part.mine.isEmpty()
        && !part.isCut
        && isWhole(part)
        && sides.isAtRest("parts", Objects.requireNonNull(part.key));
  }

  private void putBackOnTop() {
    batch(
        """
        {"insertDimension": {"range": {"sheetId": 1, "dimension": "ROWS", "startIndex": 1,
            "endIndex": 2}}},
        {"copyPaste": {"source": {"sheetId": 2, "startRowIndex": 1, "endRowIndex": 2,
              "startColumnIndex": 0, "endColumnIndex": 8},
            "destination": {"sheetId": 1, "startRowIndex": 1, "endRowIndex": 2,
              "startColumnIndex": 0, "endColumnIndex": 8}}}""");
  }

  /** As if somebody had told of a change. */
  private void lookSoon() {
    sides.jdbc().sql("UPDATE lockstep.sheet_tab SET next_look_at = now()").update();
  }

  private static String shelf(Part part) {
    return "shelf of " + part.name;
  }

  private void editKey(Part part) {
    // What was never in the table with its right key has no right key there.
    boolean isKnown =
        part.kind == Kind.BY_ROW && part.here.containsKey("name") && part.there.isEmpty();
    if (part.key == null || !isKnown || part.isContested || part.isErased) {
      return;
    }
    Line line = line(part);
    if (line == null) {
      return;
    }
    String becomes = part.hasLostItsKey ? part.key : LOST_KEY + part.key;
    Part hit =
        hit(
            line,
            """
            {"updateCells": {"start": {"sheetId": 1, "rowIndex": %d, "columnIndex": %d},
                "fields": "userEnteredValue", "rows": [{"values": [%s]}]}}"""
                .formatted(line.row() - 1, headers().indexOf("No"), text(becomes)));
    if (hit == part) {
      part.hasLostItsKey = !part.hasLostItsKey;
    } else if (hit != null) {
      throw new AssertionError("a stranger's key was overwritten: " + hit.name);
    }
  }

  /**
   * What a person does to a line, who looks at it and then acts: another may stand there by then.
   * The same batch takes down whose it was.
   *
   * @return whose line it was; null if nobody's, or a copy
   */
  private @Nullable Part hit(Line line, String requests) {
    batch(
        """
        {"copyPaste": {"source": {"sheetId": 1, "startRowIndex": %d, "endRowIndex": %d,
              "startColumnIndex": 0, "endColumnIndex": 8},
            "destination": {"sheetId": 2, "startRowIndex": 1, "endRowIndex": 2,
              "startColumnIndex": 0, "endColumnIndex": 8}}}, %s"""
            .formatted(line.row() - 1, line.row(), requests));
    JsonNode saved = values("Scratch!A2:H2").path(0);
    List<String> headers = headers();
    String key = saved.path(headers.indexOf("No")).asText();
    String mine = saved.path(headers.indexOf("Mine")).asText();
    if (mine.equals(COPY) || (key + mine).isEmpty()) {
      return null;
    }
    return parts.stream()
        .filter(part -> key.isEmpty() ? part.mine.equals(mine) : isOf(key, part))
        .findFirst()
        .orElse(null);
  }

  private boolean isOf(String key, Part part) {
    return key.equals(part.key) || key.equals(LOST_KEY + part.key) || key.equals(key(part));
  }

  /** Of a line without key the key is known once it was drawn. */
  private @Nullable String key(Part part) {
    if (part.key == null) {
      part.key =
          lines().stream()
              .filter(line -> !line.key().isEmpty() && line.mine().equals(part.mine))
              .map(Line::key)
              .findFirst()
              .orElse(null);
    }
    return part.key;
  }

  private @Nullable Line line(Part part) {
    String key = key(part);
    return lines().stream()
        .filter(line -> !line.mine().equals(COPY))
        .filter(
            line ->
                key == null
                    ? line.mine().equals(part.mine)
                    : line.key().equals(part.hasLostItsKey ? LOST_KEY + key : key))
        .findFirst()
        .orElse(null);
  }

  private List<String> headers() {
    List<String> headers = new ArrayList<>();
    values("Parts!A1:H1").path(0).forEach(cell -> headers.add(cell.asText()));
    return headers;
  }

  private List<Line> lines() {
    JsonNode values = values("Parts!A1:H500");
    List<String> headers = new ArrayList<>();
    values.path(0).forEach(cell -> headers.add(cell.asText()));
    int[] columns = HEADERS.stream().mapToInt(headers::indexOf).toArray();
    assertThat(Arrays.stream(columns)).as("headers of " + headers).allMatch(at -> at >= 0);
    List<Line> lines = new ArrayList<>();
    for (int row = 1; row < values.size(); row++) {
      JsonNode cells = values.path(row);
      Line line =
          new Line(
              row + 1,
              cells.path(columns[0]).asText(),
              cells.path(columns[1]).asText(),
              cells.path(columns[2]).asText(),
              cells.path(columns[3]).asText());
      if (!(line.key() + line.name() + line.pieces() + line.mine()).isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private JsonNode values(String range) {
    return person(
            "GET",
            "v4/spreadsheets/" + id + "/values/" + range + "?valueRenderOption=UNFORMATTED_VALUE",
            "")
        .path("values");
  }

  private void type(String range, String values) {
    person(
        "PUT",
        "v4/spreadsheets/" + id + "/values/" + range + "?valueInputOption=RAW",
        "{\"values\": " + values + "}");
  }

  private void batch(String requests) {
    person("POST", "v4/spreadsheets/" + id + ":batchUpdate", "{\"requests\": [" + requests + "]}");
  }

  private static String text(String value) {
    return "{\"userEnteredValue\": {\"stringValue\": \"" + value + "\"}}";
  }

  private JsonNode person(String method, String path, String json) {
    return TwoSides.require(
        sides
            .sandbox()
            .call(
                method,
                path + (path.contains("?") ? "&" : "?") + TwoSides.UNSEEN,
                sides.sandbox().accessToken(PERSON),
                json));
  }

  // In the end

  /** What has to be over before both sides can be alike: keys are put back, copies taken away. */
  void comeToAnEnd() {
    removeCopies(null);
    parts.stream().filter(part -> part.hasLostItsKey).forEach(this::editKey);
  }

  boolean isAlike() {
    return differences().isEmpty();
  }

  /** I1, I3: what one side has and the other has not. */
  List<String> differences() {
    Map<String, String> held = new TreeMap<>();
    sides
        .jdbc()
        .sql("SELECT no, name, pieces FROM public.parts")
        .query(
            row -> {
              held.put(row.getString(1), row.getString(2) + ", " + row.getInt(3));
            });
    Map<String, String> shown = new TreeMap<>();
    for (Line line : lines()) {
      shown.merge(line.key(), line.name() + ", " + line.pieces(), (a, b) -> a + " and " + b);
    }
    for (Part part : parts) {
      // Its row was deleted, and its line edited: it stays there and is nobody's any more.
      if (part.isErased && part.isContested && part.key != null && !held.containsKey(part.key)) {
        shown.remove(part.key);
      }
    }
    List<String> differences = new ArrayList<>();
    Set<String> keys = new HashSet<>(held.keySet());
    keys.addAll(shown.keySet());
    for (String key : keys) {
      if (!Objects.equals(held.get(key), shown.get(key))) {
        differences.add(
            "%s is %s in the table, %s in the tab".formatted(key, held.get(key), shown.get(key)));
      }
    }
    return differences;
  }

  /** What was written down of the records that differ. */
  List<String> histories() {
    return differences().stream()
        .map(difference -> difference.substring(0, difference.indexOf(" is ")))
        .flatMap(key -> sides.history("parts", key).stream())
        .toList();
  }

  /** I2, I4. */
  void areContent() {
    List<String> wrong = new ArrayList<>();
    List<Line> lines = lines();
    for (Part part : parts) {
      int before = wrong.size();
      String key = key(part);
      String label =
          "%s%s %s %s/%s"
              .formatted(part.kind, part.isContested ? "!" : "", key, part.here, part.there);
      Map<String, String> row = row(key);
      if (row.isEmpty() != (part.isErased || part.isRemoved)) {
        wrong.add(label + (row.isEmpty() ? " is gone" : " is still there"));
        continue;
      }
      if (key == null) {
        continue;
      }
      Line line = lines.stream().filter(l -> l.key().equals(key)).findFirst().orElse(null);
      for (String column : List.of("name", "pieces")) {
        if (row.isEmpty()) {
          if (part.isErased && !part.isRemoved && part.isContested) {
            kept(wrong, label, key, line == null ? "" : line.toString(), part.there.get(column));
          } else if (part.isRemoved && !part.isErased) {
            kept(wrong, label, key, "", part.here.get(column));
          }
        } else {
          compare(wrong, label, part, key, column, row.get(column));
        }
      }
      if (part.mine.isEmpty() && !row.isEmpty() && !row.get("shelf").equals(shelf(part))) {
        wrong.add("I2: %s has lost its shelf: it was deleted and made anew".formatted(label));
      }
      if (!part.isContested && sides.conflicts("parts", key) > 0) {
        wrong.add(label + " had a conflict, and nobody edited against anybody");
      }
      if (line != null && !line.mine().equals(part.mine)) {
        wrong.add("I4: %s has lost its '%s', it has '%s'".formatted(label, part.mine, line.mine()));
      }
      if (wrong.size() > before) {
        wrong.addAll(sides.history("parts", key));
      }
    }
    if (!values("Mine!A1:H9")
        .toString()
        .equals("[[\"No\",\"Name\"],[\"K1\",\"nothing of theirs\"]]")) {
      wrong.add("I4: another tab was written to: " + values("Mine!A1:H9"));
    }
    assertThat(wrong).as("I2, I4").isEmpty();
  }

  private void compare(
      List<String> wrong, String label, Part part, String key, String column, String shown) {
    String here = part.here.get(column);
    String there = part.there.get(column);
    if (part.isContested || here == null || there == null) {
      if (!shown.equals(here) && !shown.equals(there)) {
        wrong.add("%s shows %s, not %s or %s".formatted(label, shown, here, there));
      }
      kept(wrong, label, key, shown, here);
      kept(wrong, label, key, shown, there);
      return;
    }
    boolean byRow = part.kind == Kind.BY_ROW || (part.kind == Kind.SPLIT && column.equals("name"));
    if (!shown.equals(byRow ? here : there)) {
      wrong.add("%s shows %s, not %s".formatted(label, shown, byRow ? here : there));
    }
  }

  private Map<String, String> row(@Nullable String key) {
    return sides
        .jdbc()
        .sql("SELECT name, pieces::text, coalesce(shelf, '') FROM public.parts WHERE no = ?")
        .param(key)
        .query(
            (row, n) ->
                Map.of(
                    "name", row.getString(1),
                    "pieces", row.getString(2),
                    "shelf", row.getString(3)))
        .optional()
        .orElse(Map.of());
  }

  private void kept(
      List<String> wrong, String label, String key, String shown, @Nullable String value) {
    if (value != null
        && !shown.contains(value)
        && sides.count(
                "SELECT count(*) FROM lockstep.sync_audit a WHERE sync = 'parts'"
                    + " AND to_jsonb(a)::text LIKE '%"
                    + value
                    + "%'")
            == 0) {
      wrong.add("%s shows %s, and nothing remembers %s".formatted(label, shown, value));
    }
  }
}
