package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cells become one, and many again. */
final class MergeKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("mergeCells", MergeKinds::merge, "unmergeCells", MergeKinds::unmerge);
  }

  private static @Nullable ObjectNode merge(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    Sheet sheet = place.sheet();
    Protection.check(draft, sheet, place.area());
    frozen(sheet, place.area(), Dimension.ROWS);
    frozen(sheet, place.area(), Dimension.COLUMNS);
    breakUp(place);
    for (Area area : areas(place.area(), body.path("mergeType").asText("MERGE_ALL"))) {
      if (area.cells() > 1) {
        gather(sheet.grid(), area);
        sheet.list(Part.MERGES).add(area.json(sheet.id()));
      }
    }
    return null;
  }

  private static void frozen(Sheet sheet, Area area, Dimension dimension) {
    int frozen = sheet.frozen(dimension);
    boolean rows = dimension == Dimension.ROWS;
    int from = rows ? area.top() : area.left();
    int to = rows ? area.bottom() : area.right();
    if (from < frozen && to > frozen) {
      throw GoogleError.invalid(
          "You can't merge frozen and non-frozen " + dimension.singular() + "s");
    }
  }

  private static List<Area> areas(Area area, String type) {
    List<Area> areas = new ArrayList<>();
    switch (type) {
      case "MERGE_COLUMNS" -> {
        for (int column = area.left(); column < area.right(); column++) {
          areas.add(new Area(area.top(), area.bottom(), column, column + 1));
        }
      }
      case "MERGE_ROWS" -> {
        for (int row = area.top(); row < area.bottom(); row++) {
          areas.add(new Area(row, row + 1, area.left(), area.right()));
        }
      }
      default -> areas.add(area);
    }
    return areas;
  }

  /** The first value there is comes to stand in the corner; all others are gone. */
  private static void gather(Grid grid, Area area) {
    Value first = null;
    for (int row = area.top(); row < area.bottom(); row++) {
      for (int column = area.left(); column < area.right(); column++) {
        Cell cell = grid.cell(row, column);
        if (cell != null && cell.value() != null) {
          first = first == null ? cell.value() : first;
          grid.put(row, column, cell.with(null));
        }
      }
    }
    if (first != null) {
      grid.put(area.top(), area.left(), grid.at(area.top(), area.left()).with(first));
    }
  }

  private static @Nullable ObjectNode unmerge(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    Protection.check(draft, place.sheet(), place.area());
    breakUp(place);
    return null;
  }

  /** Merges that lie in the range end; one that sticks out of it is in the way. */
  private static void breakUp(Place place) {
    List<ObjectNode> merges = place.sheet().list(Part.MERGES);
    for (ObjectNode merge : List.copyOf(merges)) {
      Area merged = GridRange.read(merge).within(place.sheet());
      if (!merged.meets(place.area())) {
        continue;
      }
      if (!place.area().contains(merged)) {
        throw GoogleError.invalid(
            "You must select all cells in a merged range to merge or unmerge them.");
      }
      merges.remove(merge);
    }
  }
}
