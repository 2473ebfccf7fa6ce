package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.batch.Bodies.Strip;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.shift.Places;
import dev.lockstep.sandbox.sheets.shift.Shift;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows and columns come, go and change places. */
final class DimensionKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "insertDimension", DimensionKinds::insert,
        "deleteDimension", DimensionKinds::delete,
        "appendDimension", DimensionKinds::append,
        "moveDimension", DimensionKinds::move);
  }

  private static @Nullable ObjectNode insert(Draft draft, ObjectNode body) {
    Strip strip = Bodies.strip(draft, body.path("range"));
    boolean before = body.path("inheritFromBefore").asBoolean();
    if (strip.start() > strip.size()) {
      throw GoogleError.invalid(
          "range.startIndex is larger than current grid size (" + strip.size() + ")");
    }
    if (strip.start() == strip.size() && !before) {
      throw GoogleError.invalid(
          "range.startIndex must be less than the grid size ("
              + strip.size()
              + ") if inheritFromBefore is false.");
    }
    if (strip.start() == 0 && before) {
      throw GoogleError.invalid("inheritFromBefore cannot be true when inserting at index 0.");
    }
    room(draft, strip.sheet(), strip.dimension(), strip.count());
    Protection.check(draft, strip.sheet(), area(strip.sheet(), strip.dimension(), strip.start()));
    strip.sheet().grid().insert(strip.dimension(), strip.start(), strip.count());
    Places.follow(
        draft.spreadsheet(),
        new Shift.Insert(strip.sheet().id(), strip.dimension(), strip.start(), strip.count()));
    inherit(strip, before ? strip.start() - 1 : strip.end());
    return null;
  }

  /** The new ones look like a neighbour and take the same values. */
  private static void inherit(Strip strip, int from) {
    Grid grid = strip.sheet().grid();
    boolean rows = strip.dimension() == Dimension.ROWS;
    int pixels = grid.band(strip.dimension(), from).pixels();
    int length = rows ? grid.used(from) : grid.usedRows();
    for (int index = strip.start(); index < strip.end(); index++) {
      grid.put(strip.dimension(), index, Band.usual(strip.dimension()).withPixels(pixels));
      for (int other = 0; other < length; other++) {
        Cell model = rows ? grid.cell(from, other) : grid.cell(other, from);
        if (model != null && (model.format() != null || model.validation() != null)) {
          grid.put(
              rows ? index : other,
              rows ? other : index,
              Cell.EMPTY.withFormat(model.format()).withValidation(model.validation()));
        }
      }
    }
  }

  private static @Nullable ObjectNode delete(Draft draft, ObjectNode body) {
    Strip strip = Bodies.strip(draft, body.path("range"));
    String what = strip.dimension().singular();
    if (strip.end() > strip.size()) {
      throw GoogleError.invalid(
          "Cannot delete a "
              + what
              + " that doesn't exist. Tried to delete "
              + what
              + " index "
              + Math.max(strip.start(), strip.size())
              + " but there are only "
              + strip.size()
              + " "
              + what
              + "s.");
    }
    int frozen = strip.sheet().frozen(strip.dimension());
    if (strip.count() == strip.size()) {
      throw GoogleError.invalid("You can't delete all the " + what + "s on the sheet.");
    }
    if (frozen > 0 && strip.start() <= frozen && strip.end() == strip.size()) {
      throw GoogleError.invalid(
          "Sorry, it is not possible to delete all non-frozen " + what + "s.");
    }
    Protection.check(draft, strip.sheet(), area(strip));
    strip.sheet().grid().delete(strip.dimension(), strip.start(), strip.count());
    Places.follow(
        draft.spreadsheet(),
        new Shift.Delete(strip.sheet().id(), strip.dimension(), strip.start(), strip.count()));
    thaw(strip, frozen);
    return null;
  }

  /** Of the frozen ones some are gone. */
  private static void thaw(Strip strip, int frozen) {
    int gone = Math.min(frozen, strip.end()) - Math.min(frozen, strip.start());
    if (gone > 0) {
      ObjectNode properties = strip.sheet().properties(0);
      ObjectNode grid = Bodies.object(properties, "gridProperties").deepCopy();
      grid.put(
          strip.dimension() == Dimension.ROWS ? "frozenRowCount" : "frozenColumnCount",
          frozen - gone);
      strip.sheet().properties(Bodies.with(properties, "gridProperties", grid));
    }
  }

  private static @Nullable ObjectNode append(Draft draft, ObjectNode body) {
    Sheet sheet = draft.sheet(body.path("sheetId").asInt());
    Dimension dimension = Dimension.valueOf(body.path("dimension").asText("ROWS"));
    int length = body.path("length").asInt();
    if (length < 1) {
      throw GoogleError.invalid("length must be greater than 0: " + length);
    }
    room(draft, sheet, dimension, length);
    Protection.check(draft, sheet, area(sheet, dimension, sheet.grid().count(dimension) - 1));
    sheet.grid().insert(dimension, sheet.grid().count(dimension), length);
    return null;
  }

  private static void room(Draft draft, Sheet sheet, Dimension dimension, int count) {
    long other =
        sheet.grid().count(dimension == Dimension.ROWS ? Dimension.COLUMNS : Dimension.ROWS);
    if (draft.spreadsheet().cells() + other * count > Spreadsheet.MOST_CELLS) {
      throw BatchRequests.tooManyCells();
    }
    if (dimension == Dimension.COLUMNS
        && sheet.grid().columnCount() + (long) count > Spreadsheet.MOST_COLUMNS) {
      throw GoogleError.invalid(
          "This action would increase the number of columns in the sheet above the limit of "
              + Spreadsheet.MOST_COLUMNS
              + " columns.");
    }
  }

  private static @Nullable ObjectNode move(Draft draft, ObjectNode body) {
    Strip strip = Bodies.strip(draft, body.path("source"));
    int destination = body.path("destinationIndex").asInt();
    if (strip.end() > strip.size()) {
      throw GoogleError.invalid(
          "source.endIndex is larger than current grid size (" + strip.size() + ")");
    }
    if (destination < 0 || destination > strip.size()) {
      throw GoogleError.invalid(
          "destinationIndex is larger than current grid size (" + strip.size() + ")");
    }
    for (ObjectNode merge : strip.sheet().list(Part.MERGES)) {
      refuseToTear(strip, GridRange.read(merge).within(strip.sheet()), destination);
    }
    Protection.check(draft, strip.sheet(), area(strip));
    strip.sheet().grid().move(strip.dimension(), strip.start(), strip.end(), destination);
    Places.follow(
        draft.spreadsheet(),
        new Shift.Move(
            strip.sheet().id(), strip.dimension(), strip.start(), strip.end(), destination));
    return null;
  }

  private static void refuseToTear(Strip strip, Area merge, int destination) {
    boolean rows = strip.dimension() == Dimension.ROWS;
    int from = rows ? merge.top() : merge.left();
    int to = rows ? merge.bottom() : merge.right();
    boolean torn =
        to - from > 1
            && ((from < strip.end()
                    && to > strip.start()
                    && !(from >= strip.start() && to <= strip.end()))
                || (destination > from && destination < to));
    if (torn) {
      throw GoogleError.invalid(
          "Sorry, it is not possible to move a "
              + strip.dimension().singular()
              + " to a position that crosses a merged cell. Please unmerge and try again.");
    }
  }

  private static Area area(Strip strip) {
    Area all = strip.sheet().grid().all();
    return strip.dimension() == Dimension.ROWS
        ? new Area(strip.start(), strip.end(), 0, all.right())
        : new Area(0, all.bottom(), strip.start(), strip.end());
  }

  /** One row or column; inserting inside a protected range is editing it. */
  private static Area area(Sheet sheet, Dimension dimension, int index) {
    Area all = sheet.grid().all();
    int at = Math.min(index, sheet.grid().count(dimension) - 1);
    return dimension == Dimension.ROWS
        ? new Area(at, at + 1, 0, all.right())
        : new Area(0, all.bottom(), at, at + 1);
  }
}
