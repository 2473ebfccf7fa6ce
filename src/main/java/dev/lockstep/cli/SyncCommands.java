package dev.lockstep.cli;

import dev.lockstep.core.Direction;
import dev.lockstep.engine.ByHand;
import dev.lockstep.queue.Pauses;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Commands on one sync. They act through the database, so they work while the application runs. */
abstract class SyncCommands implements java.util.concurrent.Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Parameters(index = "0", paramLabel = "SYNC", description = "The sync's name.")
  private String sync;

  @Override
  public Integer call() {
    try (CommandDatabase database = CommandDatabase.installed(lockstep.settings())) {
      new ByHand(database.jdbc()).known(sync);
      String done = database.inTransaction(() -> act(database.jdbc(), sync));
      spec.commandLine().getOut().println(done);
      return Commands.DONE;
    }
  }

  /** What was done, in a line. */
  abstract String act(JdbcClient jdbc, String sync);

  /** Which way a pause goes. */
  enum Way {
    both,
    to_google,
    from_google;

    Direction direction() {
      return switch (this) {
        case both -> Direction.BOTH;
        case to_google -> Direction.TO_GOOGLE;
        case from_google -> Direction.FROM_GOOGLE;
      };
    }

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  /** Lets the queue grow, and nothing go, until it is resumed. */
  @Command(
      name = "pause",
      description = "Stops a sync for now; what changes meanwhile waits in the queue.")
  static final class PauseSync extends SyncCommands {
    @Option(
        names = "--direction",
        defaultValue = "both",
        description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private Way way;

    @Override
    String act(JdbcClient jdbc, String sync) {
      new ByHand(jdbc).pause(sync, way.direction());
      return "sync '%s' is paused (%s)".formatted(sync, way);
    }
  }

  /** The counterpart. */
  @Command(name = "resume", description = "Lets a paused sync go on with what has waited.")
  static final class ResumeSync extends SyncCommands {
    @Option(
        names = "--direction",
        defaultValue = "both",
        description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private Way way;

    @Override
    String act(JdbcClient jdbc, String sync) {
      boolean was = new ByHand(jdbc).resume(sync, way.direction());
      String said =
          (was ? "sync '%s' is resumed (%s)" : "sync '%s' was not paused by hand (%s)")
              .formatted(sync, way);
      return new Pauses(jdbc)
          .of(sync).stream()
              .map(pause -> "%n%s is still %s".formatted(pause.scope(), pause.words()))
              .reduce(said, String::concat);
    }
  }

  /** Lets what the brake holds go on. */
  @Command(
      name = "approve",
      description = "Lets the changes go on that the brake holds, as they are now.")
  static final class Approve extends SyncCommands {
    @Override
    String act(JdbcClient jdbc, String sync) {
      return "%d held changes of sync '%s' go on"
          .formatted(new ByHand(jdbc).approve(sync, null, Commands.who()), sync);
    }
  }

  /** Gives up what the brake holds. */
  @Command(
      name = "discard",
      description =
          "Gives up the changes that the brake holds: what would have been deleted stays, what"
              + " Google changed is put right from the row.")
  static final class Discard extends SyncCommands {
    @Override
    String act(JdbcClient jdbc, String sync) {
      return "%d held changes of sync '%s' are given up"
          .formatted(new ByHand(jdbc).discard(sync, null, Commands.who()), sync);
    }
  }
}
