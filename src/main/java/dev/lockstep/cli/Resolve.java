package dev.lockstep.cli;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Report;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Side;
import dev.lockstep.engine.Records;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides conflicts of one record that wait for a person. */
@Command(
    name = "resolve",
    description =
        "Decides what waits for a person in one record: one side for all of it, or by field.")
final class Resolve extends SyncCommands {

  @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
  private String key;

  @Parameters(
      index = "2..*",
      paramLabel = "FIELD=SIDE",
      description = "location=source, start=google, ...")
  private Map<String, String> fields = Map.of();

  @Option(names = "--source", description = "PostgreSQL's values stand.")
  private boolean source;

  @Option(names = "--google", description = "Google's values stand.")
  private boolean google;

  @Override
  String act(JdbcClient jdbc, String sync) {
    Records records = new Records(jdbc);
    Records.Found record =
        records
            .find(sync, key)
            .filter(found -> !found.waiting().isEmpty())
            .orElseThrow(
                () ->
                    new InputFault(
                        "nothing of record '%s' of sync '%s' waits for a person"
                            .formatted(key, sync)));
    Map<String, Ruling> rulings = rulings(record.waiting());
    records.ask(record, Asked.resolve(rulings));
    return "%d conflicts of record '%s' of sync '%s' are decided"
        .formatted(rulings.size(), key, sync);
  }

  private Map<String, Ruling> rulings(List<Report> waiting) {
    int ways = (source ? 1 : 0) + (google ? 1 : 0) + (fields.isEmpty() ? 0 : 1);
    if (ways != 1) {
      throw new InputFault("say whose values stand: --source, --google or FIELD=SIDE");
    }
    Map<String, Ruling> rulings = new LinkedHashMap<>();
    if (fields.isEmpty()) {
      Side side = source ? Side.SOURCE : Side.TARGET;
      waiting.forEach(report -> rulings.put(report.unit(), new Ruling.Wins(side)));
    } else {
      fields.forEach(
          (field, side) -> rulings.put(unit(waiting, field), new Ruling.Wins(side(side))));
    }
    return rulings;
  }

  /** Fields that are merged as one are decided as one: `start` stands for `end` too. */
  private String unit(List<Report> waiting, String field) {
    return waiting.stream()
        .filter(report -> report.unit().equals(field) || report.source().has(field))
        .map(Report::unit)
        .findFirst()
        .orElseThrow(
            () ->
                new InputFault(
                    "field '%s' of record '%s' does not wait for a person; these do: %s"
                        .formatted(
                            field,
                            key,
                            waiting.stream()
                                .flatMap(report -> report.source().names().stream())
                                .distinct()
                                .collect(Collectors.joining(", ")))));
  }

  private static Side side(String word) {
    return switch (word) {
      case "source" -> Side.SOURCE;
      case "google" -> Side.TARGET;
      default -> throw new InputFault("'%s' is no side: source or google".formatted(word));
    };
  }
}
