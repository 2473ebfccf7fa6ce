package dev.lockstep.sandbox.sheets;

import dev.lockstep.sandbox.sheets.entry.Shown;
import dev.lockstep.sandbox.sheets.formula.Calculator;
import dev.lockstep.sandbox.sheets.formula.Result;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.state.Ticks;

/** A sheet as a text of separated values, the way people see them. */
public final class SheetText {

  private SheetText() {}

  /** The first sheet; lines end with CR LF, but for the last one. */
  public static String of(Spreadsheet spreadsheet, Ticks ticks, char separator) {
    Sheet sheet = spreadsheet.sheets().getFirst();
    Grid grid = sheet.grid();
    Calculator calculator = Moment.calculator(spreadsheet, ticks);
    String[][] cells = new String[grid.usedRows()][];
    int rows = 0;
    int columns = 0;
    for (int row = 0; row < cells.length; row++) {
      cells[row] = new String[grid.used(row)];
      for (int column = 0; column < cells[row].length; column++) {
        Result result = calculator.result(sheet, row, column);
        cells[row][column] =
            result.value() == null ? "" : Shown.text(result.value(), result.format());
        if (!cells[row][column].isEmpty()) {
          rows = row + 1;
          columns = Math.max(columns, column + 1);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      text.append(row == 0 ? "" : "\r\n");
      for (int column = 0; column < columns; column++) {
        text.append(column == 0 ? "" : String.valueOf(separator));
        text.append(column < cells[row].length ? quoted(cells[row][column], separator) : "");
      }
    }
    return text.toString();
  }

  private static String quoted(String cell, char separator) {
    if (separator == '\t') {
      return cell.replaceAll("[\t\r\n]", " ");
    }
    return cell.indexOf(separator) >= 0 || cell.contains("\"") || cell.contains("\n")
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }
}
