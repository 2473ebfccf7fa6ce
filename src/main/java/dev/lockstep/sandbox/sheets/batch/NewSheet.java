package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import java.util.random.RandomGenerator;

/** Makes a sheet out of SheetProperties: a free name, a free id, Google's usual size. */
public final class NewSheet {

  private NewSheet() {}

  /**
   * @param given SheetProperties; all of it may be missing
   * @return a sheet that is not yet in the spreadsheet
   */
  public static Sheet make(Spreadsheet spreadsheet, ObjectNode given, RandomGenerator random) {
    int id = given.has("sheetId") ? given.get("sheetId").asInt() : newId(spreadsheet, random);
    if (id < 0) {
      throw GoogleError.invalid("sheetId must be non-negative: " + id);
    }
    if (spreadsheet.sheet(id) != null) {
      throw GoogleError.invalid(
          "Sheet with id " + id + " already exists. Please enter another id.");
    }
    if (!given.path("sheetType").asText("GRID").equals("GRID")) {
      throw GoogleError.unsupported("sheets of type " + given.path("sheetType").asText());
    }
    String title = given.path("title").asText("");
    if (title.isEmpty()) {
      title = freeTitle(spreadsheet);
    }
    checkTitle(spreadsheet, title);
    ObjectNode sizes =
        given.get("gridProperties") instanceof ObjectNode node ? node : Json.object();
    int rows = sizes.path("rowCount").asInt(1000);
    int columns = sizes.path("columnCount").asInt(26);
    if (columns > Spreadsheet.MOST_COLUMNS) {
      throw GoogleError.invalid(
          "This action would increase the number of columns in the sheet above the limit of "
              + Spreadsheet.MOST_COLUMNS
              + " columns.");
    }
    Sheet sheet = new Sheet(id, title, new Grid(rows, columns));
    ObjectNode properties = Json.object();
    properties.setAll(given);
    properties.put("title", title);
    sheet.properties(properties);
    return sheet;
  }

  /**
   * @throws GoogleError 400 when another sheet has that name
   */
  static void checkTitle(Spreadsheet spreadsheet, String title) {
    if (spreadsheet.sheet(title) != null) {
      throw GoogleError.invalid(
          "A sheet with the name \"" + title + "\" already exists. Please enter another name.");
    }
    if (title.length() > 100) {
      throw GoogleError.invalid("The sheet name cannot be greater than 100 characters.");
    }
  }

  private static int newId(Spreadsheet spreadsheet, RandomGenerator random) {
    // The first sheet of a spreadsheet is 0.
    int id = 0;
    while (!spreadsheet.sheets().isEmpty() && (id == 0 || spreadsheet.sheet(id) != null)) {
      id = random.nextInt(1, Integer.MAX_VALUE);
    }
    return id;
  }

  private static String freeTitle(Spreadsheet spreadsheet) {
    int number = spreadsheet.sheets().size() + 1;
    while (spreadsheet.sheet("Sheet" + number) != null) {
      number++;
    }
    return "Sheet" + number;
  }
}
