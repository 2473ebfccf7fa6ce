package dev.lockstep.target.calendar;

import com.google.api.client.util.Data;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.EventReminder;
import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reminders as JSON: {@code {"useDefault": true}} or {@code {"useDefault": false, "overrides":
 * [{"method": "popup", "minutes": 10}]}}, overrides in one order whatever Google's.
 */
final class Reminders {

  private static final int MOST = 5;
  private static final int LONGEST_MINUTES = 40_320;

  private Reminders() {}

  static Value read(Event.@Nullable Reminders reminders) {
    if (reminders == null
        || reminders.getUseDefault() == null && reminders.getOverrides() == null) {
      return Value.json(Map.of("useDefault", true));
    }
    return value(
        Boolean.TRUE.equals(reminders.getUseDefault()),
        reminders.getOverrides() == null
            ? List.of()
            : reminders.getOverrides().stream()
                .map(o -> new Alarm(o.getMethod(), o.getMinutes()))
                .toList());
  }

  /** Without value Google gives its default: the calendar's reminders if timed, none if all day. */
  static Value normalise(Value value, boolean isAllDay) {
    return parsed(value) instanceof Parsed p
        ? value(p.useDefault(), p.overrides())
        : value.isNull() ? value(!isAllDay, List.of()) : value;
  }

  static Event.@Nullable Reminders write(Value value, boolean isNew) {
    Parsed parsed = parsed(value);
    if (parsed == null) {
      return isNew ? null : Data.nullOf(Event.Reminders.class);
    }
    return new Event.Reminders()
        .setUseDefault(parsed.useDefault())
        .setOverrides(
            parsed.overrides().stream()
                .map(o -> new EventReminder().setMethod(o.method()).setMinutes(o.minutes()))
                .toList());
  }

  static @Nullable String refusal(Value value) {
    if (value.isNull()) {
      return null;
    }
    Parsed parsed = parsed(value);
    if (parsed == null) {
      return "the reminders are not {\"useDefault\": …, \"overrides\": [{\"method\", \"minutes\"}]}";
    }
    if (parsed.overrides().size() > MOST) {
      return "there are %d reminders, Google keeps %d".formatted(parsed.overrides().size(), MOST);
    }
    return parsed.overrides().stream()
        .filter(o -> o.minutes() < 0 || o.minutes() > LONGEST_MINUTES)
        .findFirst()
        .map(o -> "a reminder %d minutes before is not within 0 to 40320".formatted(o.minutes()))
        .orElse(null);
  }

  private record Alarm(String method, int minutes) {}

  private record Parsed(boolean useDefault, List<Alarm> overrides) {}

  private static @Nullable Parsed parsed(Value value) {
    if (!(value instanceof Value.Json json) || !(json.tree() instanceof Map<?, ?> map)) {
      return null;
    }
    if (map.get("overrides") != null && !(map.get("overrides") instanceof List<?>)) {
      return null;
    }
    List<?> overrides = map.get("overrides") instanceof List<?> list ? list : List.of();
    for (Object item : overrides) {
      if (!(item instanceof Map<?, ?> o)
          || !(o.get("method") instanceof String)
          || !(o.get("minutes") instanceof Number)) {
        return null;
      }
    }
    boolean useDefault = map.get("useDefault") instanceof Boolean said ? said : overrides.isEmpty();
    return new Parsed(
        useDefault,
        overrides.stream()
            .map(item -> (Map<?, ?>) item)
            .map(o -> new Alarm((String) o.get("method"), ((Number) o.get("minutes")).intValue()))
            .toList());
  }

  private static Value value(boolean useDefault, List<Alarm> overrides) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("useDefault", useDefault);
    if (!overrides.isEmpty()) {
      tree.put(
          "overrides",
          overrides.stream()
              .sorted(Comparator.comparing(Alarm::method).thenComparing(Alarm::minutes))
              .<Object>map(
                  o -> Map.of("method", o.method(), "minutes", BigDecimal.valueOf(o.minutes())))
              .toList());
    }
    return Value.json(tree);
  }
}
