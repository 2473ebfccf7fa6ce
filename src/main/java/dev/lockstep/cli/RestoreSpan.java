package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.engine.PlannedRecord.Diff;
import dev.lockstep.engine.Resync;
import dev.lockstep.engine.SpanRestore;
import dev.lockstep.engine.SpanRestore.Page;
import dev.lockstep.engine.SpanRestore.Planned;
import dev.lockstep.engine.SpanRestore.Wanted;
import dev.lockstep.engine.SpanRestoreTally;
import dev.lockstep.engine.SpanRestoreTree;
import dev.lockstep.history.HistoryEvent.Origin;
import dev.lockstep.history.WayBack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * All records of a span: looked at, confirmed, asked for page by page, awaited, looked at again.
 * Each page is a transaction of its own; a second call does what a first one did not come to.
 */
final class RestoreSpan {

  private static final int AT_ONCE = 200;

  /** One object is one line, whatever else is printed meanwhile. */
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

  private final Settings settings;
  private final CommandDatabase database;
  private final Restore.OfSpan how;
  private final PrintWriter out;
  private final PrintWriter err;
  private final SpanRestore restore;

  RestoreSpan(
      Settings settings, CommandDatabase database, Restore.OfSpan how, CommandLine command) {
    this.settings = settings;
    this.database = database;
    this.how = how;
    this.out = command.getOut();
    this.err = command.getErr();
    this.restore = new SpanRestore(database.jdbc());
  }

  Wanted wanted(
      String sync,
      Instant since,
      @Nullable Instant until,
      @Nullable Origin by,
      @Nullable String account,
      boolean changedSinceToo) {
    return restore.wanted(sync, since, until, by, account, changedSinceToo);
  }

  /** The exit code. */
  int run(Wanted wanted) throws IOException, InterruptedException {
    if (how.json() && !how.yes() && !how.dryRun()) {
      throw new InputFault("with --json say --yes, or --dry-run to look only");
    }
    return how.json() ? json(wanted) : text(wanted);
  }

  private int text(Wanted wanted) throws InterruptedException {
    long[] told = {0};
    SpanRestoreTally tally =
        each(
            wanted,
            planned -> {
              if (planned.way() instanceof WayBack.Same) {
                return;
              }
              if (told[0]++ < how.limit()) {
                tell(planned);
              }
            });
    if (told[0] > how.limit()) {
      out.printf("… and %,d more records; --limit shows more%n", told[0] - how.limit());
    }
    out.printf(
        "%s: changed from %s until %s: %s%n",
        wanted.span().sync(), wanted.span().since(), wanted.span().until(), words(tally));
    out.flush();
    if (how.dryRun() || tally.isNothingToDo()) {
      out.println(how.dryRun() ? "nothing was written" : "nothing is to be done");
      return Commands.DONE;
    }
    confirm(tally);
    long asked = ask(wanted);
    out.printf("%,d records were asked back%n", asked);
    if (how.noWait()) {
      return Commands.DONE;
    }
    Resync.State state = await(wanted);
    out.printf("now: %s%n", words(each(wanted, planned -> {})));
    return verdict(state);
  }

  private int json(Wanted wanted) throws IOException, InterruptedException {
    JsonGenerator json = JSON.createGenerator(out);
    json.writeStartObject();
    json.writeStringField("sync", wanted.span().sync());
    fields(json, SpanRestoreTree.of(wanted));
    json.writeArrayFieldStart("records");
    long[] told = {0};
    SpanRestoreTally tally =
        each(
            wanted,
            planned -> {
              if (!(planned.way() instanceof WayBack.Same) && told[0]++ < how.limit()) {
                write(json, planned);
              }
            });
    json.writeEndArray();
    json.writeNumberField("left_out", Math.max(0, told[0] - how.limit()));
    json.writePOJOField("counts", tally.tree());
    int verdict = Commands.DONE;
    if (!how.dryRun() && !tally.isNothingToDo()) {
      json.writeNumberField("asked", ask(wanted));
      if (!how.noWait()) {
        verdict = verdict(await(wanted));
        json.writePOJOField("now", each(wanted, planned -> {}).tree());
      }
    }
    json.writeEndObject();
    json.flush();
    out.println();
    return verdict;
  }

