package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.shift.Places;
import dev.lockstep.sandbox.sheets.shift.Shift;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ranges are copied, or cut, and pasted. */
final class PasteKinds implements Family {

  /** A cell that was picked up, with what it came to. */
  private record Picked(Cell cell, @Nullable Value worked) {}

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("copyPaste", PasteKinds::copy, "cutPaste", PasteKinds::cut);
  }

  private static @Nullable ObjectNode copy(Draft draft, ObjectNode body) {
    Place source = Bodies.place(draft, body, "source");
    Paste paste = Paste.of(body);
    boolean turned = body.path("pasteOrientation").asText("NORMAL").equals("TRANSPOSE");
    Picked[][] picked = pick(draft, source, turned);
    GridRange asked = GridRange.read(body.path("destination"));
    Place destination = destination(draft, asked, picked);
    Protection.check(draft, destination.sheet(), destination.area());
    Area area = destination.area();
    Grid grid = destination.sheet().grid();
    for (int row = area.top(); row < area.bottom(); row++) {
      for (int column = area.left(); column < area.right(); column++) {
        int i = (row - area.top()) % picked.length;
        int j = (column - area.left()) % picked[0].length;
        int fromRow = source.area().top() + (turned ? j : i);
        int fromColumn = source.area().left() + (turned ? i : j);
        Cell copied = Paste.copied(picked[i][j].cell, row - fromRow, column - fromColumn);
        grid.put(row, column, paste.onto(grid.at(row, column), copied, picked[i][j].worked));
      }
    }
    if (paste.withMerges() && !turned) {
      repeatMerges(source, destination);
    }
    if (paste.withConditionalFormats() && !turned) {
      extendFormats(source, destination);
    }
    return null;
  }

  private static Picked[][] pick(Draft draft, Place source, boolean turned) {
    Area area = source.area();
    Worked worked = new Worked(draft);
    int rows = turned ? area.columns() : area.rows();
    int columns = turned ? area.rows() : area.columns();
    Picked[][] picked = new Picked[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int row = area.top() + (turned ? j : i);
        int column = area.left() + (turned ? i : j);
        Cell cell = source.sheet().grid().at(row, column);
        picked[i][j] =
            new Picked(
                cell, cell.value() == null ? null : worked.value(source.sheet(), row, column));
      }
    }
    return picked;
  }

  /** As large as what was copied, or a multiple of it where that much was named. */
  private static Place destination(Draft draft, GridRange asked, Picked[][] picked) {
    Sheet sheet = draft.sheet(asked.sheetId());
    int top = asked.startRow() == null ? 0 : asked.startRow();
    int left = asked.startColumn() == null ? 0 : asked.startColumn();
    int rows = span(top, asked.endRow(), picked.length, sheet.grid().rowCount());
    int columns = span(left, asked.endColumn(), picked[0].length, sheet.grid().columnCount());
    Area area = new Area(top, top + rows, left, left + columns);
    grow(sheet, area);
    return new Place(sheet, area);
  }

  private static int span(int start, @Nullable Integer end, int length, int size) {
    int wanted = (end == null ? size : end) - start;
    return wanted > length && wanted % length == 0
        ? wanted
        : Math.max(length, wanted / length * length);
  }

  private static void grow(Sheet sheet, Area area) {
    if (area.bottom() > sheet.grid().rowCount()) {
      sheet.grid().resize(Dimension.ROWS, area.bottom());
    }
    if (area.right() > sheet.grid().columnCount()) {
      sheet.grid().resize(Dimension.COLUMNS, area.right());
    }
  }

  private static void repeatMerges(Place source, Place destination) {
    List<Area> merges = new ArrayList<>();
    for (ObjectNode merge : source.sheet().list(Part.MERGES)) {
      Area merged = GridRange.read(merge).within(source.sheet());
      if (source.area().contains(merged)) {
        merges.add(merged);
      }
    }
    Area to = destination.area();
    destination
        .sheet()
        .list(Part.MERGES)
        .removeIf(merge -> to.contains(GridRange.read(merge).within(destination.sheet())));
    for (int row = to.top(); row < to.bottom(); row += source.area().rows()) {
      for (int column = to.left(); column < to.right(); column += source.area().columns()) {
        for (Area merge : merges) {
          int down = row - source.area().top();
          int right = column - source.area().left();
          Area repeated =
              new Area(
                  merge.top() + down,
                  merge.bottom() + down,
                  merge.left() + right,
                  merge.right() + right);
          destination.sheet().list(Part.MERGES).add(repeated.json(destination.sheet().id()));
        }
      }
    }
  }

  /** A rule that covers all of what was copied covers the copy too. */
  private static void extendFormats(Place source, Place destination) {
    if (source.sheet() != destination.sheet()) {
      return;
    }
    List<ObjectNode> rules = source.sheet().list(Part.CONDITIONAL_FORMATS);
    for (int i = 0; i < rules.size(); i++) {
      boolean covers = false;
      boolean already = false;
      for (JsonNode range : rules.get(i).path("ranges")) {
        Area area = GridRange.read(range).within(source.sheet());
        covers |= area.contains(source.area());
        already |= area.contains(destination.area());
      }
      if (covers && !already) {
        ArrayNode ranges = Json.array();
        ranges.addAll((ArrayNode) rules.get(i).get("ranges"));
        ranges.add(destination.area().json(destination.sheet().id()));
        rules.set(i, Bodies.with(rules.get(i), "ranges", ranges));
      }
    }
  }

  /** Whoever looked at what was cut looks at where it is now. */
  private static @Nullable ObjectNode cut(Draft draft, ObjectNode body) {
    Place source = Bodies.place(draft, body, "source");
    Paste paste = Paste.of(body);
    JsonNode coordinate = body.path("destination");
    Sheet sheet = draft.sheet(coordinate.path("sheetId").asInt());
    Area from = source.area();
    int top = coordinate.path("rowIndex").asInt();
    int left = coordinate.path("columnIndex").asInt();
    Area to = new Area(top, top + from.rows(), left, left + from.columns());
    Picked[][] picked = pick(draft, source, false);
    grow(sheet, to);
    Protection.check(draft, source.sheet(), from);
    Protection.check(draft, sheet, to);
    for (int row = from.top(); row < from.bottom(); row++) {
      for (int column = from.left(); column < from.right(); column++) {
        source.sheet().grid().put(row, column, null);
      }
    }
    for (int i = 0; i < picked.length; i++) {
      for (int j = 0; j < picked[i].length; j++) {
        Cell there = sheet.grid().at(to.top() + i, to.left() + j);
        Picked one = picked[i][j];
        sheet.grid().put(to.top() + i, to.left() + j, paste.onto(there, one.cell, one.worked));
      }
    }
    moveMerges(source, sheet, to, paste);
    Places.follow(
        draft.spreadsheet(),
        new Shift.Relocate(
            source.sheet().id(), from, sheet.id(), to.top() - from.top(), to.left() - from.left()));
    return null;
  }

  /** On another sheet the merges are made anew; on the same they follow with everything else. */
  private static void moveMerges(Place source, Sheet sheet, Area to, Paste paste) {
    if (sheet == source.sheet()) {
      return;
    }
    if (paste.withMerges()) {
      repeatMerges(source, new Place(sheet, to));
    }
    source
        .sheet()
        .list(Part.MERGES)
        .removeIf(merge -> source.area().contains(GridRange.read(merge).within(source.sheet())));
  }
}
