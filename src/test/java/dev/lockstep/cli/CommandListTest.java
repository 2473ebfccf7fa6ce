package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Lockstep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command line against the list of what an installation is to understand. */
class CommandListTest {

  private static final List<String> WANTED =
      List.of(
          "serve",
          "validate",
          "plan",
          "resync",
          "pause",
          "resume",
          "approve",
          "discard",
          "conflicts",
          "resolve",
          "dead-letters",
          "replay",
          "skip",
          "history",
          "restore",
          "sandbox",
          "token create",
          "token rotate",
          "token revoke",
          "uninstall",
          // Beyond the list: what waits, and why.
          "status",
          // Not yet there: connecting by a link, and keys that are changed.
          "connect-link",
          "keys rotate");

  @Test
  void everythingThatIsWantedIsThereAndNothingElse() {
    List<String> there = new ArrayList<>();
    collect("", Commands.line(Lockstep.class), there);
    List<String> missing = new ArrayList<>(WANTED);
    missing.removeAll(there);

    assertThat(there).isSubsetOf(WANTED);
    assertThat(missing).containsExactly("connect-link", "keys rotate");
  }

  /** What can be looked at can be read by a program. */
  @Test
  void whatShowsSomethingAlsoShowsItAsJson() {
    CommandLine line = Commands.line(Lockstep.class);
    for (String command :
        new TreeSet<>(
            List.of(
                "plan", "resync", "status", "conflicts", "history", "restore", "dead-letters"))) {
      assertThat(line.getSubcommands().get(command).getCommandSpec().optionsMap())
          .as(command)
          .containsKey("--json");
    }
  }

  private static void collect(String before, CommandLine line, List<String> found) {
    for (Map.Entry<String, CommandLine> entry : line.getSubcommands().entrySet()) {
      String name = (before + " " + entry.getKey()).strip();
      if (entry.getValue().getSubcommands().isEmpty()) {
        found.add(name);
      } else {
        collect(name, entry.getValue(), found);
      }
    }
  }
}
