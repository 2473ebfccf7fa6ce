package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.Nodes;
import dev.lockstep.engine.Resync.Begun;
import dev.lockstep.engine.Resync.Changed;
import dev.lockstep.engine.Resync.Mode;
import dev.lockstep.engine.Resync.State;
import dev.lockstep.engine.Resync.Wanted;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.Waits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Has both sides compared again, and waits until that is done. */
@Command(
    name = "resync",
    description =
        "Has the running application compare both sides of a sync again, all of it, one account's"
            + " or one record; waits until it is done. `plan` shows before what that would do.")
final class Resync implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Parameters(index = "0", paramLabel = "SYNC", description = "The sync's name.")
  private String sync;

  @Option(names = "--account", paramLabel = "A", description = "Only this account's calendars.")
  private @Nullable String account;

  @Option(names = "--key", paramLabel = "K", description = "Only the record with this key.")
  private @Nullable String key;

  @Option(
      names = "--mode",
      defaultValue = "full",
      description =
          "${COMPLETION-CANDIDATES}: what changed at Google since the last look and what waits in"
              + " the queue, or everything on both sides; ${DEFAULT-VALUE} if not given.")
  private Extent mode;

  @Option(names = "--no-wait", description = "Only asks for it.")
  private boolean noWait;

  @Option(names = "--json", description = "Prints what was done and what waits as JSON.")
  private boolean json;

  /** As it is written. */
  enum Extent {
    incremental,
    full
  }

  @Override
  public Integer call() throws JsonProcessingException, InterruptedException {
    try (CommandDatabase database = CommandDatabase.installed(lockstep.settings())) {
      JdbcClient jdbc = database.jdbc();
      ByHand byHand = new ByHand(jdbc);
      byHand.known(sync);
      var resync = new dev.lockstep.engine.Resync(jdbc);
      Begun begun =
          database.inTransaction(
              () ->
                  byHand.resync(
                      new Wanted(
                          sync, account, key, mode == Extent.full ? Mode.FULL : Mode.INCREMENTAL),
                      Commands.who()));
      if (noWait) {
        say(jdbc, resync, begun, null);
        return Commands.DONE;
      }
      State state;
      try (ProgressBar bar =
          new ProgressBar(spec.commandLine().getErr(), !json && ProgressBar.isOnTerminal())) {
        state = new Waiting(lockstep.settings(), resync, bar).until(begun);
      }
      say(jdbc, resync, begun, state);
      if (!state.isAtRest(begun)) {
        spec.commandLine().getErr().println(why(jdbc) + " It is done once it is taken up.");
      }
      return state.isAtRest(begun) && !state.isHeldUp()
          ? Commands.DONE
          : Commands.ENVIRONMENT_AT_FAULT;
    }
  }

  private static String why(JdbcClient jdbc) {
    return new Nodes(jdbc).isAny()
        ? "it is not done yet: status tells what it waits for."
        : Nodes.NONE + ": is the application started?";
  }

  private void say(
      JdbcClient jdbc, dev.lockstep.engine.Resync resync, Begun begun, @Nullable State state)
      throws JsonProcessingException {
    List<String> causes = causes(jdbc);
    List<Changed> changes = state == null ? List.of() : resync.changes(begun);
    long conflicts = resync.conflicts(begun);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper().writeValueAsString(tree(begun, state, changes, conflicts, causes)));
    } else {
      out.printf("%s: %s%n", sync, words(begun, state));
      if (state != null) {
        out.printf("  done: %s%n", done(changes, state.isAtRest(begun)));
        out.printf("  waits: %s%n", waits(state, conflicts));
      }
      causes.forEach(cause -> out.printf("  %s%n", cause));
    }
    out.flush();
  }

  private String words(Begun begun, @Nullable State state) {
    String what =
        key != null
            ? "record '%s'".formatted(key)
            : "%d calendar(s) or tab(s)".formatted(begun.places().size());
    return state == null
        ? what + " will be compared"
        : key != null
            ? what + (state.isAtRest(begun) ? " was compared" : " was not compared yet")
            : "%d of %s compared".formatted(state.places().done(), what);
  }

  private static String done(List<Changed> changes, boolean isAll) {
    return changes.isEmpty()
        ? isAll ? "nothing had to be changed" : "nothing was changed so far"
        : changes.stream()
            .map(
                change ->
                    "%,d %s %s"
                        .formatted(
                            change.records(),
                            switch (change.action()) {
                              case "insert" -> "made";
                              case "update" -> "changed";
                              case "delete" -> "deleted";
                              default -> "linked or detached";
                            },
                            change.side().equals("source") ? "in the table" : "at Google"))
            .collect(Collectors.joining(", "));
  }

  private static String waits(State state, long conflicts) {
    List<String> waits = new ArrayList<>();
    add(waits, state.items().held(), "held by the brake (approve or discard)");
    add(waits, state.items().failed(), "failed (replay)");
    add(waits, conflicts, "in conflict (conflicts, resolve)");
    add(waits, state.items().retried(), "tried again later");
    add(waits, state.items().moving(), "on their way");
    add(waits, state.items().stopped(), "at a place that stands still");
    return waits.isEmpty() ? "nothing" : String.join(", ", waits);
  }

  private static void add(List<String> waits, long records, String what) {
    if (records > 0) {
      waits.add("%,d %s".formatted(records, what));
    }
  }

  private List<String> causes(JdbcClient jdbc) {
    List<String> causes = new ArrayList<>();
    for (Pause pause : new Pauses(jdbc).of(sync)) {
      causes.add("%s is %s".formatted(pause.scope(), pause.words()));
    }
    for (Waits.Wait wait : new Waits(jdbc).of(sync)) {
      causes.add("%s is %s: %s".formatted(wait.scope(), wait.again(), wait.reason()));
    }
    return causes;
  }

  private Map<String, @Nullable Object> tree(
      Begun begun,
      @Nullable State state,
      List<Changed> changes,
      long conflicts,
      List<String> causes) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("sync", sync);
    tree.put("account", account);
    tree.put("key", key);
    tree.put("mode", mode.name());
    tree.put("places", begun.places().size());
    if (state != null) {
      tree.put("compared", key == null ? state.places().done() : begun.places().size());
      tree.put("finished", state.isAtRest(begun));
      Map<String, Map<String, Long>> done = new LinkedHashMap<>();
      changes.forEach(
          change ->
              done.computeIfAbsent(
                      change.side().equals("source") ? "from_google" : "to_google",
                      side -> new LinkedHashMap<>())
                  .put(change.action(), change.records()));
      tree.put("done", done);
      Map<String, Long> waits = new LinkedHashMap<>();
      waits.put("held", state.items().held());
      waits.put("failed", state.items().failed());
      waits.put("conflicts", conflicts);
      waits.put("retried", state.items().retried());
      waits.put("moving", state.items().moving());
      waits.put("stopped", state.items().stopped());
      tree.put("waits", waits);
    }
    tree.put("causes", causes);
    return tree;
  }
}
