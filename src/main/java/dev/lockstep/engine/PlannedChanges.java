package dev.lockstep.engine;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Situation;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.ToTarget;
import dev.lockstep.core.Value;
import dev.lockstep.engine.PlannedRecord.Action;
import dev.lockstep.engine.PlannedRecord.Change;
import dev.lockstep.engine.PlannedRecord.Diff;
import dev.lockstep.engine.outbound.OutboundPlan.Foretold;
import dev.lockstep.engine.sync.ConflictRoutes;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.mapping.FieldMap;
import dev.lockstep.target.Remote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions of both passes about one record as what a person is shown; pure. */
final class PlannedChanges {

  private PlannedChanges() {}

  /**
   * @param in what the inbound pass would do; null where the listing lacks the record
   * @param out what the outbound pass would do after it; null where it has nothing to do with it
   * @param sync whose routes are to decide what is new in it
   */
  static PlannedRecord of(
      PartitionKey partition,
      String key,
      @Nullable Foreseen in,
      @Nullable Foretold out,
      RunningSync sync) {
    FieldMap map = sync.fieldMap();
    Remote remote = in == null ? null : in.remote();
    Change row = in == null ? Change.NONE : row(in);
    Change there = Change.NONE;
    String problem = in == null ? null : problem(in.decision());
    List<Report> reports = new ArrayList<>();
    Map<String, String> routes = new LinkedHashMap<>();
    Situation situation = Situation.AGREED;
    if (in != null && in.decision() != null) {
      reports.addAll(in.decision().reports());
      routes(in.decision(), sync, routes);
      situation = in.decision().situation();
    }
    String remoteId = remote == null ? null : remote.remoteId();
    if (out != null) {
      there = remote(out, remote, map);
      if (row.action() == Action.NONE) {
        row = row(out);
      }
      problem = problem == null ? problem(out.decision()) : problem;
      addNew(reports, out.decision().reports());
      routes(out.decision(), sync, routes);
      addNew(reports, standing(out.decision()));
      if (row.action() == Action.NONE || situation == Situation.AGREED) {
        situation = out.decision().situation();
      }
      remoteId = remoteId == null ? out.link().remoteId() : remoteId;
    } else if (in != null && in.decision() != null) {
      addNew(reports, standing(in.decision()));
    }
    return new PlannedRecord(
        partition,
        key,
        remoteId,
        situation,
        row,
        there,
        reports.stream().map(report -> report.showing(map.readable(report.target()))).toList(),
        routes,
        problem);
  }

  private static void routes(Decision decision, RunningSync sync, Map<String, String> into) {
    for (Report report : decision.reports()) {
      String uri = ConflictRoutes.route(sync, report);
      if (uri != null) {
        into.put(report.unit(), uri);
      }
    }
  }

  /**
   * What a person is to do something about then; where a side goes or is made anew nothing waits.
   */
  private static List<Report> standing(Decision decision) {
    boolean isContested = decision.link().state() == Link.State.CONFLICT;
    return decision.link().reported().stream()
        .filter(report -> isContested && report.waits() || report.kind() == Report.Kind.NOT_WRITTEN)
        .toList();
  }

  private static void addNew(List<Report> reports, List<Report> more) {
    more.stream().filter(report -> !reports.contains(report)).forEach(reports::add);
  }

  private static @Nullable String problem(@Nullable Decision decision) {
    return decision instanceof Decision.Fail fail ? fail.failure().message() : null;
  }

  private static Change row(Foreseen in) {
    return switch (in.taken()) {
      case ToSource.Nothing nothing -> Change.NONE;
      case ToSource.Insert insert ->
          new Change(Action.INSERT, filled(Fields.EMPTY, in.after()), in.held());
      case ToSource.Update update ->
          new Change(Action.UPDATE, differing(in.before(), in.after()), in.held());
      case ToSource.Delete delete ->
          new Change(Action.DELETE, filled(in.before(), Fields.EMPTY), in.held());
    };
  }

  /** What only the record's own pass found out; the inbound one does it then. */
  private static Change row(Foretold out) {
    return out.decision() instanceof Decision.Write write
        ? switch (write.toSource()) {
          case ToSource.Nothing nothing -> Change.NONE;
          case ToSource.Insert insert ->
              new Change(Action.INSERT, filled(Fields.EMPTY, insert.fields()), null);
          case ToSource.Update update ->
              new Change(
                  Action.UPDATE, differing(out.link().bases().source(), update.fields()), null);
          case ToSource.Delete delete ->
              new Change(Action.DELETE, filled(out.link().bases().source(), Fields.EMPTY), null);
        }
        : Change.NONE;
  }

  private static Change remote(Foretold out, @Nullable Remote remote, FieldMap map) {
    if (!(out.decision() instanceof Decision.Write write)) {
      return Change.NONE;
    }
    Fields shown = map.readable(shown(out.link(), remote));
    return switch (write.toTarget()) {
      case ToTarget.Nothing nothing -> Change.NONE;
      case ToTarget.Insert insert ->
          new Change(Action.INSERT, filled(Fields.EMPTY, insert.fields()), out.held());
      case ToTarget.Revive revive ->
          new Change(Action.INSERT, filled(Fields.EMPTY, revive.fields()), out.held());
      case ToTarget.Patch patch ->
          patch.fields().isEmpty()
              ? new Change(Action.MARK, List.of(), out.held())
              : new Change(Action.UPDATE, differing(shown, patch.fields()), out.held());
      case ToTarget.Delete delete ->
          new Change(Action.DELETE, filled(shown, Fields.EMPTY), out.held());
    };
  }

  private static Fields shown(Link link, @Nullable Remote remote) {
    return remote == null || remote.fields().isEmpty()
        ? link.bases().target().with(link.seen().fields())
        : remote.fields();
  }

  private static List<Diff> differing(Fields before, Fields after) {
    return after.names().stream()
        .map(name -> new Diff(name, before.get(name), after.get(name)))
        .toList();
  }

  /** Of something that comes or goes as a whole. */
  private static List<Diff> filled(Fields before, Fields after) {
    Fields all = before.with(after);
    return all.names().stream()
        .filter(name -> !all.get(name).isNull())
        .map(
            name ->
                new Diff(
                    name,
                    before.has(name) ? before.get(name) : Value.NULL,
                    after.has(name) ? after.get(name) : Value.NULL))
        .toList();
  }
}
