package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Failure;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.QueueJson;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.QueueEntry;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.queue.QueueList;
import dev.lockstep.queue.Status;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Commands on records that were given up. */
abstract class DeadLetterCommands implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Override
  public Integer call() {
    try (CommandDatabase database = CommandDatabase.installed(lockstep.settings())) {
      spec.commandLine()
          .getOut()
          .println(database.<String>inTransaction(() -> act(database.jdbc())));
      return Commands.DONE;
    }
  }

  /** What was done, or what there is. */
  abstract String act(JdbcClient jdbc);

  /** Which dead letters are meant. */
  static final class Which {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "SYNC",
        description = "Those of this sync.")
    private @Nullable String sync;

    @Option(names = "--account", description = "Those of this account.")
    private @Nullable String account;

    @Option(names = "--kind", description = "Those of this kind of failure: permanent, transient …")
    private Failure.@Nullable Kind kind;

    @Option(
        names = "--text",
        converter = Given.Part.class,
        description = "Those with this in the key or the error.")
    private @Nullable String text;

    boolean isNothing() {
      return filter(Set.of()).equals(QueueFilter.ALL);
    }

    QueueFilter filter(Set<Status> statuses) {
      return new QueueFilter(sync, account, null, statuses, kind, text);
    }
  }

  /** Beside what failed. */
  static final class OfStatus {
    @Option(names = "--skipped", description = "Those that were skipped too.")
    private boolean skipped;

    @Option(
        names = "--held",
        description = "What the brake holds instead: approve or discard decides it.")
    private boolean held;

    Set<Status> wanted() {
      return held
          ? Set.of(Status.HELD)
          : skipped ? Set.of(Status.FAILED, Status.SKIPPED) : Set.of(Status.FAILED);
    }
  }

  /** What there is. */
  @Command(
      name = "dead-letters",
      description = "Lists records that were given up, why, and when they are tried again.")
  static final class ListThem extends DeadLetterCommands {
    private static final int VALUE = 200;
    private static final int ERROR = 500;

    @ArgGroup(exclusive = false)
    private Which which = new Which();

    @ArgGroup(exclusive = true)
    private OfStatus status = new OfStatus();

    @Option(
        names = "--after",
        defaultValue = "0",
        description = "Those after this number: the last one of the page before.")
    private long after;

    @Option(
        names = "--limit",
        converter = Given.Limit.class,
        defaultValue = "100",
        description = "So many at once, ${DEFAULT-VALUE} if not given.")
    private int limit;

    @Option(names = "--json", description = "Prints it as JSON.")
    private boolean json;

    @Override
    String act(JdbcClient jdbc) {
      if (which.sync != null) {
        new ByHand(jdbc).known(which.sync);
      }
      List<QueueEntry> entries =
          new QueueList(jdbc).page(which.filter(status.wanted()), after, limit);
      if (json) {
        return json(entries);
      }
      return entries.isEmpty()
          ? status.held ? "the brake holds nothing of that" : "there are no dead letters"
          : entries.stream()
              .map(ListThem::words)
              .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String json(List<QueueEntry> entries) {
      ObjectMapper mapper = new ObjectMapper();
      ArrayNode array = mapper.createArrayNode();
      entries.forEach(entry -> array.add(QueueJson.of(entry)));
      try {
        return mapper.writeValueAsString(array);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String words(QueueEntry entry) {
      var item = entry.item();
      return "%d  sync '%s' account '%s' record '%s' %s, %s%s"
          .formatted(
              item.id(),
              item.partition().sync(),
              item.partition().account(),
              item.key(),
              item.direction().toGoogle() ? "to Google" : "from Google",
              item.status() == Status.HELD ? held(item) : failed(entry),
              entry.payload() == null
                  ? ""
                  : System.lineSeparator() + "        " + shortened(entry.payload()));
    }

    /** Each value no longer than a line has room for; the JSON has them whole. */
    private static String shortened(String payload) {
      if (payload.length() <= VALUE) {
        return payload;
      }
      try {
        JsonNode values = new ObjectMapper().readTree(payload);
        if (values instanceof ObjectNode fields) {
          fields
              .properties()
              .forEach(
                  field -> {
                    if (field.getValue().isTextual()) {
                      field.setValue(
                          fields.textNode(PlanText.cut(field.getValue().textValue(), VALUE)));
                    }
                  });
          return fields.toString();
        }
        return PlanText.cut(payload, ERROR);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String held(Item item) {
      return "%s, since %s: %s"
          .formatted(
              item.effect() == null ? "held" : item.effect().name().toLowerCase(Locale.ROOT),
              item.firstChangedAt(),
              item.holdReason());
    }

    private static String failed(QueueEntry entry) {
      Item item = entry.item();
      String again =
          entry.dueAt() != null
              ? "tried again at " + entry.dueAt()
              : item.status() == Status.SKIPPED
                  ? "skipped (%s)".formatted(why(item))
                  : "not tried again by itself";
      return "%s, %d attempts, %s: %s"
          .formatted(
              kind(entry),
              item.attempts(),
              again,
              PlanText.cut(String.valueOf(item.lastError()), ERROR));
    }

    /** Nodes of the release before leave the reason to the history alone. */
    private static String why(Item item) {
      return item.skipReason() == null ? "why: its history" : item.skipReason();
    }

    /** What people left wrong has no kind of failure. */
    private static String kind(QueueEntry entry) {
      return entry.kind() == null
          ? "left so at Google"
          : entry.kind().name().toLowerCase(Locale.ROOT);
    }
  }

  /** Tries dead letters again. */
  @Command(
      name = "replay",
      description =
          "Tries failed records again: of a sync, by what they have in common, by number, or all.")
  static final class Replay extends DeadLetterCommands {
    @ArgGroup(exclusive = false)
    private Which which = new Which();

    @Option(
        names = "--id",
        paramLabel = "NUMBER",
        description = "This one, as dead-letters shows it; a skipped one too. Can be repeated.")
    private List<Long> ids = List.of();

    @Option(names = "--all", description = "All, of every sync.")
    private boolean all;

    @Override
    String act(JdbcClient jdbc) {
      ByHand byHand = new ByHand(jdbc);
      int ways = (which.isNothing() ? 0 : 1) + (ids.isEmpty() ? 0 : 1) + (all ? 1 : 0);
      if (ways != 1) {
        throw new InputFault("say which: SYNC or a filter, --id, or --all");
      }
      if (ids.isEmpty()) {
        return "%d failed records are tried again"
            .formatted(byHand.replay(which.filter(Set.of()), Commands.who()));
      }
      Set<Long> once = new TreeSet<>(ids);
      once.forEach(id -> byHand.replay(id, Commands.who()));
      return "%d failed records are tried again".formatted(once.size());
    }
  }

  /** Gives dead letters up. */
  @Command(
      name = "skip",
      description =
          "Gives failed records up: they are not tried again until they change. The history says"
              + " why.")
  static final class Skip extends DeadLetterCommands {
    @Parameters(arity = "1..*", paramLabel = "NUMBER", description = "As dead-letters shows it.")
    private List<Long> ids;

    @Option(
        names = "--reason",
        required = true,
        converter = Given.Reason.class,
        description = "Why, for the history.")
    private String reason;

    @Override
    String act(JdbcClient jdbc) {
      ByHand byHand = new ByHand(jdbc);
      Set<Long> once = new TreeSet<>(ids);
      once.forEach(id -> byHand.skip(id, reason));
      return "%d failed records are skipped".formatted(once.size());
    }
  }
}
