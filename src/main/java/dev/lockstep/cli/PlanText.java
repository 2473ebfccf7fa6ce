package dev.lockstep.cli;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Report;
import dev.lockstep.core.Side;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.PlannedRecord;
import dev.lockstep.engine.PlannedRecord.Action;
import dev.lockstep.engine.PlannedRecord.Change;
import dev.lockstep.mapping.Rendering;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A plan for a person. */
final class PlanText implements PlanPrinter {

  /** Longer values are cut; the JSON has them whole. */
  private static final int SHOWN = 60;

  private final PrintWriter out;
  private long leftOut;

  PlanText(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin() {}

  @Override
  public void record(PlannedRecord record) {
    out.printf(
        "%s, %s%n",
        record.key().isEmpty() ? "new row from '" + record.remoteId() + "'" : "key " + record.key(),
        PlanCommand.name(record.partition()));
    change("the row", record.row());
    change("at Google", record.remote());
    for (Report report : record.reports()) {
      report(report, record.routes().get(report.unit()));
    }
    if (record.problem() != null) {
      out.printf("  cannot go on: %s%n", record.problem());
    }
  }

  private void change(String side, Change change) {
    if (change.action() == Action.NONE) {
      return;
    }
    out.printf(
        "  %s: %s%s%n",
        side, word(change.action()), change.held() == null ? "" : ", held: " + change.held());
    change
        .fields()
        .forEach(
            diff ->
                out.printf(
                    "    %s: %s -> %s%n", diff.field(), shown(diff.before()), shown(diff.after())));
  }

  private void report(Report report, @Nullable String route) {
    String unit = report.unit().equals(Report.RECORD) ? "the record" : report.unit();
    boolean isConflict =
        report.kind() == Report.Kind.CONFLICT || report.kind() == Report.Kind.MERGE_REFUSED;
    out.printf(
        "  %s: %s%s%s%n",
        isConflict ? "conflict" : report.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        unit,
        isConflict
            ? ": the row has %s, Google %s; %s"
                .formatted(
                    shown(report.source()), shown(report.target()), decides(report.winner(), route))
            : "",
        route != null || report.detail().isEmpty() ? "" : " (" + report.detail() + ")");
  }

  private static String decides(@Nullable Side winner, @Nullable String route) {
    return route != null
        ? "the route %s will decide, a plan does not ask it".formatted(route)
        : winner == null
            ? "a person must decide"
            : winner == Side.SOURCE ? "the row's stands" : "Google's stands";
  }

  private static String word(Action action) {
    return switch (action) {
      case NONE -> "nothing";
      case INSERT -> "is made";
      case UPDATE -> "changes";
      case DELETE -> "is deleted";
      case MARK -> "gets Lockstep's mark, nothing else";
    };
  }

  private static String shown(Fields fields) {
    return fields.values().values().stream().map(PlanText::shown).collect(Collectors.joining(", "));
  }

  static String shown(Value value) {
    if (value.isNull()) {
      return "(blank)";
    }
    return "'" + cut(Rendering.of(value).replaceAll("\\R", " / "), SHOWN) + "'";
  }

  /** The beginning of what is too long for a line. */
  static String cut(String text, int shown) {
    return text.length() <= shown ? text : text.substring(0, shown) + "…";
  }

  @Override
  public void leftOut() {
    leftOut++;
  }

  @Override
  public void end(Plan plan) {
    if (leftOut > 0) {
      out.printf("… and %,d more records; --limit shows more%n", leftOut);
    }
    out.printf("%s: %,d records looked at, nothing was written%n", plan.sync(), plan.records());
    out.printf("  to Google:   %s%n", counts(plan.toGoogle()));
    out.printf("  from Google: %s%n", counts(plan.fromGoogle()));
    if (plan.conflicts() > 0 || plan.waiting() > 0) {
      out.printf(
          "  conflicts: %,d, of which %,d wait for a person%s%n",
          plan.conflicts(),
          plan.waiting(),
          plan.routed() == 0 ? "" : " and %,d are for a route".formatted(plan.routed()));
    }
    if (plan.failing() > 0) {
      out.printf("  cannot go on: %,d%n", plan.failing());
    }
    Map<String, Long> untouched = new TreeMap<>();
    plan.untouched()
        .forEach(
            (situation, records) ->
                untouched.put(
                    situation.name().toLowerCase(Locale.ROOT).replace('_', ' '), records));
    if (!untouched.isEmpty()) {
      out.printf(
          "  left as they are: %s%n",
          untouched.entrySet().stream()
              .map(one -> "%,d %s".formatted(one.getValue(), one.getKey()))
              .collect(Collectors.joining(", ")));
    }
    plan.notes().forEach(note -> out.printf("  note: %s%n", note));
  }

  private static String counts(Plan.Counts counts) {
    return "%,d made, %,d changed (%,d fields), %,d deleted%s%s"
        .formatted(
            counts.inserted(),
            counts.updated(),
            counts.fields(),
            counts.deleted(),
            counts.marked() == 0 ? "" : ", %,d marked".formatted(counts.marked()),
            counts.held() == 0 ? "" : "; %,d held by the brake".formatted(counts.held()));
  }
}
