package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.sandbox.sheets.entry.Shown;
import dev.lockstep.sandbox.sheets.formula.Result;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.wire.Messages;
import dev.lockstep.sandbox.sheets.wire.Scalars;
import org.jspecify.annotations.Nullable;

/**
 * How values are told: as they are displayed, as they are, or as they were entered; dates as serial
 * numbers or as they are displayed.
 */
record Rendering(Values values, boolean datesAsText) {

  enum Values {
    FORMATTED_VALUE,
    UNFORMATTED_VALUE,
    FORMULA
  }

  static Rendering of(@Nullable String valueOption, @Nullable String dateOption) {
    return new Rendering(
        valueOption == null ? Values.FORMATTED_VALUE : Values.valueOf(valueOption),
        "FORMATTED_STRING".equals(dateOption));
  }

  /** Out of query parameters or of body fields with these names. */
  static Rendering parse(
      String valueName, @Nullable String value, String dateName, @Nullable String date) {
    return of(
        Messages.option("ValueRenderOption", valueName, value),
        Messages.option("DateTimeRenderOption", dateName, date));
  }

  /**
   * @param entered what stands in the cell
   * @param result what came of it
   */
  JsonNode render(Value entered, Result result) {
    if (values == Values.FORMULA && entered instanceof Value.Formula formula) {
      return TextNode.valueOf(formula.text());
    }
    Value value = result.value() == null ? entered : result.value();
    if (values == Values.FORMATTED_VALUE) {
      return TextNode.valueOf(Shown.text(value, result.format()));
    }
    return switch (value) {
      case Value.Number number ->
          values == Values.UNFORMATTED_VALUE && datesAsText && Shown.isTime(result.format())
              ? TextNode.valueOf(Shown.text(number, result.format()))
              : Scalars.number(number.number());
      case Value.Flag flag -> BooleanNode.valueOf(flag.flag());
      case Value.Text text -> TextNode.valueOf(text.text());
      case Value.Formula formula -> TextNode.valueOf(formula.text());
      case Value.Failure failure -> TextNode.valueOf(failure.kind().shown());
    };
  }
}
