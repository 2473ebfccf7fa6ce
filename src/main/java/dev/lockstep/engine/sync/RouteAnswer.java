package dev.lockstep.engine.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Side;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.FieldMap;
import dev.lockstep.mapping.Rendering;
import dev.lockstep.target.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a route answered about a conflict: the word `source` or `google`, or a map by field of
 * values for both sides, also as the text of a JSON object. Anything else decides nothing.
 */
final class RouteAnswer {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final int SHOWN = 100;

  private RouteAnswer() {}

  /**
   * @param answer a map, or the text of whatever else was answered
   */
  static Ruling of(RouteQuestion question, @Nullable Object answer) {
    if (answer instanceof Map<?, ?> values) {
      return values(question, values);
    }
    String text = answer == null ? "" : answer.toString().strip();
    return text.startsWith("{") ? json(question, text) : word(question, text);
  }

  private static Ruling word(RouteQuestion question, String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "source" -> new Ruling.Wins(Side.SOURCE);
      case "google" -> new Ruling.Wins(Side.TARGET);
      case "" -> undecided(question, "answered nothing");
      default ->
          undecided(
              question,
              "answered '%s', which is neither source nor google nor values by field"
                  .formatted(shown(word)));
    };
  }

  private static Ruling json(RouteQuestion question, String text) {
    try {
      return values(question, JSON.readValue(text, Map.class));
    } catch (JsonProcessingException e) {
      return undecided(
          question,
          "answered '%s', which is no JSON: %s".formatted(shown(text), e.getOriginalMessage()));
    }
  }

  private static Ruling values(RouteQuestion question, Map<?, ?> values) {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (String name : question.source().names()) {
      if (!values.containsKey(name)) {
        return undecided(
            question, "answered values for %s and none for %s".formatted(values.keySet(), name));
      }
      fields.put(name, value(values.get(name)));
    }
    return new Ruling.Both(new Fields(fields), said(question, fields));
  }

  private static String said(RouteQuestion question, Map<String, Value> values) {
    return "the route %s answered %s"
        .formatted(
            question.uri(),
            values.entrySet().stream()
                .map(value -> value.getKey() + " " + quoted(value.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private static String quoted(Value value) {
    return value.isNull() ? "null" : "'" + shown(Rendering.of(value)) + "'";
  }

  /**
   * The answered values as the row would show them, where both sides can take them; else it has
   * decided nothing.
   *
   * @param shown the record as the target shows it
   */
  static Ruling fitting(Ruling.Both both, FieldMap fieldMap, Target target, Fields shown) {
    Fields values;
    try {
      values = fieldMap.asAnswered(both.values());
    } catch (ConversionException e) {
      return both.refused(String.valueOf(e.getMessage()));
    }
    String refusal = target.refusal(shown.with(values));
    return refusal == null ? new Ruling.Both(values, both.said()) : both.refused(refusal);
  }

  private static Value value(@Nullable Object object) {
    return switch (object) {
      case null -> Value.NULL;
      case Boolean truth -> Value.bool(truth);
      case Integer number -> Value.whole(number);
      case Long number -> Value.whole(number);
      case java.math.BigInteger number -> new Value.Whole(number);
      case java.math.BigDecimal number -> new Value.Decimal(number);
      case java.time.Instant instant -> Value.instant(instant);
      case java.time.OffsetDateTime at -> Value.instant(at.toInstant());
      case java.time.ZonedDateTime at -> Value.instant(at.toInstant());
      case java.time.LocalDate date -> new Value.Date(date);
      case java.time.LocalDateTime dateTime -> new Value.DateTime(dateTime);
      case java.time.LocalTime time -> new Value.Time(time);
      case List<?> list -> Value.json(list);
      case Map<?, ?> map -> ColumnType.of("jsonb").coerce(new Value.Json(map));
      default -> Value.text(object.toString());
    };
  }

  static Ruling undecided(RouteQuestion question, String what) {
    return new Ruling.Undecided("the route %s %s".formatted(question.uri(), what));
  }

  private static String shown(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
