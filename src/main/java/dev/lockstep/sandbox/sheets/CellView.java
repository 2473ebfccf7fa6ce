package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.FieldMask;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.entry.Shown;
import dev.lockstep.sandbox.sheets.formula.Calculator;
import dev.lockstep.sandbox.sheets.formula.Result;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CellData: what was entered, what came of it, and how it looks. */
final class CellView {

  private record Look(
      @Nullable ObjectNode entered,
      @Nullable ObjectNode numberFormat,
      String align,
      boolean link) {}

  private final Calculator calculator;
  private final ObjectNode usual;
  private final boolean entered;
  private final boolean effective;
  private final boolean formatted;
  private final boolean enteredFormat;
  private final boolean effectiveFormat;
  private final boolean hyperlink;
  private final Map<Look, ObjectNode> looks = new HashMap<>();

  /**
   * @param mask of the whole spreadsheet; what it does not select is not worked out
   */
  CellView(Calculator calculator, @Nullable FieldMask mask) {
    this.calculator = calculator;
    this.usual =
        calculator.spreadsheet().properties().get("defaultFormat") instanceof ObjectNode format
            ? format
            : Json.object();
    this.entered = wanted(mask, "userEnteredValue");
    this.effective = wanted(mask, "effectiveValue");
    this.formatted = wanted(mask, "formattedValue");
    this.enteredFormat = wanted(mask, "userEnteredFormat");
    this.effectiveFormat = wanted(mask, "effectiveFormat");
    this.hyperlink = wanted(mask, "hyperlink");
  }

  private static boolean wanted(@Nullable FieldMask mask, String field) {
    return mask == null || mask.selects("sheets", "data", "rowData", "values", field);
  }

  ObjectNode show(Sheet sheet, int row, int column) {
    Cell cell = sheet.grid().cell(row, column);
    ObjectNode json = Json.object();
    if (cell == null) {
      return json;
    }
    Value value = cell.value();
    Result result =
        value != null && (effective || formatted || effectiveFormat || hyperlink)
            ? calculator.result(sheet, row, column, cell)
            : null;
    if (value != null && entered) {
      json.set("userEnteredValue", value.json());
    }
    if (result != null && result.value() != null) {
      if (effective) {
        json.set("effectiveValue", result.value().json());
      }
      if (formatted) {
        json.put("formattedValue", Shown.text(result.value(), result.format()));
      }
    }
    if (cell.format() != null && enteredFormat) {
      json.set("userEnteredFormat", cell.format());
    }
    if (effectiveFormat) {
      json.set("effectiveFormat", look(cell, result));
    }
    rest(json, cell, result);
    return json;
  }

  private static void rest(ObjectNode json, Cell cell, @Nullable Result result) {
    if (result != null && result.hyperlink() != null) {
      json.put("hyperlink", result.hyperlink());
    }
    if (cell.note() != null) {
      json.put("note", cell.note());
    }
    ObjectNode others = cell.rest();
    if (others != null && others.has("textFormatRuns")) {
      json.set("textFormatRuns", others.get("textFormatRuns"));
    }
    if (cell.validation() != null) {
      json.set("dataValidation", cell.validation());
    }
    if (others != null && others.has("chipRuns")) {
      json.set("chipRuns", others.get("chipRuns"));
    }
  }

  /** The default, and over it what was entered; cells that look alike share it. */
  private ObjectNode look(Cell cell, @Nullable Result result) {
    boolean link = result != null && result.hyperlink() != null;
    Look look =
        new Look(cell.format(), result == null ? null : result.format(), align(result), link);
    return looks.computeIfAbsent(look, this::look);
  }

  private ObjectNode look(Look look) {
    ObjectNode json = usual.deepCopy();
    if (look.entered != null) {
      merge(json, look.entered);
    }
    if (look.numberFormat != null && !json.has("numberFormat")) {
      json.set("numberFormat", look.numberFormat);
    }
    if (!look.align.isEmpty() && !json.has("horizontalAlignment")) {
      json.put("horizontalAlignment", look.align);
    }
    if (!json.has("hyperlinkDisplayType")) {
      json.put("hyperlinkDisplayType", look.link ? "LINKED" : "PLAIN_TEXT");
    }
    return Messages.tidy("CellFormat", json);
  }

  private static void merge(ObjectNode under, ObjectNode over) {
    over.properties()
        .forEach(
            field -> {
              boolean whole = field.getKey().contains("olor");
              if (!whole
                  && field.getValue() instanceof ObjectNode some
                  && under.get(field.getKey()) instanceof ObjectNode all) {
                merge(all, some);
              } else {
                under.set(field.getKey(), field.getValue());
              }
            });
  }

  private static String align(@Nullable Result result) {
    return switch (result == null ? null : result.value()) {
      case null -> "";
      case Value.Number number -> "RIGHT";
      case Value.Text text -> "LEFT";
      case Value.Formula formula -> "LEFT";
      case Value.Flag flag -> "CENTER";
      case Value.Failure failure -> "CENTER";
    };
  }
}
