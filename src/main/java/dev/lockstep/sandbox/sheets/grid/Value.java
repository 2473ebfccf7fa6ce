package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.wire.Scalars;
import org.jspecify.annotations.Nullable;

/** What was entered into a cell, or what came of it: Google's ExtendedValue. */
public sealed interface Value {

  /** Numbers, and dates as days since the 30th of December 1899. */
  record Number(double number) implements Value {}

  record Text(String text) implements Value {}

  record Flag(boolean flag) implements Value {}

  /** A formula with its equals sign; only what was entered, never what came of it. */
  record Formula(String text) implements Value {}

  /** What came of a formula that cannot be worked out. */
  record Failure(Kind kind, String message) implements Value {
    public enum Kind {
      ERROR("ERROR", "#ERROR!"),
      NULL("NULL_VALUE", "#NULL!"),
      DIVISION("DIVIDE_BY_ZERO", "#DIV/0!"),
      VALUE("VALUE", "#VALUE!"),
      REFERENCE("REF", "#REF!"),
      NAME("NAME", "#NAME?"),
      NUMBER("NUM", "#NUM!"),
      MISSING("N_A", "#N/A");

      private final String type;
      private final String shown;

      Kind(String type, String shown) {
        this.type = type;
        this.shown = shown;
      }

      public String shown() {
        return shown;
      }
    }
  }

  default ObjectNode json() {
    ObjectNode json = Json.object();
    switch (this) {
      case Number number -> json.set("numberValue", Scalars.number(number.number));
      case Text text -> json.put("stringValue", text.text);
      case Flag flag -> json.put("boolValue", flag.flag);
      case Formula formula -> json.put("formulaValue", formula.text);
      case Failure failure ->
          json.putObject("errorValue")
              .put("type", failure.kind.type)
              .put("message", failure.message);
    }
    return json;
  }

  /** Characters that a cell takes. */
  int LONGEST = 50_000;

  /** An ExtendedValue that was read by {@code Messages}; null when it is empty. */
  static @Nullable Value read(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    if (json.has("numberValue")) {
      return new Number(json.get("numberValue").asDouble());
    }
    if (json.has("stringValue")) {
      return new Text(checked(json.get("stringValue").asText()));
    }
    if (json.has("boolValue")) {
      return new Flag(json.get("boolValue").asBoolean());
    }
    return json.has("formulaValue") ? new Formula(json.get("formulaValue").asText()) : null;
  }

  /** Text that a cell takes: not more than 50,000 characters. */
  static String checked(String text) {
    if (text.length() > LONGEST) {
      throw GoogleError.invalid(
          "Your input contains more than the maximum of "
              + LONGEST
              + " characters in a single cell.");
    }
    return text;
  }
}
