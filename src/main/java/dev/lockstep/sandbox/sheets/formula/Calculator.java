package dev.lockstep.sandbox.sheets.formula;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.grid.Value.Failure.Kind;
import dev.lockstep.sandbox.sheets.shift.Reference;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works out the cells of one spreadsheet as it is now; what was worked out once is kept. */
public final class Calculator {

  private record Key(int sheet, int row, int column) {}

  private static final Result CIRCLE =
      Result.failure(
          Kind.REFERENCE,
          "Circular dependency detected. To resolve with iterative calculation, see File >"
              + " Settings.");

  private final Spreadsheet spreadsheet;
  private final LocalDateTime now;
  private final Map<Key, Result> known = new HashMap<>();
  private final Map<String, Expression> read = new HashMap<>();
  private final Set<Key> waiting = new HashSet<>();

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
      case Value.Formula formula -> formula(sheet, row, column);
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

  /**
   * Works out what a formula looks at before the formula itself: a column of sums that build on
   * each other is deeper than a stack.
   */
  private Result formula(Sheet sheet, int row, int column) {
    Deque<Key> open = new ArrayDeque<>();
    open.push(new Key(sheet.id(), row, column));
    while (!open.isEmpty()) {
      Key key = open.peek();
      if (!known.containsKey(key)) {
        // Whoever comes back here meanwhile has gone in a circle.
        known.put(key, CIRCLE);
        waiting.add(key);
        needs(key).forEach(open::push);
      } else {
        open.pop();
        if (waiting.remove(key)) {
          known.put(key, evaluate(key));
        }
      }
    }
    return known.getOrDefault(new Key(sheet.id(), row, column), CIRCLE);
  }

  private Result evaluate(Key key) {
    Sheet sheet = sheet(key);
    Cell cell = sheet.grid().at(key.row, key.column);
    Result result;
    try {
      result = new Evaluation(this, sheet, key.row, key.column).run(expression(key));
    } catch (Parser.Unreadable e) {
      result = Result.failure(Kind.ERROR, "Formula parse error.");
    }
    if (result.value() == null) {
      // A formula that looks at an empty cell is 0.
      result = Result.number(0).like(result.format());
    }
    return cell.format() != null && cell.format().get("numberFormat") instanceof ObjectNode own
        ? result.like(own)
        : result;
  }

  /** The formulas that this one looks at and that are not worked out. */
  private Set<Key> needs(Key key) {
    Set<Key> needed = new LinkedHashSet<>();
    try {
      collect(expression(key), sheet(key), needed);
    } catch (Parser.Unreadable e) {
      needed.clear();
    }
    return needed;
  }

  private void collect(Expression expression, Sheet here, Set<Key> needed) {
    switch (expression) {
      case Expression.Lookup lookup -> add(place(lookup.reference(), here), needed);
      case Expression.Name name -> add(named(name.name()), needed);
      case Expression.Unary unary -> collect(unary.operand(), here, needed);
      case Expression.Binary binary -> {
        collect(binary.left(), here, needed);
        collect(binary.right(), here, needed);
      }
      case Expression.Call call ->
          call.arguments().forEach(argument -> collect(argument, here, needed));
      case Expression.Constant constant -> {}
      case Expression.Nothing nothing -> {}
    }
  }

  private void add(A1.@Nullable Place place, Set<Key> needed) {
    if (place == null) {
      return;
    }
    Grid grid = place.sheet().grid();
    Area area = place.area();
    for (int row = area.top(); row < Math.min(area.bottom(), grid.usedRows()); row++) {
      for (int column = area.left(); column < Math.min(area.right(), grid.used(row)); column++) {
        Cell cell = grid.cell(row, column);
        Key key = new Key(place.sheet().id(), row, column);
        if (cell != null && cell.value() instanceof Value.Formula && !known.containsKey(key)) {
          needed.add(key);
        }
      }
    }
  }

  private Sheet sheet(Key key) {
    Sheet sheet = spreadsheet.sheet(key.sheet);
    if (sheet == null) {
      throw new IllegalStateException("no sheet " + key.sheet);
    }
    return sheet;
  }

  private Expression expression(Key key) {
    Cell cell = sheet(key).grid().at(key.row, key.column);
    if (!(cell.value() instanceof Value.Formula formula)) {
      throw new IllegalStateException("no formula at " + key);
    }
    return expression(formula.text());
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
    A1.Place place = place(reference, here);
    return place == null ? null : cells(place.sheet(), place.area());
  }

  /** The cells of a named range; null when there is none of that name. */
  @Nullable List<Result> cells(String name) {
    A1.Place place = named(name);
    return place == null ? null : cells(place.sheet(), place.area());
  }

  private A1.@Nullable Place place(Reference reference, Sheet here) {
    Sheet sheet = reference.sheet() == null ? here : spreadsheet.sheet(reference.sheet());
    if (sheet == null) {
      return null;
    }
    Area area = reference.area().meet(sheet.grid().all());
    return area.isEmpty() ? null : new A1.Place(sheet, area);
  }

  private A1.@Nullable Place named(String name) {
    for (ObjectNode named : spreadsheet.namedRanges()) {
      if (named.path("name").asText().equalsIgnoreCase(name)) {
        GridRange range = GridRange.read(named.path("range"));
        Sheet sheet = spreadsheet.sheet(range.sheetId());
        return sheet == null ? null : new A1.Place(sheet, range.within(sheet));
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
