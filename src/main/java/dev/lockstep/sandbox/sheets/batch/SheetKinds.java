package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.shift.Places;
import dev.lockstep.sandbox.sheets.shift.References;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sheets come and go. */
final class SheetKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "addSheet", SheetKinds::add,
        "deleteSheet", SheetKinds::delete,
        "duplicateSheet", SheetKinds::duplicate);
  }

  private static ObjectNode add(Draft draft, ObjectNode body) {
    Spreadsheet spreadsheet = draft.spreadsheet();
    ObjectNode given =
        body.get("properties") instanceof ObjectNode properties ? properties : Json.object();
    Sheet sheet = NewSheet.make(spreadsheet, given, draft.random());
    int index = Math.min(spreadsheet.sheets().size(), given.path("index").asInt(Integer.MAX_VALUE));
    spreadsheet.sheets().add(index, sheet);
    if (spreadsheet.cells() > Spreadsheet.MOST_CELLS) {
      throw BatchRequests.tooManyCells();
    }
    ObjectNode reply = Json.object();
    reply.set("properties", sheet.properties(index));
    return reply;
  }

  private static @Nullable ObjectNode delete(Draft draft, ObjectNode body) {
    int id = body.path("sheetId").asInt();
    Spreadsheet spreadsheet = draft.spreadsheet();
    Sheet sheet = spreadsheet.sheet(id);
    if (sheet == null) {
      throw GoogleError.invalid("No sheet with id: " + id);
    }
    long visible = spreadsheet.sheets().stream().filter(one -> !one.isHidden()).count();
    if (spreadsheet.sheets().size() == 1) {
      throw GoogleError.invalid("You can't remove all the sheets in a document.");
    }
    if (visible == 1 && !sheet.isHidden()) {
      throw GoogleError.invalid("You can't remove all the visible sheets in a document.");
    }
    spreadsheet.sheets().remove(sheet);
    spreadsheet.namedRanges().removeIf(named -> named.path("range").path("sheetId").asInt() == id);
    Places.formulas(spreadsheet, (home, formula) -> References.without(formula, sheet.title()));
    return null;
  }

  private static ObjectNode duplicate(Draft draft, ObjectNode body) {
    Spreadsheet spreadsheet = draft.spreadsheet();
    int source = body.path("sourceSheetId").asInt();
    Sheet original = spreadsheet.sheet(source);
    if (original == null) {
      throw GoogleError.invalid("No sheet with id: " + source);
    }
    int id =
        body.has("newSheetId")
            ? body.get("newSheetId").asInt()
            : draft.newId(taken -> spreadsheet.sheet(taken) != null);
    if (spreadsheet.sheet(id) != null) {
      throw GoogleError.invalid(
          "Sheet with id " + id + " already exists. Please enter another id.");
    }
    String title = body.path("newSheetName").asText("");
    if (title.isEmpty()) {
      title = SheetCopy.title(spreadsheet, original.title());
    }
    NewSheet.checkTitle(spreadsheet, title);
    int index = Math.min(body.path("insertSheetIndex").asInt(), spreadsheet.sheets().size());
    Sheet copy = SheetCopy.of(original, id, title, spreadsheet, () -> draft.newId(taken -> false));
    spreadsheet.sheets().add(index, copy);
    ObjectNode reply = Json.object();
    reply.set("properties", copy.properties(index));
    return reply;
  }
}