  private static void fields(JsonGenerator json, Map<String, @Nullable Object> fields)
      throws IOException {
    for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
      json.writePOJOField(field.getKey(), field.getValue());
    }
  }

  private static void write(JsonGenerator json, Planned planned) {
    try {
      json.writePOJO(SpanRestoreTree.of(planned));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private SpanRestoreTally each(Wanted wanted, Consumer<Planned> reader) {
    SpanRestoreTally tally = new SpanRestoreTally();
    try (ProgressBar bar = bar()) {
      long looked = 0;
      @Nullable String after = "";
      while (after != null) {
        Page page = restore.look(wanted, after, AT_ONCE);
        bar.close();
        for (Planned planned : page.records()) {
          tally.add(planned);
          reader.accept(planned);
        }
        looked += page.records().size();
        bar.show(looked, 0, "records");
        after = page.last();
      }
    }
    return tally;
  }

  private void confirm(SpanRestoreTally tally) {
    if (how.yes()) {
      return;
    }
    if (!ProgressBar.isOnTerminal()) {
      throw new InputFault("nothing was written: say --yes, or --dry-run to look only");
    }
    err.printf("Bring %,d records back? [y/N] ", tally.goBack() + tally.comeBack());
    err.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
        throw new InputFault("nothing was written");
      }
    } catch (IOException e) {
      throw new InputFault("nothing was written: there is no answer");
    }
  }

  private long ask(Wanted wanted) {
    long asked = 0;
    try (ProgressBar bar = bar()) {
      @Nullable String after = "";
      while (after != null) {
        String from = after;
        Page page =
            database.inTransaction(() -> restore.restore(wanted, from, AT_ONCE, Commands.who()));
        asked += page.records().stream().filter(Planned::goesBack).count();
        bar.show(asked, 0, "asked back");
        after = page.last();
      }
    }
    return asked;
  }

  /** First for what was asked, then for what that has left to be sent. */
  private Resync.State await(Wanted wanted) throws InterruptedException {
    Resync resync = new Resync(database.jdbc());
    Resync.Begun begun = resync.watch(wanted.span().sync(), wanted.span().account());
    try (ProgressBar bar = bar()) {
      Waiting waiting = new Waiting(settings, resync, bar);
      Resync.State first = waiting.until(begun);
      return first.isAtRest(begun) ? waiting.until(begun) : first;
    }
  }

  private int verdict(Resync.State state) {
    if (state.items().moving() > 0) {
      err.println("not all of it is done: is the application running? It is done once it is.");
    } else if (state.isHeldUp()) {
      err.println("some of it waits at a place that stands still, or is tried again; see `status`");
    } else {
      return Commands.DONE;
    }
    return Commands.ENVIRONMENT_AT_FAULT;
  }

  private ProgressBar bar() {
    return new ProgressBar(err, !how.json() && ProgressBar.isOnTerminal());
  }

  private void tell(Planned planned) {
    String name =
        planned.record() == null
            ? "key " + planned.key()
            : "key %s, %s".formatted(planned.key(), PlanCommand.name(planned.record().partition()));
    out.printf("%s: %s%n", name, word(planned.way()));
    for (Diff diff : planned.fields()) {
      out.printf(
          "    %s: %s -> %s%n",
          diff.field(), PlanText.shown(diff.before()), PlanText.shown(diff.after()));
    }
  }

  private static String word(WayBack way) {
    return switch (way) {
      case WayBack.Changes changes -> "goes back";
      case WayBack.Returns returns -> "comes back";
      case WayBack.Same same -> "is as it was";
      case WayBack.Left left -> "stays: " + word(left.why());
    };
  }

  private static String word(WayBack.Why why) {
    return switch (why) {
      case MADE -> "it was made in the span, and a restore deletes nothing";
      case MOVED -> "it moved to another account";
      case CHANGED_SINCE -> "it was changed since";
      case UNDER_WAY -> "something of it is still under way";
      case NOT_KNOWN -> "the history does not say what it was";
      case KEPT_OUT -> "its row is as it was, and a formula at Google keeps that out";
      case OUTSIDE_WINDOW -> "it lies outside the window, where nothing is changed";
    };
  }

  private static String words(SpanRestoreTally tally) {
    String stay =
        tally.stay().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(one -> "%,d stay (%s)".formatted(one.getValue(), word(one.getKey())))
            .collect(Collectors.joining(", "));
    return "%,d go back (%,d fields), %,d come back, %,d are as they were%s"
        .formatted(
            tally.goBack(),
            tally.fields(),
            tally.comeBack(),
            tally.same(),
            stay.isEmpty() ? "" : ", " + stay);
  }
}
