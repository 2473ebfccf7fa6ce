package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;

/** Keeps everybody but its editors, and the owner, out of a protected range. */
public final class Protection {

  private Protection() {}

  /**
   * @throws GoogleError 400 when the caller may not edit some of the area
   */
  public static void check(Spreadsheet spreadsheet, String caller, Sheet sheet, Area area) {
    for (ObjectNode range : sheet.list(Part.PROTECTED_RANGES)) {
      if (!range.path("warningOnly").asBoolean()
          && covers(range, sheet, area)
          && !mayEdit(spreadsheet, caller, range)) {
        throw GoogleError.invalid(
            "You are trying to edit a protected cell or object. Please contact the spreadsheet"
                + " owner to remove protection if you need to edit.");
      }
    }
  }

  static void check(Draft draft, Sheet sheet, Area area) {
    check(draft.spreadsheet(), draft.caller(), sheet, area);
  }

  /** What lies in one of the ranges that were left open is not covered. */
  private static boolean covers(ObjectNode range, Sheet sheet, Area area) {
    if (!GridRange.read(range.path("range")).within(sheet).meets(area)) {
      return false;
    }
    for (JsonNode open : range.path("unprotectedRanges")) {
      if (GridRange.read(open).within(sheet).contains(area)) {
        return false;
      }
    }
    return true;
  }

  /** Whether somebody is among the editors of a ProtectedRange. */
  public static boolean mayEdit(Spreadsheet spreadsheet, String caller, ObjectNode range) {
    if (caller.equals(spreadsheet.owner()) || range.path("warningOnly").asBoolean()) {
      return true;
    }
    for (JsonNode user : range.path("editors").path("users")) {
      if (user.asText().equalsIgnoreCase(caller)) {
        return true;
      }
    }
    String domain = spreadsheet.owner().substring(spreadsheet.owner().indexOf('@'));
    return range.path("editors").path("domainUsersCanEdit").asBoolean() && caller.endsWith(domain);
  }
}
