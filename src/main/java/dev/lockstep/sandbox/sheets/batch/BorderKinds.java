package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines around and within a range. */
final class BorderKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("updateBorders", BorderKinds::update);
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    Protection.check(draft, place.sheet(), place.area());
    Grid grid = place.sheet().grid();
    Area area = place.area();
    for (int row = area.top(); row < area.bottom(); row++) {
      for (int column = area.left(); column < area.right(); column++) {
        ObjectNode sides = Json.object();
        side(sides, "top", body, row == area.top() ? "top" : "innerHorizontal");
        side(sides, "bottom", body, row == area.bottom() - 1 ? "bottom" : "innerHorizontal");
        side(sides, "left", body, column == area.left() ? "left" : "innerVertical");
        side(sides, "right", body, column == area.right() - 1 ? "right" : "innerVertical");
        if (!sides.isEmpty()) {
          grid.put(row, column, drawn(grid.at(row, column), sides));
        }
      }
    }
    return null;
  }

  private static void side(ObjectNode sides, String side, ObjectNode body, String name) {
    if (body.has(name)) {
      sides.set(side, body.get(name));
    }
  }

  private static Cell drawn(Cell cell, ObjectNode sides) {
    ObjectNode format = Json.object();
    if (cell.format() != null) {
      format.setAll(cell.format());
    }
    ObjectNode borders = Bodies.object(format, "borders").deepCopy();
    sides
        .properties()
        .forEach(
            side -> {
              if (side.getValue().path("style").asText("NONE").equals("NONE")) {
                borders.remove(side.getKey());
              } else {
                borders.set(side.getKey(), whole((ObjectNode) side.getValue()));
              }
            });
    format.remove("borders");
    if (!borders.isEmpty()) {
      format.set("borders", borders);
    }
    return cell.withFormat(Messages.tidy("CellFormat", format));
  }

  /** How wide a line is follows from its style; without a colour it is black. */
  private static ObjectNode whole(ObjectNode border) {
    ObjectNode whole = border.deepCopy();
    whole.put(
        "width",
        switch (border.path("style").asText()) {
          case "SOLID_MEDIUM" -> 2;
          case "SOLID_THICK", "DOUBLE" -> 3;
          default -> 1;
        });
    if (!border.has("color") && !border.has("colorStyle")) {
      whole.putObject("colorStyle").putObject("rgbColor");
    }
    return whole;
  }
}
