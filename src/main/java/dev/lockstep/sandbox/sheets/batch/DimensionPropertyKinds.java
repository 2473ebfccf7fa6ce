package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.batch.Bodies.Strip;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How high or wide rows and columns are, and whether they are seen. */
final class DimensionPropertyKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "updateDimensionProperties", DimensionPropertyKinds::update,
        "autoResizeDimensions", DimensionPropertyKinds::fit);
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    Strip strip = onGrid(Bodies.strip(draft, body.path("range")), "range");
    UpdateMask mask = Bodies.mask(body, "DimensionProperties");
    ObjectNode given = Bodies.object(body, "properties");
    Grid grid = strip.sheet().grid();
    for (int index = strip.start(); index < strip.end(); index++) {
      Band band = grid.band(strip.dimension(), index);
      if (mask.isAll() || mask.selects("hiddenByUser")) {
        band = band.hiddenByUser(given.path("hiddenByUser").asBoolean());
      }
      if (mask.isAll() || mask.selects("pixelSize")) {
        band = band.withPixels(pixels(strip.dimension(), given));
      }
      grid.put(strip.dimension(), index, band);
    }
    return null;
  }

  private static int pixels(Dimension dimension, ObjectNode given) {
    int pixels = given.path("pixelSize").asInt(dimension.pixels());
    if (pixels < 2) {
      throw GoogleError.invalid("pixelSize must be at least 2: " + pixels);
    }
    return pixels;
  }

  private static Strip onGrid(Strip strip, String field) {
    if (strip.start() >= strip.size()) {
      throw GoogleError.invalid(
          field + ".startIndex is larger than current grid size (" + strip.size() + ")");
    }
    return new Strip(
        strip.sheet(), strip.dimension(), strip.start(), Math.min(strip.end(), strip.size()));
  }

  /** As large as what they show; an empty one stays as it is. */
  private static @Nullable ObjectNode fit(Draft draft, ObjectNode body) {
    Strip strip = onGrid(Bodies.strip(draft, body.path("dimensions")), "dimensions");
    Grid grid = strip.sheet().grid();
    Worked worked = new Worked(draft);
    for (int index = strip.start(); index < strip.end(); index++) {
      int pixels =
          strip.dimension() == Dimension.COLUMNS
              ? width(worked, strip, index)
              : height(strip, index);
      if (pixels > 0) {
        grid.put(strip.dimension(), index, grid.band(strip.dimension(), index).withPixels(pixels));
      }
    }
    return null;
  }

  private static int width(Worked worked, Strip strip, int column) {
    Grid grid = strip.sheet().grid();
    int widest = 0;
    for (int row = 0; row < grid.usedRows(); row++) {
      Cell cell = grid.cell(row, column);
      if (cell != null && cell.value() != null) {
        String shown = worked.text(strip.sheet(), row, column);
        for (String line : shown.split("\n", -1)) {
          widest = Math.max(widest, TextWidth.ofColumn(line));
        }
      }
    }
    return widest;
  }

  private static int height(Strip strip, int row) {
    Grid grid = strip.sheet().grid();
    int lines = 1;
    for (int column = 0; column < grid.used(row); column++) {
      Cell cell = grid.cell(row, column);
      if (cell != null && cell.value() instanceof Value.Text text) {
        lines = Math.max(lines, text.text().split("\n", -1).length);
      }
    }
    return Dimension.ROWS.pixels() + (lines - 1) * 17;
  }
}
