package dev.lockstep.cli;

import dev.lockstep.engine.ByHand;
import dev.lockstep.history.HistoryEvent.Origin;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Brings a record back, an earlier version of one, or all that was changed in a span of time. */
@Command(
    name = "restore",
    description =
        "Brings back a record that is gone on either side, or an earlier version of one; with"
            + " --since all records that were changed in a span of time, as they were before it."
            + " On both sides, as a new change.")
final class Restore implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Parameters(index = "0", paramLabel = "SYNC", description = "The sync's name.")
  private String sync;

  @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "One row's key.")
  private @Nullable String key;

  @Option(names = "--version", description = "The number of a change, as `history` shows it.")
  private @Nullable Long version;

  @Option(
      names = "--at",
      paramLabel = "T",
      description = "As it was then: 2026-01-31T09:00:00Z or with an offset, +01:00.")
  private @Nullable String at;

  @ArgGroup(exclusive = false, heading = "%nAll records of a span of time:%n")
  private @Nullable OfSpan span;

  /** Which records, and how. */
  static final class OfSpan extends ShownRecords {
    @Option(
        names = "--since",
        required = true,
        paramLabel = "T",
        description = "What was changed then or later goes back to what it was before.")
    private String since;

    @Option(
        names = "--until",
        paramLabel = "T",
        description = "Up to this time; until now if not given.")
    private @Nullable String until;

    @Option(
        names = "--by",
        description =
            "Only what was changed there: ${COMPLETION-CANDIDATES} (manual: by a person through"
                + " Lockstep).")
    private @Nullable By by;

    @Option(names = "--account", paramLabel = "A", description = "Only in this account.")
    private @Nullable String account;

    @Option(
        names = "--changed-since-too",
        description = "Also what was changed again after the span; else it stays and is named.")
    private boolean changedSinceToo;

    @Option(names = "--dry-run", description = "Shows what would go back; writes nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Does not ask whether to go on.")
    private boolean yes;

    @Option(names = "--no-wait", description = "Only asks for it.")
    private boolean noWait;

    boolean dryRun() {
      return dryRun;
    }

    boolean yes() {
      return yes;
    }

    boolean noWait() {
      return noWait;
    }
  }

  /** As it is written. */
  enum By {
    source,
    google,
    manual;

    Origin origin() {
      return switch (this) {
        case source -> Origin.POSTGRES;
        case google -> Origin.GOOGLE;
        case manual -> Origin.MANUAL;
      };
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (key == null && span == null) {
      throw new InputFault("name a KEY, or --since for all records that were changed since then");
    }
    if (span != null && (key != null || version != null || at != null)) {
      throw new InputFault(
          "--since is for all records of a span of time; for one record it is KEY with --at");
    }
    try (CommandDatabase database = CommandDatabase.installed(lockstep.settings())) {
      return span == null ? one(database) : all(database, span);
    }
  }

  private int one(CommandDatabase database) {
    if (version != null && at != null) {
      throw new InputFault("--version and --at name the same thing: give one of them");
    }
    ByHand byHand = new ByHand(database.jdbc());
    Instant then = at == null ? null : instant(at);
    Long number =
        database.inTransaction(() -> byHand.restore(sync, key, version, then, Commands.who()));
    spec.commandLine()
        .getOut()
        .println(
            number == null
                ? "record '%s' of sync '%s' is brought back".formatted(key, sync)
                : "record '%s' of sync '%s' goes back to version %d".formatted(key, sync, number));
    return Commands.DONE;
  }

  private int all(CommandDatabase database, OfSpan span) throws IOException, InterruptedException {
    RestoreSpan restore = new RestoreSpan(lockstep.settings(), database, span, spec.commandLine());
    return restore.run(
        restore.wanted(
            sync,
            instant(span.since),
            span.until == null ? null : instant(span.until),
            span.by == null ? null : span.by.origin(),
            span.account,
            span.changedSinceToo));
  }

  private static Instant instant(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      throw new InputFault("'%s' is no time like 2026-01-31T09:00:00Z".formatted(time));
    }
  }
}
