package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Metadata;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places that data filters mean. */
final class DataFilters {

  private DataFilters() {}

  /**
   * @param filter a DataFilter
   * @return one place for a range; for a metadata lookup one for each row, column or sheet that
   *     carries what was looked for
   */
  static List<A1.Place> places(Spreadsheet spreadsheet, JsonNode filter) {
    if (filter.has("a1Range")) {
      return List.of(A1.parse(filter.get("a1Range").asText(), spreadsheet));
    }
    if (filter.has("gridRange")) {
      return List.of(GridRange.read(filter.get("gridRange")).on(spreadsheet));
    }
    if (!filter.has("developerMetadataLookup")) {
      throw GoogleError.invalid("Must specify at least one filter.");
    }
    List<A1.Place> places = new ArrayList<>();
    for (ObjectNode found : Metadata.search(spreadsheet, filter)) {
      A1.Place place = place(spreadsheet, found.path("location"));
      if (place != null && !places.contains(place)) {
        places.add(place);
      }
    }
    return places;
  }

  private static A1.@Nullable Place place(Spreadsheet spreadsheet, JsonNode location) {
    JsonNode range = location.path("dimensionRange");
    Sheet sheet =
        spreadsheet.sheet(
            range.isMissingNode()
                ? location.path("sheetId").asInt(-1)
                : range.path("sheetId").asInt());
    if (sheet == null) {
      return null;
    }
    Area all = sheet.grid().all();
    if (range.isMissingNode()) {
      return new A1.Place(sheet, all);
    }
    int start = range.path("startIndex").asInt();
    int end = range.path("endIndex").asInt();
    return new A1.Place(
        sheet,
        range.path("dimension").asText().equals("ROWS")
            ? new Area(start, end, 0, all.right())
            : new Area(0, all.bottom(), start, end));
  }
}
