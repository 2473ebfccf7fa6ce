package dev.lockstep.cli;

import dev.lockstep.engine.Nodes;
import dev.lockstep.source.CaptureInstaller;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Takes Lockstep out of a database again. */
@Command(
    name = "uninstall",
    description = {
      "Removes Lockstep's triggers and its schema from the database; tables and calendars stay.",
      "Stop the application first: while a node runs nothing is removed. The database is that of LOCKSTEP_DATABASE_URL, else the embedded"
          + " one."
    })
final class Uninstall implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Option(names = "--yes", required = true, description = "Says that you mean it.")
  private boolean sure;

  @Option(
      names = "--force",
      description = "Even while a node runs, which then fails until it is stopped.")
  private boolean forced;

  @Override
  public Integer call() {
    try (CommandDatabase database = CommandDatabase.open(lockstep.settings())) {
      if (!database.isInstalled()) {
        spec.commandLine().getOut().println("there is no schema lockstep in this database");
        return Commands.DONE;
      }
      if (!forced && new Nodes(database.jdbc()).isAny()) {
        throw new InputFault(
            "a node is running, nothing is removed: stop the application first, or say --force");
      }
      new CaptureInstaller(database.jdbc(), database.transactions(), 30, Duration.ofSeconds(1))
          .uninstall();
      spec.commandLine().getOut().println("the triggers and the schema lockstep are gone");
      return Commands.DONE;
    }
  }
}
