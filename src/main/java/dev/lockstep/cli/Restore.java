package dev.lockstep.cli;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Fields;
import dev.lockstep.engine.Records;
import dev.lockstep.history.Timeline;
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
    Records records = new Records(jdbc);
    Records.Found record =
        records
            .find(sync, key)
            .orElseThrow(
                () ->
                    new InputFault(
                        "sync '%s' has no record with the key '%s'".formatted(sync, key)));
    Long number = number(new Timeline(jdbc), sync, record);
    if (number == null) {
      records.ask(record, Asked.RESTORE);
      return "record '%s' of sync '%s' is brought back".formatted(key, sync);
    }
    Fields values = new Timeline(jdbc).version(sync, key, number);
    if (values.isEmpty()) {
      throw new InputFault(
          "%d is no version of record '%s' of sync '%s', or its deletion"
              .formatted(number, key, sync));
    }
    records.ask(record, Asked.restore(values));
    return "record '%s' of sync '%s' goes back to version %d".formatted(key, sync, number);
  }

  /** The version that is wanted; null where it is enough that both sides are there again. */
  private @Nullable Long number(Timeline timeline, String sync, Records.Found record) {
    if (version != null && at != null) {
      throw new InputFault("--version and --at name the same thing: give one of them");
    }
    if (version != null) {
      return version;
    }
    if (at != null) {
      return timeline
          .numberAt(sync, key, instant(at))
          .orElseThrow(
              () ->
                  new InputFault(
                      "the history does not reach back to %s for record '%s' of sync '%s'"
                          .formatted(at, key, sync)));
    }
    return switch (record.state()) {
      case DETACHED, SENDING, HELD -> null;
      case NONE, GONE ->
          timeline
              .numberBeforeItsEnd(sync, key)
              .orElseThrow(
                  () ->
                      new InputFault(
                          "the history no longer knows record '%s' of sync '%s'"
                              .formatted(key, sync)));
      case LINKED, CONFLICT ->
          throw new InputFault(
              "record '%s' of sync '%s' is there on both sides: name the version with --version or --at"
                  .formatted(key, sync));
    };
  }

  private static Instant instant(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      throw new InputFault("'%s' is no time like 2026-01-31T09:00:00Z".formatted(time));
    }
  }
}
