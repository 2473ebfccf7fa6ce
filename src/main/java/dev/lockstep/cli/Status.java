package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.Nodes;
import dev.lockstep.engine.SyncStates;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What waits in each sync, and everything that keeps it from running. */
@Command(
    name = "status",
    description = "Shows what waits in each sync, and every cause that keeps it from running.")
final class Status implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Parameters(arity = "0..1", paramLabel = "SYNC", description = "Only this sync.")
  private @Nullable String sync;

  @Option(names = "--json", description = "Prints it as JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    try (CommandDatabase database = CommandDatabase.installed(lockstep.settings())) {
      JdbcClient jdbc = database.jdbc();
      if (sync != null) {
        new ByHand(jdbc).known(sync);
      }
      SyncStates of = new SyncStates(jdbc);
      Map<String, Map<String, Object>> states = new LinkedHashMap<>();
      for (String one : sync == null ? new ByHand(jdbc).syncs() : List.of(sync)) {
        Map<String, Object> state = of.of(one);
        state.put("conflicts", of.conflicts(one));
        states.put(one, state);
      }
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(new ObjectMapper().writeValueAsString(states));
      } else {
        if (!new Nodes(jdbc).isAny()) {
          out.printf("%s: nothing moves until the application is started%n", Nodes.NONE);
        }
        states.forEach((name, state) -> print(out, name, state));
      }
      out.flush();
      return Commands.DONE;
    }
  }

  private static void print(PrintWriter out, String sync, Map<String, Object> state) {
    List<?> paused = (List<?>) state.get("paused");
    List<?> waiting = (List<?>) state.get("waiting");
    out.printf("%s: %s%n", sync, state.get("status"));
    for (Object one : paused) {
      Map<?, ?> cause = (Map<?, ?>) one;
      out.printf(
          "  %s paused, %s (%s) since %s: %s%n",
          cause.get("scope"),
          cause.get("direction"),
          cause.get("cause"),
          cause.get("since"),
          cause.get("reason"));
    }
    for (Object one : waiting) {
      Map<?, ?> wait = (Map<?, ?>) one;
      out.printf("  %s waits, %s: %s%n", wait.get("scope"), wait.get("again"), wait.get("reason"));
    }
    for (Object one : (List<?>) state.get("stalled")) {
      Map<?, ?> stall = (Map<?, ?>) one;
      out.printf(
          "  %s makes no progress%s: %s%n",
          stall.get("scope"),
          stall.containsKey("since") ? " since " + stall.get("since") : "",
          stall.get("reason"));
    }
    for (Object one : (List<?>) state.get("less_safe")) {
      Map<?, ?> tab = (Map<?, ?>) one;
      out.printf("  %s is less safe: %s%n", tab.get("scope"), tab.get("reason"));
    }
    ((Map<?, ?>) state.get("queue"))
        .forEach(
            (way, counts) ->
                ((Map<?, ?>) counts)
                    .forEach(
                        (status, items) ->
                            out.printf(
                                "  %s: %s %s%n", way, items, status(String.valueOf(status)))));
    if (!state.get("conflicts").equals(0L)) {
      out.printf(
          "  %s in conflict wait for a person: conflicts %s lists them, resolve decides%n",
          state.get("conflicts"), sync);
    }
  }

  private static String status(String status) {
    return switch (status) {
      case "held" -> "held by the brake: dead-letters --held lists them, approve or discard";
      case "failed" -> "failed: mend what dead-letters names, replay or skip";
      default -> status;
    };
  }
}
