package dev.lockstep.target.sheet.layout;

import com.google.api.services.sheets.v4.model.BooleanCondition;
import com.google.api.services.sheets.v4.model.BooleanRule;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.Color;
import com.google.api.services.sheets.v4.model.ColorStyle;
import com.google.api.services.sheets.v4.model.ConditionValue;
import com.google.api.services.sheets.v4.model.DataValidationRule;
import com.google.api.services.sheets.v4.model.NumberFormat;
import com.google.api.services.sheets.v4.model.TextFormat;
import dev.lockstep.definition.SheetTemplate.Allowed;
import dev.lockstep.definition.SheetTemplate.Format;
import dev.lockstep.definition.SheetTemplate.Style;
import dev.lockstep.definition.SheetTemplate.Validation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A template's words as Google's. */
final class Looks {

  private static final int FULL = 255;

  private Looks() {}

  static ColorStyle color(String hex) {
    return new ColorStyle()
        .setRgbColor(new Color().setRed(part(hex, 1)).setGreen(part(hex, 3)).setBlue(part(hex, 5)));
  }

  private static float part(String hex, int at) {
    return Integer.parseInt(hex.substring(at, at + 2), 16) / (float) FULL;
  }

  static NumberFormat format(Format format) {
    return new NumberFormat().setType(format.type().name()).setPattern(format.pattern());
  }

  /**
   * What the type of a column asks for: dates are numbers that nobody could read, and a key that is
   * text must keep the zeros that a person types.
   */
  static Optional<Format> standard(LayoutColumn column) {
    if (column.column() == null) {
      return Optional.empty();
    }
    return switch (column.column().type().kind()) {
      case DATE -> Optional.of(new Format(Format.Type.DATE, "yyyy-mm-dd"));
      case TIMESTAMP, TIMESTAMPTZ ->
          Optional.of(new Format(Format.Type.DATE_TIME, "yyyy-mm-dd hh:mm:ss"));
      case TIME -> Optional.of(new Format(Format.Type.TIME, "hh:mm:ss"));
      case BIT, VARBIT -> Optional.of(new Format(Format.Type.TEXT, null));
      case TEXT, PADDED, ENUM, UUID, OTHER, BYTEA ->
          column.isKey() ? Optional.of(new Format(Format.Type.TEXT, null)) : Optional.empty();
      case BOOL, SMALLINT, INTEGER, BIGINT, NUMERIC, FLOAT, JSON, ARRAY -> Optional.empty();
    };
  }

  /** Empty where the keys that a column may reference are not known. */
  static Optional<DataValidationRule> validation(Validation validation, LayoutColumn column) {
    return condition(validation.allowed(), column)
        .map(
            condition ->
                new DataValidationRule()
                    .setCondition(condition)
                    .setStrict(validation.strict())
                    .setShowCustomUi(true)
                    .setInputMessage(validation.message()));
  }

  private static Optional<BooleanCondition> condition(Allowed allowed, LayoutColumn column) {
    return switch (allowed) {
      case Allowed.Values list -> Optional.of(condition("ONE_OF_LIST", list.values()));
      case Allowed.EnumLabels labels ->
          Optional.ofNullable(column.column())
              .map(c -> condition("ONE_OF_LIST", c.type().labels()));
      case Allowed.ReferencedKeys keys ->
          Optional.ofNullable(column.referenced()).map(k -> condition("ONE_OF_LIST", k));
      case Allowed.Checkbox box -> Optional.of(condition("BOOLEAN", List.of()));
      case Allowed.Numbers range ->
          Optional.of(
              range(
                  range.from() == null ? null : range.from().toPlainString(),
                  range.to() == null ? null : range.to().toPlainString(),
                  "NUMBER_BETWEEN",
                  "NUMBER_GREATER_THAN_EQ",
                  "NUMBER_LESS_THAN_EQ"));
      case Allowed.Dates range ->
          Optional.of(
              range(
                  range.from() == null ? null : range.from().toString(),
                  range.to() == null ? null : range.to().toString(),
                  "DATE_BETWEEN",
                  "DATE_ON_OR_AFTER",
                  "DATE_ON_OR_BEFORE"));
    };
  }

  private static BooleanCondition range(
      @Nullable String from, @Nullable String to, String between, String least, String most) {
    if (from == null) {
      return condition(most, to == null ? List.of() : List.of(to));
    }
    return to == null ? condition(least, List.of(from)) : condition(between, List.of(from, to));
  }

  static BooleanCondition condition(String type, List<String> values) {
    return new BooleanCondition()
        .setType(type)
        .setValues(
            values.stream().map(value -> new ConditionValue().setUserEnteredValue(value)).toList());
  }

  static CellFormat style(Style style) {
    CellFormat format = new CellFormat();
    if (style.background() != null) {
      format.setBackgroundColorStyle(color(style.background()));
    }
    TextFormat text =
        new TextFormat()
            .setBold(style.bold())
            .setItalic(style.italic())
            .setStrikethrough(style.strikethrough());
    if (style.color() != null) {
      text.setForegroundColorStyle(color(style.color()));
    }
    return text.isEmpty() ? format : format.setTextFormat(text);
  }

  /** A rule as text, whether it was planned or read back: Google renames and rounds colours. */
  static String text(BooleanRule rule) {
    StringBuilder text = new StringBuilder(String.valueOf(rule.getCondition().getType()));
    if (rule.getCondition().getValues() != null) {
      rule.getCondition()
          .getValues()
          .forEach(v -> text.append('|').append(v.getUserEnteredValue()));
    }
    CellFormat format = rule.getFormat() == null ? new CellFormat() : rule.getFormat();
    text.append(" → ").append(hex(format.getBackgroundColorStyle(), format.getBackgroundColor()));
    TextFormat letters = format.getTextFormat() == null ? new TextFormat() : format.getTextFormat();
    return text.append(' ')
        .append(hex(letters.getForegroundColorStyle(), letters.getForegroundColor()))
        .append(Boolean.TRUE.equals(letters.getBold()) ? " bold" : "")
        .append(Boolean.TRUE.equals(letters.getItalic()) ? " italic" : "")
        .append(Boolean.TRUE.equals(letters.getStrikethrough()) ? " strikethrough" : "")
        .toString();
  }

  private static String hex(@Nullable ColorStyle style, @Nullable Color old) {
    Color color = style == null ? old : style.getRgbColor();
    return color == null
        ? "-"
        : "#%02x%02x%02x"
            .formatted(part(color.getRed()), part(color.getGreen()), part(color.getBlue()));
  }

  /** A part that is missing is none of it. */
  private static int part(@Nullable Float part) {
    return part == null ? 0 : Math.round(part * FULL);
  }
}
