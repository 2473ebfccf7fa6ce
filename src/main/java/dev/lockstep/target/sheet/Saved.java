package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.CellData;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.ConversionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the hidden tab kept of the rows that a batch has touched: it tells what was hit. */
record Saved(Map<Integer, List<CellData>> rows) {

  /**
   * Where the columns stood when the batch ran: its saved header row tells. What it does not tell
   * is taken to be as it was read.
   */
  Columns columns(int headerAt, Columns read, TabShape shape) {
    List<Object> header = new ArrayList<>();
    for (CellData cell : rows.getOrDefault(headerAt, List.of())) {
      header.add(Cells.shown(cell) instanceof Value.Text text ? text.text() : "");
    }
    try {
      return header.isEmpty() ? read : Columns.of(Tab.SAVES, header, shape.fields(), null);
    } catch (HeaderFault renamed) {
      return read;
    }
  }

  /**
   * The touched rows that were not as expected (PROTOCOL 7.1 (d)).
   *
   * @param read where the columns stood when the batch was planned
   * @param then where they stood when it ran
   */
  List<Misplaced> misplaced(List<Touch> touches, Columns read, Columns then, TabShape shape) {
    List<Misplaced> misplaced = new ArrayList<>();
    for (Touch touch : touches) {
      List<CellData> kept = rows.getOrDefault(touch.saved(), List.of());
      if (!isAsExpected(touch, kept, read, then, shape)) {
        misplaced.add(misplaced(touch, kept, then, shape));
      }
    }
    return misplaced;
  }

  private static boolean isAsExpected(
      Touch touch, List<CellData> kept, Columns read, Columns then, TabShape shape) {
    if (!java.util.Objects.equals(key(kept, then, shape), touch.key())) {
      return false;
    }
    if (touch.written().keySet().stream().anyMatch(column -> read.moved(column, then) != column)) {
      return false;
    }
    return touch.before().entrySet().stream()
        .allMatch(
            expected ->
                Cells.shown(cell(kept, read.moved(expected.getKey(), then)))
                    .same(expected.getValue()));
  }

  private static Misplaced misplaced(
      Touch touch, List<CellData> kept, Columns columns, TabShape shape) {
    Map<Integer, Value> shown = new LinkedHashMap<>();
    touch.written().keySet().forEach(column -> shown.put(column, Cells.shown(cell(kept, column))));
    return new Misplaced(
        touch.record(),
        touch.saved(),
        touch.row(),
        key(kept, columns, shape),
        columns,
        shown,
        touch.written(),
        touch.deletes(),
        kept.stream().allMatch(cell -> Cells.shown(cell).isNull() && !Cells.isFormula(cell)));
  }

  /** What a saved row showed, for the history. */
  Fields cells(int saved, Columns columns, TabShape shape) {
    return cells(rows.getOrDefault(saved, List.of()), columns, shape);
  }

  private static Fields cells(List<CellData> kept, Columns columns, TabShape shape) {
    Map<String, Value> values = new LinkedHashMap<>();
    shape.fields().forEach(field -> values.put(field, Cells.shown(cell(kept, columns.of(field)))));
    return new Fields(values);
  }

  private static @Nullable String key(List<CellData> kept, Columns columns, TabShape shape) {
    try {
      return shape.key(cells(kept, columns, shape));
    } catch (ConversionException e) {
      return null; // A person's row with a key of no use: it is put back by where it stands.
    }
  }

  private static @Nullable CellData cell(List<CellData> row, int column) {
    return column < row.size() ? row.get(column) : null;
  }
}
