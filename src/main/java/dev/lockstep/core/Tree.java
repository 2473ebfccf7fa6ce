package dev.lockstep.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form in which values, attempts and reports are stored as JSON: plain trees of maps, lists,
 * strings, booleans and null, which any JSON library writes and reads. No type is lost: null,
 * strings and booleans stand for themselves, all else is an object with its type as only key.
 *
 * <pre>
 * "text"   true   null
 * {"int": "42"}   {"dec": "1.10"}
 * {"date": "2026-03-29"}   {"time": "10:00"}   {"datetime": "2026-03-29T10:00"}
 * {"instant": "2026-03-29T08:00:00Z"}
 * {"json": any JSON value, its numbers as {"dec": "1.10"}, its objects as {"obj": {…}}}
 * </pre>
 */
public final class Tree {

  private Tree() {}

  public static Map<String, @Nullable Object> of(Fields fields) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    fields.values().forEach((name, value) -> tree.put(name, of(value)));
    return tree;
  }

  public static Fields fields(@Nullable Object tree) {
    Map<String, Value> values = new LinkedHashMap<>();
    object(tree).forEach((name, value) -> values.put(name, value(value)));
    return new Fields(values);
  }

  public static @Nullable Object of(Value value) {
    return switch (value) {
      case Value.Null none -> null;
      case Value.Text text -> text.text();
      case Value.Bool bool -> bool.truth();
      case Value.Whole whole -> Map.of("int", whole.number().toString());
      case Value.Decimal decimal -> Map.of("dec", decimal.number().toString());
      case Value.Date date -> Map.of("date", date.date().toString());
      case Value.Time time -> Map.of("time", time.time().toString());
      case Value.DateTime dateTime -> Map.of("datetime", dateTime.dateTime().toString());
      case Value.Instant instant -> Map.of("instant", instant.instant().toString());
      case Value.Json json -> single("json", packed(json.tree()));
    };
  }

  public static Value value(@Nullable Object tree) {
    return switch (tree) {
      case null -> Value.NULL;
      case String text -> new Value.Text(text);
      case Boolean truth -> new Value.Bool(truth);
      case Map<?, ?> tagged -> tagged(tagged);
      default -> throw unreadable(tree);
    };
  }

  private static Value tagged(Map<?, ?> tree) {
    Map.Entry<?, ?> entry = only(tree);
    Object content = entry.getValue();
    return switch (String.valueOf(entry.getKey())) {
      case "int" -> new Value.Whole(new BigInteger(text(content)));
      case "dec" -> new Value.Decimal(new BigDecimal(text(content)));
      case "date" -> new Value.Date(LocalDate.parse(text(content)));
      case "time" -> new Value.Time(LocalTime.parse(text(content)));
      case "datetime" -> new Value.DateTime(LocalDateTime.parse(text(content)));
      case "instant" -> new Value.Instant(Instant.parse(text(content)));
      case "json" -> new Value.Json(unpacked(content));
      default -> throw unreadable(tree);
    };
  }

  private static @Nullable Object packed(@Nullable Object json) {
    return switch (json) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> packed = new LinkedHashMap<>();
        map.forEach((key, value) -> packed.put(String.valueOf(key), packed(value)));
        yield single("obj", packed);
      }
      case List<?> list -> {
        List<@Nullable Object> packed = new ArrayList<>();
        list.forEach(item -> packed.add(packed(item)));
        yield packed;
      }
      case Number number -> Map.of("dec", number.toString());
      case null -> null;
      default -> json;
    };
  }

  private static @Nullable Object unpacked(@Nullable Object tree) {
    return switch (tree) {
      case Map<?, ?> tagged -> {
        Map.Entry<?, ?> entry = only(tagged);
        if (entry.getKey().equals("dec")) {
          yield new BigDecimal(text(entry.getValue()));
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object(entry.getValue()).forEach((key, value) -> map.put(key, unpacked(value)));
        yield map;
      }
      case List<?> packed -> {
        List<@Nullable Object> list = new ArrayList<>();
        packed.forEach(item -> list.add(unpacked(item)));
        yield list;
      }
      case null -> null;
      default -> tree;
    };
  }

  public static Map<String, @Nullable Object> of(Attempt attempt) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("kind", attempt.kind().name());
    tree.put("fields", of(attempt.fields()));
    tree.put("remoteId", attempt.remoteId());
    tree.put("version", attempt.version());
    tree.put("at", attempt.at().toString());
    return tree;
  }

  public static Attempt attempt(@Nullable Object tree) {
    Map<String, ?> map = object(tree);
    return new Attempt(
        Attempt.Kind.valueOf(text(map.get("kind"))),
        fields(map.get("fields")),
        text(map.get("remoteId")),
        textOrNull(map.get("version")),
        Instant.parse(text(map.get("at"))));
  }

  public static Map<String, @Nullable Object> of(Report report) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("kind", report.kind().name());
    tree.put("unit", report.unit());
    tree.put("source", of(report.source()));
    tree.put("target", of(report.target()));
    tree.put("winner", report.winner() == null ? null : report.winner().name());
    tree.put("detail", report.detail());
    return tree;
  }

  public static Report report(@Nullable Object tree) {
    Map<String, ?> map = object(tree);
    String winner = textOrNull(map.get("winner"));
    return new Report(
        Report.Kind.valueOf(text(map.get("kind"))),
        text(map.get("unit")),
        fields(map.get("source")),
        fields(map.get("target")),
        winner == null ? null : Side.valueOf(winner),
        text(map.get("detail")));
  }

  /** Rulings come from routes, and are not stored. */
  public static Map<String, @Nullable Object> of(Asked asked) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    Map<String, @Nullable Object> winners = new LinkedHashMap<>();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    asked
        .resolved()
        .forEach(
            (unit, resolution) -> {
              winners.put(unit, resolution.winner().name());
              if (resolution.shown() != null) {
                shown.put(unit, of(resolution.shown()));
              }
            });
    tree.put("winners", winners);
    if (!shown.isEmpty()) {
      tree.put("shown", shown);
    }
    tree.put("restore", asked.restore());
    tree.put("version", of(asked.version()));
    if (asked.expected() != null) {
      tree.put("expected", of(asked.expected()));
    }
    if (asked.again()) {
      tree.put("again", true);
    }
    return tree;
  }

  public static Asked asked(@Nullable Object tree) {
    Map<String, ?> map = object(tree);
    Map<String, ?> shown = map.get("shown") == null ? Map.of() : object(map.get("shown"));
    Map<String, Resolution> resolved = new LinkedHashMap<>();
    object(map.get("winners"))
        .forEach(
            (unit, side) ->
                resolved.put(
                    unit,
                    new Resolution(
                        Side.valueOf(text(side)),
                        shown.get(unit) == null ? null : report(shown.get(unit)))));
    return new Asked(
        Map.of(),
        resolved,
        Boolean.TRUE.equals(map.get("restore")),
        fields(map.get("version")),
        null,
        map.get("expected") == null ? null : fields(map.get("expected")),
        Boolean.TRUE.equals(map.get("again")));
  }

  public static Map<String, @Nullable Object> of(Link.Seen seen) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("fields", of(seen.fields()));
    tree.put("updated", seen.updated() == null ? null : seen.updated().toString());
    return tree;
  }

  public static Link.Seen seen(@Nullable Object tree) {
    Map<String, ?> map = object(tree);
    String updated = textOrNull(map.get("updated"));
    return new Link.Seen(
        fields(map.get("fields")), updated == null ? null : Instant.parse(updated));
  }

  private static Map<String, @Nullable Object> single(String key, @Nullable Object value) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(key, value);
    return tree;
  }

  private static Map.Entry<?, ?> only(Map<?, ?> tree) {
    if (tree.size() != 1) {
      throw unreadable(tree);
    }
    return tree.entrySet().iterator().next();
  }

  private static Map<String, @Nullable Object> object(@Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw unreadable(tree);
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map.forEach((key, value) -> object.put(String.valueOf(key), value));
    return object;
  }

  private static String text(@Nullable Object tree) {
    String text = textOrNull(tree);
    if (text == null) {
      throw unreadable(tree);
    }
    return text;
  }

  private static @Nullable String textOrNull(@Nullable Object tree) {
    return tree == null ? null : String.valueOf(tree);
  }

  private static IllegalArgumentException unreadable(@Nullable Object tree) {
    return new IllegalArgumentException("not a stored value: " + tree);
  }
}
