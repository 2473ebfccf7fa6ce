package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Report;
import dev.lockstep.core.Value;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.RecordJson;
import dev.lockstep.engine.Records;
import dev.lockstep.history.HistoryEntry;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.HistoryFilter;
import dev.lockstep.history.Timeline;
import dev.lockstep.history.Trail;
import dev.lockstep.mapping.Rendering;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that show records of one sync and change nothing. */
abstract class Looks extends SyncCommands {

  @Option(names = "--json", description = "Prints it as JSON.")
  private boolean json;

  @Override
  String act(JdbcClient jdbc, String sync) {
    try {
      return json ? json(jdbc, sync) : text(jdbc, sync);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  abstract String text(JdbcClient jdbc, String sync);

  abstract String json(JdbcClient jdbc, String sync) throws JsonProcessingException;

  private static String word(Value value) {
    return value.isNull() ? "(blank)" : Rendering.of(value);
  }

  /** What happened to one record. */
  @Command(
      name = "history",
      description = "Prints a record's history, the oldest line first; the numbers are versions.")
  static final class HistoryOf extends Looks {
    @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
    private String key;

    @Option(
        names = "--limit",
        converter = Given.Limit.class,
        defaultValue = "1000",
        description = "The newest lines only, ${DEFAULT-VALUE} if not given.")
    private int limit;

    @Override
    String text(JdbcClient jdbc, String sync) {
      String spelled = new ByHand(jdbc).key(sync, key);
      List<HistoryEntry> lines = new Timeline(jdbc).of(sync, spelled, limit);
      if (lines.isEmpty()) {
        new ByHand(jdbc).known(sync, spelled);
        return "the history has nothing of record '%s' of sync '%s'".formatted(key, sync);
      }
      return lines.stream()
          .map(HistoryOf::line)
          .collect(Collectors.joining(System.lineSeparator()));
    }

    @Override
    String json(JdbcClient jdbc, String sync) {
      String spelled = new ByHand(jdbc).key(sync, key);
      List<String> lines =
          new Timeline(jdbc).json(HistoryFilter.ofRecord(sync, spelled), null, limit).reversed();
      if (lines.isEmpty()) {
        new ByHand(jdbc).known(sync, spelled);
      }
      return "[" + String.join(",", lines) + "]";
    }

    private static String line(HistoryEntry entry) {
      return "%6d  %s  %s".formatted(entry.id(), entry.at(), words(entry.event()));
    }

    private static String words(HistoryEvent event) {
      return switch (event) {
        case HistoryEvent.Change change ->
            "%s at %s (%s, %s)%s"
                .formatted(
                    lower(change.action()),
                    change.side() == HistoryEvent.Side.SOURCE ? "PostgreSQL" : "Google",
                    lower(change.cause()),
                    lower(change.origin()),
                    values(change.before(), change.after())
                        + (change.lost().isEmpty() ? "" : "; lost" + values(change.lost()))
                        + why(change.trail())
                        + carried(change.trail()));
        case HistoryEvent.Attempt attempt ->
            "%s %s, %d ms%s%s"
                .formatted(
                    attempt.method(),
                    attempt.failure() == null ? "done" : attempt.failure().message(),
                    attempt.took().toMillis(),
                    attempt.records() == 0 ? "" : ", %d records".formatted(attempt.records()),
                    calls(attempt.trail()));
        case HistoryEvent.Pass pass -> lower(pass.run());
        case HistoryEvent.Notice notice ->
            notice.kind().word()
                + ": "
                + notice.message()
                + notice.values().entrySet().stream()
                    .filter(side -> !side.getValue().isEmpty())
                    .map(side -> "; " + side.getKey() + values(side.getValue()))
                    .collect(Collectors.joining())
                + why(notice.trail());
      };
    }

    /** What it was brought about by: `by row (changes 3, last …)`. */
    private static String why(Trail trail) {
      Map<String, Object> rest = new LinkedHashMap<>(trail.causedBy());
      Object by = rest.remove("by");
      Object call = rest.remove("call");
      Object took = rest.remove("call_ms");
      return (by == null ? "" : "; by " + by)
          + (rest.isEmpty()
              ? ""
              : rest.entrySet().stream()
                  .map(detail -> detail.getKey() + " " + detail.getValue())
                  .collect(Collectors.joining(", ", " (", ")")))
          + (call == null ? "" : "; read by %s, %s ms".formatted(call, took))
          + (trail.pass() == null ? "" : "; pass " + trail.pass());
    }

    private static String carried(Trail trail) {
      return trail.took() == null
          ? ""
          : "; sent by %s, %d ms%s"
              .formatted(trail.method(), trail.took().toMillis(), calls(trail));
    }

    private static String calls(Trail trail) {
      return switch (trail.calls().size()) {
        case 0 -> "";
        case 1 -> ", call " + trail.calls().getFirst();
        default ->
            ", call %s after %s"
                .formatted(
                    trail.calls().getLast(),
                    String.join(", ", trail.calls().subList(0, trail.calls().size() - 1)));
      };
    }

    private static String lower(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String values(Fields before, Fields after) {
      Fields all = before.with(after);
      return all.names().stream()
          .map(
              name ->
                  before.has(name) && after.has(name)
                      ? " %s: %s -> %s"
                          .formatted(name, word(before.get(name)), word(after.get(name)))
                      : " %s: %s".formatted(name, word(all.get(name))))
          .collect(Collectors.joining(","));
    }

    private static String values(Fields fields) {
      return values(Fields.EMPTY, fields);
    }
  }

  /** What waits for a person. */
  @Command(
      name = "conflicts",
      description = "Lists what both sides changed and nobody has decided; resolve decides.")
  static final class Conflicts extends Looks {
    @Override
    String text(JdbcClient jdbc, String sync) {
      List<String> lines = new ArrayList<>();
      for (Records.Found record : conflicts(jdbc, sync)) {
        for (Report report : record.waitingReadable()) {
          for (String field : report.source().names()) {
            lines.add(
                "record '%s' of account '%s', %s: PostgreSQL %s, Google %s%s"
                    .formatted(
                        record.key(),
                        record.partition().account(),
                        field,
                        word(report.source().get(field)),
                        word(report.target().get(field)),
                        report.detail().isEmpty() ? "" : " (" + report.detail() + ")"));
          }
        }
      }
      return lines.isEmpty()
          ? "nothing of sync '%s' waits for a person".formatted(sync)
          : String.join(System.lineSeparator(), lines);
    }

    @Override
    String json(JdbcClient jdbc, String sync) throws JsonProcessingException {
      List<ObjectNode> conflicts =
          conflicts(jdbc, sync).stream()
              .flatMap(record -> RecordJson.conflicts(record).stream())
              .toList();
      return new ObjectMapper().writeValueAsString(conflicts);
    }

    private static List<Records.Found> conflicts(JdbcClient jdbc, String sync) {
      return new Records(jdbc)
          .page(sync, Link.State.CONFLICT, null, Records.Place.START, Integer.MAX_VALUE);
    }
  }
}
