package dev.lockstep.sandbox.sheets.batch;

import dev.lockstep.sandbox.sheets.entry.Shown;
import dev.lockstep.sandbox.sheets.formula.Calculator;
import dev.lockstep.sandbox.sheets.formula.Result;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What the cells of a draft come to, formulas worked out. Good until the draft is written. */
final class Worked {

  private final Calculator calculator;

  Worked(Draft draft) {
    String zone = draft.spreadsheet().properties().path("timeZone").asText("Etc/GMT");
    this.calculator =
        new Calculator(draft.spreadsheet(), LocalDateTime.ofInstant(draft.now(), ZoneId.of(zone)));
  }

  /** Never a formula; null where nothing is. */
  @Nullable Value value(Sheet sheet, int row, int column) {
    return calculator.result(sheet, row, column).value();
  }

  /** As people see it; empty where nothing is. */
  String text(Sheet sheet, int row, int column) {
    Result result = calculator.result(sheet, row, column);
    Value value = result.value();
    return value == null ? "" : Shown.text(value, result.format());
  }
}
