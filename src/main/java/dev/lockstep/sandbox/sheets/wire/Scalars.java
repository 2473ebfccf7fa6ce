package dev.lockstep.sandbox.sheets.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers, texts and flags of the wire. */
public final class Scalars {

  private Scalars() {}

  /** A double as Google writes it: whole numbers without a fraction. */
  public static JsonNode number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      long whole = (long) value;
      return whole == (int) whole ? IntNode.valueOf((int) whole) : LongNode.valueOf(whole);
    }
    return DecimalNode.valueOf(new BigDecimal(Double.toString(value)));
  }

  /** A float as Google writes it: as many digits as tell it from its neighbours. */
  static JsonNode single(float value) {
    return value == Math.rint(value)
        ? IntNode.valueOf((int) value)
        : DecimalNode.valueOf(new BigDecimal(Float.toString(value)));
  }

  /** The value as that type, or null when it is not one. */
  static @Nullable JsonNode read(String type, JsonNode json) {
    return switch (type) {
      case "text" -> json.isTextual() ? json : null;
      case "flag" ->
          json.isBoolean()
              ? json
              : switch (json.asText()) {
                case "true" -> BooleanNode.TRUE;
                case "false" -> BooleanNode.FALSE;
                default -> null;
              };
      case "int" -> {
        BigDecimal number = decimal(json);
        yield number != null && whole(number) && number.abs().compareTo(LARGEST) <= 0
            ? IntNode.valueOf(number.intValue())
            : null;
      }
      case "float" -> {
        BigDecimal number = decimal(json);
        yield number == null ? null : single(number.floatValue());
      }
      case "number" -> {
        BigDecimal number = decimal(json);
        yield number == null ? null : number(number.doubleValue());
      }
      default -> throw new IllegalArgumentException("no type " + type);
    };
  }

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

  private static boolean whole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }

  private static @Nullable BigDecimal decimal(JsonNode json) {
    if (json.isNumber()) {
      return json.decimalValue();
    }
    try {
      return json.isTextual() ? new BigDecimal(json.asText()) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static boolean isDefault(JsonNode value) {
    return (value.isNumber() && value.decimalValue().signum() == 0)
        || (value.isBoolean() && !value.booleanValue())
        || (value.isTextual() && value.asText().isEmpty());
  }

  static String typeName(String type) {
    return switch (type) {
      case "text" -> "TYPE_STRING";
      case "flag" -> "TYPE_BOOL";
      case "int" -> "TYPE_INT32";
      case "float" -> "TYPE_FLOAT";
      default -> "TYPE_DOUBLE";
    };
  }
}
