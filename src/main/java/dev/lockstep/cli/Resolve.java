package dev.lockstep.cli;

import dev.lockstep.core.Side;
import dev.lockstep.engine.ByHand;
import java.util.LinkedHashMap;
import java.util.Map;
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
    int ways = (source ? 1 : 0) + (google ? 1 : 0) + (fields.isEmpty() ? 0 : 1);
    if (ways != 1) {
      throw new InputFault("say whose values stand: --source, --google or FIELD=SIDE");
    }
    ByHand byHand = new ByHand(jdbc);
    int decided =
        fields.isEmpty()
            ? byHand.resolve(sync, key, source ? Side.SOURCE : Side.TARGET, Commands.who())
            : byHand.resolve(sync, key, sides(), Commands.who());
    return "%d conflicts of record '%s' of sync '%s' are decided".formatted(decided, key, sync);
  }

  private Map<String, Side> sides() {
    Map<String, Side> sides = new LinkedHashMap<>();
    fields.forEach((field, word) -> sides.put(field, side(word)));
    return sides;
  }

  private static Side side(String word) {
    return switch (word) {
      case "source" -> Side.SOURCE;
      case "google" -> Side.TARGET;
      default -> throw new InputFault("'%s' is no side: source or google".formatted(word));
    };
  }
}
