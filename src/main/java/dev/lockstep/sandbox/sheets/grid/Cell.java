package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import org.jspecify.annotations.Nullable;

/**
 * What a person or a program put into one cell. What comes of it (effective value and format, the
 * text shown) is worked out when it is asked for.
 *
 * @param format a CellFormat
 * @param validation a DataValidationRule
 * @param rest what else CellData has: textFormatRuns, chipRuns
 */
public record Cell(
    @Nullable Value value,
    @Nullable ObjectNode format,
    @Nullable String note,
    @Nullable ObjectNode validation,
    @Nullable ObjectNode rest) {

  public static final Cell EMPTY = new Cell(null, null, null, null, null);

  public static Cell of(@Nullable Value value) {
    return new Cell(value, null, null, null, null);
  }

  /** Nothing was put here, or nothing is left. */
  public boolean isEmpty() {
    return value == null && format == null && note == null && validation == null && rest == null;
  }

  /** Whether something in it may name other places: a formula or a rule. */
  boolean refers() {
    return value instanceof Value.Formula || validation != null;
  }

  /** A new value; the runs of the old text go with it. */
  public Cell with(@Nullable Value entered) {
    return new Cell(entered, format, note, validation, null);
  }

  public Cell withFormat(@Nullable ObjectNode cellFormat) {
    return new Cell(
        value,
        cellFormat == null || cellFormat.isEmpty() ? null : cellFormat,
        note,
        validation,
        rest);
  }

  public Cell withNote(@Nullable String text) {
    return new Cell(value, format, text == null || text.isEmpty() ? null : text, validation, rest);
  }

  public Cell withValidation(@Nullable ObjectNode rule) {
    return new Cell(value, format, note, rule, rest);
  }

  public Cell withRest(@Nullable ObjectNode others) {
    return new Cell(
        value, format, note, validation, others == null || others.isEmpty() ? null : others);
  }

  /** What the mask names is taken from CellData; read-only fields are passed over. */
  public Cell merge(UpdateMask mask, ObjectNode given) {
    boolean all = mask.isAll();
    Cell cell = this;
    if (all || mask.selects("userEnteredValue")) {
      cell = cell.with(Value.read(given.get("userEnteredValue")));
    }
    if (all || mask.selects("userEnteredFormat")) {
      ObjectNode format = given.get("userEnteredFormat") instanceof ObjectNode node ? node : null;
      cell = cell.withFormat(mask.below("userEnteredFormat").merge("CellFormat", format(), format));
    }
    if (all || mask.selects("note")) {
      cell = cell.withNote(given.path("note").asText(""));
    }
    if (all || mask.selects("dataValidation")) {
      cell =
          cell.withValidation(given.get("dataValidation") instanceof ObjectNode rule ? rule : null);
    }
    for (String field : new String[] {"textFormatRuns", "chipRuns"}) {
      if (all || mask.selects(field)) {
        ObjectNode others = Json.object();
        if (cell.rest != null) {
          others.setAll(cell.rest);
        }
        others.remove(field);
        if (given.has(field)) {
          others.set(field, given.get(field));
        }
        cell = cell.withRest(others);
      }
    }
    return cell;
  }

  /** All that was entered, as CellData. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    if (value != null) {
      json.set("userEnteredValue", value.json());
    }
    if (format != null) {
      json.set("userEnteredFormat", format);
    }
    if (note != null) {
      json.put("note", note);
    }
    if (validation != null) {
      json.set("dataValidation", validation);
    }
    return rest == null ? json : json.setAll(rest);
  }

  public static Cell read(ObjectNode json) {
    return EMPTY.merge(UpdateMask.parse("CellData", "*"), json);
  }
}
