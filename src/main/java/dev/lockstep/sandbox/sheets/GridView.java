package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.FieldMask;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Metadata;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import org.jspecify.annotations.Nullable;

/** GridData: the cells of a range as far as they are used, and what its rows and columns have. */
final class GridView {

  private final Sheet sheet;
  private final CellView cells;
  private final boolean withRows;
  private final boolean withBands;

  GridView(Sheet sheet, CellView cells, @Nullable FieldMask mask) {
    this.sheet = sheet;
    this.cells = cells;
    this.withRows = mask == null || mask.selects("sheets", "data", "rowData");
    this.withBands =
        mask == null
            || mask.selects("sheets", "data", "rowMetadata")
            || mask.selects("sheets", "data", "columnMetadata");
  }

  ObjectNode show(Area area) {
    ObjectNode json = Json.object();
    if (area.top() > 0) {
      json.put("startRow", area.top());
    }
    if (area.left() > 0) {
      json.put("startColumn", area.left());
    }
    ArrayNode rows = withRows ? rows(area) : Json.array();
    if (!rows.isEmpty()) {
      json.set("rowData", rows);
    }
    if (withBands) {
      json.set("rowMetadata", bands(Dimension.ROWS, area.top(), area.bottom()));
      json.set("columnMetadata", bands(Dimension.COLUMNS, area.left(), area.right()));
    }
    return json;
  }

  private ArrayNode rows(Area area) {
    Grid grid = sheet.grid();
    ArrayNode rows = Json.array();
    int kept = 0;
    for (int row = area.top(); row < Math.min(area.bottom(), grid.usedRows()); row++) {
      ObjectNode one = Json.object();
      int right = Math.min(area.right(), grid.used(row));
      if (right > area.left()) {
        ArrayNode values = one.putArray("values");
        for (int column = area.left(); column < right; column++) {
          values.add(cells.show(sheet, row, column));
        }
      }
      rows.add(one);
      if (!one.isEmpty()) {
        kept = rows.size();
      }
    }
    while (rows.size() > kept) {
      rows.remove(rows.size() - 1);
    }
    return rows;
  }

  private ArrayNode bands(Dimension dimension, int from, int to) {
    ArrayNode bands = Json.array();
    for (int i = from; i < to; i++) {
      Band band = sheet.grid().band(dimension, i);
      ObjectNode one = bands.addObject();
      if (band.hiddenByFilter()) {
        one.put("hiddenByFilter", true);
      }
      if (band.hiddenByUser()) {
        one.put("hiddenByUser", true);
      }
      one.put("pixelSize", band.pixels());
      if (!band.metadata().isEmpty()) {
        one.putArray("developerMetadata").addAll(Metadata.of(sheet, dimension, i));
      }
    }
    return bands;
  }
}
