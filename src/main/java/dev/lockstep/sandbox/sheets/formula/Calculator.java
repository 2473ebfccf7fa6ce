package dev.lockstep.sandbox.sheets.formula;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.grid.Value.Failure.Kind;
import dev.lockstep.sandbox.sheets.shift.Reference;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out the cells of one spreadsheet as it is now; what was worked out once is kept. */
public final class Calculator {

  private record Key(int sheet, int row, int column) {}

  /** Deep enough for long columns of sums that build on each other, short of the stack's end. */
  private static final int DEEPEST = 2_000;

  private static final Result CIRCLE =
      Result.failure(
          Kind.REFERENCE,
          "Circular dependency detected. To resolve with iterative calculation, see File >"
              + " Settings.");

  private final Spreadsheet spreadsheet;
  private final LocalDateTime now;
  private final Map<Key, Result> known = new HashMap<>();
  private final Map<String, Expression> read = new HashMap<>();
  private int depth;

  /**
   * @param now in the spreadsheet's zone
   */
  public Calculator(Spreadsheet spreadsheet, LocalDateTime now) {
    this.spreadsheet = spreadsheet;
    this.now = now;
  }

  public Spreadsheet spreadsheet() {
    return spreadsheet;
  }

  public LocalDateTime now() {
    return now;
  }

  public Result result(Sheet sheet, int row, int column) {
    Cell cell = sheet.grid().cell(row, column);
    return cell == null ? Result.NOTHING : result(sheet, row, column, cell);
  }

  /** The same for a cell that is already at hand. */
  public Result result(Sheet sheet, int row, int column, Cell cell) {
    return switch (cell.value()) {
      case null -> Result.NOTHING;
      case Value.Formula formula -> formula(sheet, row, column, formula);
      case Value.Number number -> plain(cell, number);
      case Value.Text text -> plain(cell, text);
      case Value.Flag flag -> plain(cell, flag);
      case Value.Failure failure -> plain(cell, failure);
    };
  }

  private static Result plain(Cell cell, Value value) {
    ObjectNode rest = cell.rest();
    String link = rest == null ? null : rest.path("hyperlink").textValue();
    ObjectNode format =
        cell.format() != null && cell.format().get("numberFormat") instanceof ObjectNode node
            ? node
            : null;
    return format == null && link == null ? Result.of(value) : new Result(value, format, link);
  }

  private Result formula(Sheet sheet, int row, int column, Value.Formula formula) {
    Key key = new Key(sheet.id(), row, column);
    Result result = known.get(key);
    if (result != null) {
      return result;
    }
    if (depth > DEEPEST) {
      return CIRCLE;
    }
    known.put(key, CIRCLE);
    depth++;
    try {
      result = new Evaluation(this, sheet, row, column).run(expression(formula.text()));
    } catch (Parser.Unreadable e) {
      result = Result.failure(Kind.ERROR, "Formula parse error.");
    } finally {
      depth--;
    }
    if (result.value() == null) {
      // A formula that looks at an empty cell is 0.
      result = Result.number(0).like(result.format());
    }
    Cell cell = sheet.grid().at(row, column);
    if (cell.format() != null && cell.format().get("numberFormat") instanceof ObjectNode own) {
      result = result.like(own);
    }
    known.put(key, result);
    return result;
  }

  private Expression expression(String formula) {
    Expression known = read.get(formula);
    if (known == null) {
      known = Parser.parse(formula);
      read.put(formula, known);
    }
    return known;
  }

  /** The cells that a reference means, row by row; null when there is no such place. */
  @Nullable List<Result> cells(Reference reference, Sheet here) {
    Sheet sheet = reference.sheet() == null ? here : spreadsheet.sheet(reference.sheet());
    if (sheet == null) {
      return null;
    }
    Area area = reference.area().meet(sheet.grid().all());
    return area.isEmpty() ? null : cells(sheet, area);
  }

  @Nullable List<Result> named(String name) {
    for (ObjectNode named : spreadsheet.namedRanges()) {
      if (named.path("name").asText().equalsIgnoreCase(name)) {
        GridRange range = GridRange.read(named.path("range"));
        Sheet sheet = spreadsheet.sheet(range.sheetId());
        return sheet == null ? null : cells(sheet, range.within(sheet));
      }
    }
    return null;
  }

  private List<Result> cells(Sheet sheet, Area area) {
    if (area.cells() == 1) {
      return List.of(result(sheet, area.top(), area.left()));
    }
    List<Result> cells = new ArrayList<>();
    int bottom = Math.min(area.bottom(), Math.max(area.top() + 1, sheet.grid().usedRows()));
    for (int row = area.top(); row < bottom; row++) {
      int right = Math.min(area.right(), Math.max(area.left() + 1, sheet.grid().used(row)));
      for (int column = area.left(); column < right; column++) {
        cells.add(result(sheet, row, column));
      }
    }
    return cells;
  }
}
