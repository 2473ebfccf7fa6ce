package dev.lockstep.cli;

import dev.lockstep.engine.ByHand;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a record back that a person deleted at Google, or an earlier version of one. */
@Command(
    name = "restore",
    description =
        "Brings back a record that is gone on either side, or an earlier version of one, on both"
            + " sides, as a new change.")
final class Restore extends SyncCommands {

  @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
  private String key;

  @Option(names = "--version", description = "The number of a change, as `history` shows it.")
  private @Nullable Long version;

  @Option(
      names = "--at",
      description = "As it was then: 2026-01-31T09:00:00Z or with an offset, +01:00.")
  private @Nullable String at;

  @Override
  String act(JdbcClient jdbc, String sync) {
    if (version != null && at != null) {
      throw new InputFault("--version and --at name the same thing: give one of them");
    }
    Long number = new ByHand(jdbc).restore(sync, key, version, at == null ? null : instant(at));
    return number == null
        ? "record '%s' of sync '%s' is brought back".formatted(key, sync)
        : "record '%s' of sync '%s' goes back to version %d".formatted(key, sync, number);
  }

  private static Instant instant(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      throw new InputFault("'%s' is no time like 2026-01-31T09:00:00Z".formatted(time));
    }
  }
}
