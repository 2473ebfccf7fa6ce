package dev.lockstep.cli;

import dev.lockstep.core.Direction;
import dev.lockstep.queue.DeadLetters;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Commands on one sync. They act through the database, so they work while the application runs. */
abstract class SyncCommands implements java.util.concurrent.Callable<Integer> {

  private static final String SYNCS =
      """
      SELECT sync FROM lockstep.sync_partition
      UNION
      SELECT sync FROM lockstep.sync_definition
      UNION
      -- One that was never right has a cause why it does not run, and nothing else.
      SELECT sync FROM lockstep.sync_pause WHERE sync <> ''
      ORDER BY sync
      """;

  private static final String WAKE = "SELECT 1 FROM lockstep.wake()";

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Parameters(index = "0", paramLabel = "SYNC", description = "The sync's name.")
  private String sync;

  @Override
  public Integer call() {
    try (CommandDatabase database = CommandDatabase.installed(lockstep.settings())) {
      known(database.jdbc(), sync);
      String done =
          database.inTransaction(
              () -> {
                String said = act(database.jdbc(), sync);
                database.jdbc().sql(WAKE).query(Integer.class).list();
                return said;
              });
      spec.commandLine().getOut().println(done);
      return Commands.DONE;
    }
  }

  /**
   * @throws InputFault naming those that are there, where this one is not
   */
  static void known(JdbcClient jdbc, String sync) {
    List<String> known = all(jdbc);
    if (!known.contains(sync)) {
      throw new InputFault(
          "there is no sync '%s' in this database; there are: %s"
              .formatted(sync, String.join(", ", known)));
    }
  }

  /** Every sync that this database knows. */
  static List<String> all(JdbcClient jdbc) {
    return jdbc.sql(SYNCS).query(String.class).list();
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
      new Pauses(jdbc)
          .set(
              Pause.Scope.ofSync(sync),
              way.direction(),
              PauseCause.BY_HAND,
              "until it is resumed by hand");
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
      Pauses pauses = new Pauses(jdbc);
      boolean was = pauses.lift(Pause.Scope.ofSync(sync), way.direction(), PauseCause.BY_HAND);
      String said =
          (was ? "sync '%s' is resumed (%s)" : "sync '%s' was not paused by hand (%s)")
              .formatted(sync, way);
      return pauses.of(sync).stream()
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
          .formatted(new DeadLetters(jdbc).approve(sync, null), sync);
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
          .formatted(new DeadLetters(jdbc).discard(sync, null), sync);
    }
  }

  /** Tries the dead letters again. */
  @Command(name = "replay", description = "Tries a sync's failed records again.")
  static final class Replay extends SyncCommands {
    @Override
    String act(JdbcClient jdbc, String sync) {
      return "%d failed records of sync '%s' are tried again"
          .formatted(new DeadLetters(jdbc).replayAll(sync), sync);
    }
  }
}
