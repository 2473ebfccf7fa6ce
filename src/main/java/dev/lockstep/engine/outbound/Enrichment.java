package dev.lockstep.engine.outbound;

import dev.lockstep.core.Failure;
import dev.lockstep.mapping.Row;
import dev.lockstep.target.TargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets the loaded rows pass the route that the definition names. The route gets a {@code
 * List<Map<String, Object>>}, one map of column values per row, and answers the same list with
 * entries added; what it adds can stand in expressions as {@code ${row[name]}}.
 */
@Component
class Enrichment {

  private final ProducerTemplate camel;

  Enrichment(ProducerTemplate camel) {
    this.camel = camel;
  }

  Loaded enrich(Loaded loaded) {
    String route = loaded.pass().sync().definition().enrich();
    List<Candidate> present =
        loaded.candidates().stream().filter(candidate -> candidate.row() != null).toList();
    if (route == null || present.isEmpty()) {
      return loaded;
    }
    List<Map<String, @Nullable Object>> rows =
        new ArrayList<>(present.stream().map(candidate -> objects(candidate.row())).toList());
    List<?> enriched = ask(route, rows);
    if (enriched.size() != present.size()) {
      throw wrong(
          route,
          "it answered %d rows for %d".formatted(enriched.size(), present.size()),
          new IllegalStateException());
    }
    Map<String, Candidate> byKey = new LinkedHashMap<>();
    loaded.candidates().forEach(candidate -> byKey.put(candidate.key(), candidate));
    for (int i = 0; i < present.size(); i++) {
      Candidate candidate = present.get(i);
      byKey.put(candidate.key(), candidate.enriched(added(enriched.get(i), candidate.row())));
    }
    return new Loaded(loaded.pass(), List.copyOf(byKey.values()), loaded.round());
  }

  private List<?> ask(String route, List<Map<String, @Nullable Object>> rows) {
    try {
      return camel.requestBody(route, rows, List.class);
    } catch (CamelExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw wrong(route, String.valueOf(cause.getMessage()), cause);
    }
  }

  private static TargetException wrong(String route, String what, Throwable cause) {
    return new TargetException(
        new Failure(
            Failure.Kind.TRANSIENT,
            Failure.Scope.PARTITION,
            "enrich",
            "the enrich route %s failed: %s".formatted(route, what),
            null),
        List.of(),
        cause);
  }

  private static Map<String, @Nullable Object> objects(@Nullable Row row) {
    return row == null ? new LinkedHashMap<>() : row.objects();
  }

  private static Map<String, @Nullable Object> added(@Nullable Object answer, @Nullable Row row) {
    Map<String, @Nullable Object> added = new LinkedHashMap<>();
    if (answer instanceof Map<?, ?> map) {
      map.forEach((name, value) -> added.put(String.valueOf(name), value));
    }
    if (row != null) {
      added.keySet().removeAll(row.columns().keySet());
    }
    return added;
  }
}
