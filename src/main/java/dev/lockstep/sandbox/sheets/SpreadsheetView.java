package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.sandbox.http.FieldMask;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.formula.Calculator;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A spreadsheet as Google shows it. */
final class SpreadsheetView {

  private final Spreadsheet spreadsheet;
  private final @Nullable FieldMask mask;
  private final Calculator calculator;
  private final String caller;

  /**
   * @param caller the address of whoever looks: protected ranges say what they may
   * @param mask what will be left of the answer; what it does not select is not made
   */
  SpreadsheetView(Calculator calculator, String caller, @Nullable FieldMask mask) {
    this.calculator = calculator;
    this.spreadsheet = calculator.spreadsheet();
    this.caller = caller;
    this.mask = mask;
  }

  /**
   * @param ranges the parts of sheets that were asked for; a sheet without one is not shown; null
   *     is everything
   */
  ObjectNode show(@Nullable Map<Sheet, List<Area>> ranges, boolean withCells) {
    ObjectNode json = Json.object().put("spreadsheetId", spreadsheet.id());
    json.set("properties", spreadsheet.properties());
    ArrayNode sheets = json.putArray("sheets");
    for (int i = 0; i < spreadsheet.sheets().size(); i++) {
      Sheet sheet = spreadsheet.sheets().get(i);
      List<Area> areas = ranges == null ? List.of(sheet.grid().all()) : ranges.get(sheet);
      if (areas != null) {
        sheets.add(sheet(sheet, i, withCells ? areas : List.of()));
      }
    }
    if (!spreadsheet.namedRanges().isEmpty()) {
      json.putArray("namedRanges").addAll(spreadsheet.namedRanges());
    }
    json.put(
        "spreadsheetUrl", "https://docs.google.com/spreadsheets/d/" + spreadsheet.id() + "/edit");
    if (!spreadsheet.metadata().isEmpty()) {
      json.putArray("developerMetadata").addAll(spreadsheet.metadata());
    }
    return json;
  }

  private ObjectNode sheet(Sheet sheet, int index, List<Area> areas) {
    ObjectNode json = Json.object();
    json.set("properties", sheet.properties(index));
    if (!areas.isEmpty()) {
      ArrayNode data = json.putArray("data");
      GridView grid = new GridView(sheet, new CellView(calculator, mask), mask);
      areas.forEach(area -> data.add(grid.show(area)));
    }
    for (Part part : Part.values()) {
      List<ObjectNode> list = sheet.list(part);
      if (part == Part.BASIC_FILTER && !list.isEmpty()) {
        json.set(part.field(), list.getFirst());
      } else if (!list.isEmpty()) {
        ArrayNode shown = json.putArray(part.field());
        list.forEach(one -> shown.add(part == Part.PROTECTED_RANGES ? protectedRange(one) : one));
      }
    }
    return json;
  }

  /** Whoever made the spreadsheet may always edit, and is named among the editors. */
  private ObjectNode protectedRange(ObjectNode stored) {
    ObjectNode shown = stored.deepCopy();
    if (shown.path("warningOnly").asBoolean()) {
      return shown;
    }
    ObjectNode editors =
        shown.get("editors") instanceof ObjectNode given ? given : shown.putObject("editors");
    TreeSet<String> users = new TreeSet<>();
    editors.path("users").forEach(user -> users.add(user.asText()));
    users.add(spreadsheet.owner());
    editors.putArray("users").addAll(users.stream().map(TextNode::valueOf).toList());
    if (users.contains(caller)) {
      shown.put("requestingUserCanEdit", true);
    } else {
      shown.remove("requestingUserCanEdit");
    }
    return Messages.tidy("ProtectedRange", shown);
  }
}
