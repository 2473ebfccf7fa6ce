package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.state.Journal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spreadsheets in the journal: one entity for everything but the cells, and one for every {@value
 * #BLOCK} rows of a sheet, so that a small change is a small line.
 */
final class Store {

  private static final int BLOCK = 128;

  private final Journal journal;

  Store(Journal journal) {
    this.journal = journal;
  }

  Collection<Spreadsheet> load() {
    Map<String, Spreadsheet> loaded = new LinkedHashMap<>();
    journal.replay("spreadsheet", (id, json) -> loaded.put(id, head(id, json)));
    journal.replay(
        "cells",
        (key, json) -> {
          String[] place = key.split("/");
          Spreadsheet spreadsheet = loaded.get(place[0]);
          Sheet sheet = spreadsheet == null ? null : spreadsheet.sheet(Integer.parseInt(place[1]));
          if (sheet != null) {
            readBlock(sheet.grid(), Integer.parseInt(place[2]) * BLOCK, json);
          }
        });
    return loaded.values();
  }

  /** Writes what is not as it was. */
  void replace(@Nullable Spreadsheet old, Spreadsheet now) {
    if (!journal.keeps()) {
      return;
    }
    journal.put("spreadsheet", now.id(), () -> head(now));
    for (Sheet sheet : now.sheets()) {
      Sheet before = old == null ? null : old.sheet(sheet.id());
      int blocks = blocks(sheet);
      for (int block = 0; block < blocks; block++) {
        if (before == null || changed(before.grid(), sheet.grid(), block)) {
          int start = block * BLOCK;
          journal.put("cells", key(now, sheet, block), () -> writeBlock(sheet.grid(), start));
        }
      }
      for (int block = blocks; before != null && block < blocks(before); block++) {
        journal.remove("cells", key(now, sheet, block));
      }
    }
    if (old != null) {
      for (Sheet sheet : old.sheets()) {
        if (now.sheet(sheet.id()) == null) {
          removeCells(old, sheet);
        }
      }
    }
  }

  void remove(Spreadsheet gone) {
    gone.sheets().forEach(sheet -> removeCells(gone, sheet));
    journal.remove("spreadsheet", gone.id());
  }

  private void removeCells(Spreadsheet spreadsheet, Sheet sheet) {
    for (int block = 0; block < blocks(sheet); block++) {
      journal.remove("cells", key(spreadsheet, sheet, block));
    }
  }

  private static String key(Spreadsheet spreadsheet, Sheet sheet, int block) {
    return spreadsheet.id() + "/" + sheet.id() + "/" + block;
  }

  private static int blocks(Sheet sheet) {
    return (sheet.grid().lastRow() + BLOCK - 1) / BLOCK;
  }

  private static boolean changed(Grid before, Grid now, int block) {
    for (int row = block * BLOCK; row < (block + 1) * BLOCK; row++) {
      if (!now.sharesRow(before, row)) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode head(Spreadsheet spreadsheet) {
    ObjectNode json = Json.object().put("owner", spreadsheet.owner());
    json.set("properties", spreadsheet.properties());
    json.putArray("namedRanges").addAll(spreadsheet.namedRanges());
    json.putArray("developerMetadata").addAll(spreadsheet.metadata());
    ArrayNode sheets = json.putArray("sheets");
    for (int i = 0; i < spreadsheet.sheets().size(); i++) {
      Sheet sheet = spreadsheet.sheets().get(i);
      ObjectNode one = sheets.addObject();
      one.set("properties", sheet.properties(i));
      for (Part part : Part.values()) {
        if (!sheet.list(part).isEmpty()) {
          one.putArray(part.field()).addAll(sheet.list(part));
        }
      }
      ObjectNode columns = Json.object();
      for (int column : sheet.grid().banded(Dimension.COLUMNS)) {
        columns.set(Integer.toString(column), band(sheet.grid().band(Dimension.COLUMNS, column)));
      }
      one.set("columns", columns);
    }
    return json;
  }

  private static Spreadsheet head(String id, JsonNode json) {
    Spreadsheet spreadsheet =
        new Spreadsheet(id, json.path("owner").asText(), (ObjectNode) json.get("properties"));
    json.path("namedRanges").forEach(one -> spreadsheet.namedRanges().add((ObjectNode) one));
    json.path("developerMetadata").forEach(one -> spreadsheet.metadata().add((ObjectNode) one));
    for (JsonNode one : json.path("sheets")) {
      ObjectNode properties = (ObjectNode) one.get("properties");
      Sheet sheet =
          new Sheet(
              properties.path("sheetId").asInt(),
              properties.path("title").asText(),
              new Grid(0, 0));
      sheet.properties(properties);
      for (Part part : Part.values()) {
        one.path(part.field()).forEach(item -> sheet.list(part).add((ObjectNode) item));
      }
      one.path("columns")
          .properties()
          .forEach(
              column ->
                  sheet
                      .grid()
                      .put(
                          Dimension.COLUMNS,
                          Integer.parseInt(column.getKey()),
                          band(column.getValue())));
      spreadsheet.sheets().add(sheet);
    }
    return spreadsheet;
  }

  private static ObjectNode band(Band band) {
    ObjectNode json =
        Json.object()
            .put("pixels", band.pixels())
            .put("hiddenByUser", band.hiddenByUser())
            .put("hiddenByFilter", band.hiddenByFilter());
    json.putArray("metadata").addAll(band.metadata());
    return json;
  }

  private static Band band(JsonNode json) {
    List<ObjectNode> metadata = new ArrayList<>();
    json.path("metadata").forEach(one -> metadata.add((ObjectNode) one));
    return new Band(
        json.path("pixels").asInt(),
        json.path("hiddenByUser").asBoolean(),
        json.path("hiddenByFilter").asBoolean(),
        metadata);
  }

  private static JsonNode writeBlock(Grid grid, int start) {
    ArrayNode rows = Json.array();
    for (int row = start; row < start + BLOCK && row < grid.rowCount(); row++) {
      ObjectNode one = rows.addObject();
      Band band = grid.band(Dimension.ROWS, row);
      if (!band.equals(Band.usual(Dimension.ROWS))) {
        one.set("band", band(band));
      }
      ArrayNode cells = Json.array();
      for (int column = 0; column < grid.used(row); column++) {
        Cell cell = grid.cell(row, column);
        cells.add(cell == null ? Json.MAPPER.nullNode() : cell.json());
      }
      if (!cells.isEmpty()) {
        one.set("cells", cells);
      }
    }
    return rows;
  }

  private static void readBlock(Grid grid, int start, JsonNode rows) {
    for (int i = 0; i < rows.size() && start + i < grid.rowCount(); i++) {
      JsonNode row = rows.get(i);
      if (row.has("band")) {
        grid.put(Dimension.ROWS, start + i, band(row.get("band")));
      }
      for (int column = 0; column < row.path("cells").size(); column++) {
        if (row.get("cells").get(column) instanceof ObjectNode cell
            && column < grid.columnCount()) {
          grid.put(start + i, column, Cell.read(cell));
        }
      }
    }
  }
}
