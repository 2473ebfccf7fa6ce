package dev.lockstep.sandbox.sheets;

import dev.lockstep.sandbox.sheets.formula.Calculator;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.state.Ticks;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Now, as a spreadsheet's clock shows it. */
final class Moment {

  private Moment() {}

  static LocalDateTime of(Spreadsheet spreadsheet, Ticks ticks) {
    return LocalDateTime.ofInstant(ticks.now(), zone(spreadsheet));
  }

  static Calculator calculator(Spreadsheet spreadsheet, Ticks ticks) {
    return new Calculator(spreadsheet, of(spreadsheet, ticks));
  }

  private static ZoneId zone(Spreadsheet spreadsheet) {
    try {
      return ZoneId.of(spreadsheet.properties().path("timeZone").asText("Etc/GMT"));
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }
}
