package dev.lockstep.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Adds to each row of a batch, as `trainer`, the name of the trainer whose id it has. */
@Component
final class TrainerNames implements AggregationStrategy {

  @Override
  public Exchange aggregate(Exchange rows, @Nullable Exchange trainers) {
    Map<String, String> names =
        trainers == null
            ? Map.of()
            : list(trainers).stream()
                .collect(
                    Collectors.toMap(
                        trainer -> String.valueOf(trainer.get("id")),
                        trainer -> String.valueOf(trainer.get("name"))));
    rows.getMessage().setBody(list(rows).stream().map(row -> named(row, names)).toList());
    return rows;
  }

  private static Map<String, Object> named(Map<String, Object> row, Map<String, String> names) {
    Map<String, Object> named = new LinkedHashMap<>(row);
    named.put("trainer", names.getOrDefault(String.valueOf(row.get("trainer_id")), ""));
    return named;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Exchange exchange) {
    return exchange.getMessage().getBody(List.class);
  }
}
