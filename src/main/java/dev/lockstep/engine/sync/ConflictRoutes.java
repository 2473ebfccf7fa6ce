package dev.lockstep.engine.sync;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Report;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Side;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks the routes that a definition names for its conflicts (`conflict: direct:name`). A route gets
 * a map of `sync`, `key`, `field`, `base`, `source`, `google` (each a map by field) and answers
 * `source`, `google`, or a map of values that go to both sides; anything else, or a failure, leaves
 * the conflict to a person.
 */
@Component
public class ConflictRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(ConflictRoutes.class);

  private final ProducerTemplate camel;

  ConflictRoutes(ProducerTemplate camel) {
    this.camel = camel;
  }

  /** What the routes decided, by unit; empty where no route is asked. */
  public Map<String, Ruling> rulings(RunningSync sync, String key, Decision decision) {
    if (sync.conflictRoutes().isEmpty()) {
      return Map.of();
    }
    Map<String, Ruling> rulings = new LinkedHashMap<>();
    for (Report report : decision.reports()) {
      if (report.kind() == Report.Kind.CONFLICT && report.winner() == null) {
        report.source().names().stream()
            .map(sync.conflictRoutes()::get)
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .flatMap(uri -> ask(uri, sync, key, report, decision.link()))
            .ifPresent(ruling -> rulings.put(report.unit(), ruling));
      }
    }
    return rulings;
  }

  private Optional<Ruling> ask(String uri, RunningSync sync, String key, Report report, Link link) {
    Map<String, @Nullable Object> question = new LinkedHashMap<>();
    question.put("sync", sync.name());
    question.put("key", key);
    question.put("field", report.unit());
    question.put("base", objects(link.bases().source().only(report.source()::has)));
    question.put("source", objects(report.source()));
    question.put("google", objects(report.target()));
    try {
      return ruling(camel.requestBody(uri, question), report);
    } catch (RuntimeException e) {
      LOG.warn(
          "sync={} key={} field={}: the route {} that decides conflicts failed, a person must",
          sync.name(),
          key,
          report.unit(),
          uri,
          e);
      return Optional.empty();
    }
  }

  private static Optional<Ruling> ruling(@Nullable Object answer, Report report) {
    if (answer instanceof String word) {
      return switch (word.strip().toLowerCase(Locale.ROOT)) {
        case "source" -> Optional.of(new Ruling.Wins(Side.SOURCE));
        case "google" -> Optional.of(new Ruling.Wins(Side.TARGET));
        default -> Optional.empty();
      };
    }
    return answer instanceof Map<?, ?> values
            && values.keySet().containsAll(report.source().names())
        ? Optional.of(new Ruling.Both(fields(values, report.source())))
        : Optional.empty();
  }

  private static Map<String, @Nullable Object> objects(Fields fields) {
    return new Row("", fields.values()).objects();
  }

  private static Fields fields(Map<?, ?> values, Fields like) {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (String name : like.names()) {
      fields.put(name, value(values.get(name)));
    }
    return new Fields(fields);
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
      case java.time.LocalDate date -> new Value.Date(date);
      case java.time.LocalDateTime dateTime -> new Value.DateTime(dateTime);
      case java.time.LocalTime time -> new Value.Time(time);
      case List<?> list -> Value.json(list);
      case Map<?, ?> map -> ColumnType.of("jsonb").coerce(new Value.Json(map));
      default -> Value.text(object.toString());
    };
  }
}
