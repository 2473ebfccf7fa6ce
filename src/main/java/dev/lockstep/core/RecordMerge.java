package dev.lockstep.core;

import dev.lockstep.core.Report.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The merge of a record that both sides show: of each unit by itself, then of the whole where a
 * side refuses what came of it (PROTOCOL 3.2).
 *
 * @param s what the source shows
 * @param r what the target shows, or is taken to show
 */
record RecordMerge(
    Rules rules,
    Link link,
    Fields s,
    @Nullable Instant modified,
    Fields r,
    @Nullable Instant updated,
    boolean isNumbered,
    Asked asked) {

  /** What came of the units. */
  private record Merged(Fields sends, Fields takes, Bases bases, List<Report> reports) {
    boolean writes() {
      return !sends.isEmpty() || !takes.isEmpty();
    }

    List<Report> waiting() {
      return reports.stream().filter(Report::waits).toList();
    }
  }

  Decision decide() {
    Merged merged = merge(null);
    Report standing = refusedBefore(merged);
    if (standing != null) {
      return recordConflict(merged, standing.detail(), standing.winner());
    }
    String refusal = refusal(merged);
    if (refusal == null) {
      return decision(merged);
    }
    // The row is at fault by itself: it cannot be sent, whatever the target shows.
    String ownFault = rules.refusal().apply(r.with(flowingOut()));
    if (ownFault != null && merged.takes().isEmpty()) {
      return new Decision.Fail(
          Situation.SOURCE_CHANGED, Failure.permanent("refused", ownFault), link);
    }
    // The row is at fault, but the target's edits need not wait for it to be mended.
    if (ownFault != null) {
      return decision(new Merged(Fields.EMPTY, merged.takes(), merged.bases(), merged.reports()));
    }
    // Each is fine by itself, together they are not.
    return recordConflict(merged, refusal, null);
  }

  /** The source has refused the values that {@link #decide()} had it take. */
  Decision refusedBySource(Fields takes, String refusal) {
    Merged merged = merge(null);
    Fields triedAgain = asked.again() ? refusedBefore(takes) : Fields.EMPTY;
    // Some of them had been refused before, and the others need not suffer for that.
    if (!triedAgain.isEmpty() && triedAgain.names().size() < takes.names().size()) {
      return new RecordMerge(rules, link, s, modified, r, updated, isNumbered, asked.tried())
          .decide();
    }
    // The row had edits of its own that the target's do not go with.
    if (triedAgain.isEmpty() && !merged.sends().isEmpty()) {
      return recordConflict(merged, refusal, null);
    }
    // The target's values are at fault by themselves.
    List<Report> known = new ArrayList<>(link.reported());
    for (Unit unit : rules.units()) {
      if (unit.isKnownIn(takes)) {
        known.removeIf(report -> report.unit().equals(unit.name()));
        known.add(new Report(Kind.INVALID, unit.name(), unit.of(s), unit.of(r), null, refusal));
      }
    }
    Decision decision =
        new RecordMerge(
                rules, link.withReported(known), s, modified, r, updated, isNumbered, asked.tried())
            .decide();
    return Reports.newSince(link, decision);
  }

  /** Those of these values that the source has refused before, just as they are. */
  private Fields refusedBefore(Fields takes) {
    Fields refused = Fields.EMPTY;
    for (Unit unit : rules.units()) {
      Report now = new Report(Kind.INVALID, unit.name(), unit.of(s), unit.of(r), null, "");
      if (unit.isKnownIn(takes) && link.reported().stream().anyMatch(now::isAboutTheSame)) {
        refused = refused.with(unit.of(takes));
      }
    }
    return refused;
  }

  private Merged merge(@Nullable Side forced) {
    Fields sends = Fields.EMPTY;
    Fields takes = Fields.EMPTY;
    Bases bases = recognised();
    List<Report> reports = new ArrayList<>();
    for (Unit unit : rules.units()) {
      FieldMerge merge =
          new FieldMerge(
              rules, unit, bases, s, modified, r, updated, link.reported(), asked, forced);
      if (!unit.isKnownIn(s)) {
        // Nobody has computed it this time: what was reported of it stands.
        link.reported().stream()
            .filter(report -> report.unit().equals(unit.name()))
            .forEach(reports::add);
      }
      if (merge.isChangedSinceAsked()) {
        reports.add(merge.report(Kind.NOT_BROUGHT_BACK, null));
      }
      switch (merge.verdict()) {
        case Verdict.Stay stay -> {}
        case Verdict.Settle settle -> bases = bases.moved(unit.of(s), unit.of(r));
        case Verdict.Send send -> {
          sends = sends.with(unit.of(s));
          add(reports, send.report());
          add(reports, notWritten(merge.report(Kind.NOT_WRITTEN, null)));
        }
        case Verdict.Take take -> {
          takes = takes.with(unit.of(r));
          add(reports, take.report());
        }
        case Verdict.Leave leave -> {
          bases = bases.moved(unit.of(s), unit.of(r));
          reports.add(leave.report());
        }
        case Verdict.Replace replace -> {
          takes = takes.with(replace.values());
          reports.add(replace.report());
        }
        case Verdict.Wait wait -> reports.add(wait.report());
      }
    }
    return new Merged(sends, takes, bases, reports);
  }

  /** What says that the target has not let these very values in so far. */
  private @Nullable Report notWritten(Report now) {
    return link.reported().stream().filter(now::isAboutTheSame).findFirst().orElse(null);
  }

  private static void add(List<Report> reports, @Nullable Report report) {
    if (report != null) {
      reports.add(report);
    }
  }

  /**
   * The bases once our own unacknowledged writes are recognised (PROTOCOL 5.2): what shows a value
   * that we sent is ours, and no person's edit. A call is carried out whole or not at all: what it
   * carried into the other fields was there too, and has been edited since.
   */
  Bases recognised() {
    Bases bases = link.bases();
    List<Attempt> newestFirst = link.sending().reversed();
    for (Unit unit : rules.units()) {
      for (Attempt attempt : newestFirst) {
        Fields sent = unit.of(attempt.fields());
        if (shows(unit, sent)) {
          bases = bases.moved(sent, unit.of(r));
          break;
        }
        if (unit.isKnownIn(sent) && isNews(unit) && !isKept(unit) && hasArrived(attempt)) {
          bases = bases.moved(sent, rules.shown().apply(sent));
          break;
        }
      }
    }
    return bases;
  }

  /** A person's own is there, which no call changes. */
  private boolean isKept(Unit unit) {
    return link.reported().stream()
        .anyMatch(report -> report.kind() == Kind.NOT_WRITTEN && report.unit().equals(unit.name()));
  }

  private boolean shows(Unit unit, Fields sent) {
    return unit.isKnownIn(sent)
        && unit.isKnownIn(r)
        && (unit.isSame(sent, r) || unit.isSame(rules.shown().apply(sent), r));
  }

  /**
   * Some field shows what the call sent, and showed something else before: where the record does
   * not tell it by a number ({@link Outcomes#arrived}), the best that can be known. A person may
   * have made both sides alike.
   */
  private boolean hasArrived(Attempt attempt) {
    return !isNumbered
        && rules.units().stream()
            .anyMatch(
                unit -> {
                  Fields sent = unit.of(attempt.fields());
                  return shows(unit, sent) && !unit.isBlankIn(sent) && isNews(unit);
                });
  }

  private boolean isNews(Unit unit) {
    return !unit.isKnownIn(link.bases().target()) || !unit.isSame(link.bases().target(), r);
  }

  private @Nullable String refusal(Merged merged) {
    return merged.sends().isEmpty()
        ? null
        : rules.refusal().apply(r.with(merged.takes()).with(merged.sends()));
  }

  /** What says that this very merge was refused, and need not be tried again. */
  private @Nullable Report refusedBefore(Merged merged) {
    Report now = refusedMerge(merged, null, "");
    return link.reported().stream().filter(now::isAboutTheSame).findFirst().orElse(null);
  }

  private Report refusedMerge(Merged merged, @Nullable Side winner, String refusal) {
    Fields questioned = merged.sends().with(merged.takes());
    return new Report(
        Kind.MERGE_REFUSED,
        Report.RECORD,
        s.only(questioned::has),
        r.only(questioned::has),
        winner,
        refusal);
  }

  private Fields flowingOut() {
    Set<String> names = new LinkedHashSet<>();
    for (FieldRule field : rules.fields()) {
      if (field.direction().toGoogle()) {
        names.add(field.name());
      }
    }
    return s.only(names::contains);
  }

  /**
   * Decided by policy where all fields in question say the same; else it waits for a person.
   *
   * @param decided who won when it was decided before, with these very values
   */
  private Decision recordConflict(Merged merged, String refusal, @Nullable Side decided) {
    Report undecided = refusedMerge(merged, null, refusal);
    Report report = undecided.wonBy(decided != null ? decided : recordWinner(undecided));
    if (report.winner() != null) {
      Merged whole = merge(report.winner());
      if (refusal(whole) == null) {
        List<Report> reports = new ArrayList<>(whole.reports());
        reports.add(report);
        return decision(new Merged(whole.sends(), whole.takes(), whole.bases(), reports));
      }
    }
    List<Report> reports = new ArrayList<>(merged.waiting());
    reports.add(report.undecided());
    return decision(new Merged(Fields.EMPTY, Fields.EMPTY, merged.bases(), reports));
  }

  private @Nullable Side recordWinner(Report undecided) {
    Resolution resolved = asked.resolved().get(Report.RECORD);
    if (resolved != null && resolved.isOf(undecided)) {
      return resolved.winner();
    }
    Fields questioned = undecided.source().with(undecided.target());
    Set<ConflictPolicy> policies = new LinkedHashSet<>();
    for (Unit unit : rules.units()) {
      if (unit.isKnownIn(questioned) && unit.direction() == Direction.BOTH) {
        policies.add(unit.conflict());
      }
    }
    if (policies.size() != 1) {
      return null;
    }
    return switch (policies.iterator().next()) {
      case LATEST_WINS -> FieldMerge.later(modified, updated);
      case SOURCE_WINS -> Side.SOURCE;
      case GOOGLE_WINS -> Side.TARGET;
      case MANUAL -> null;
    };
  }

  private Decision decision(Merged merged) {
    List<Report> fresh = Reports.fresh(link, merged.reports());
    Link next = link.withReported(merged.reports());
    Fields unsettled =
        r.only(
            name ->
                !merged.bases().target().has(name)
                    || !merged.bases().target().get(name).same(r.get(name)));
    next =
        next.in(next.waits() ? Link.State.CONFLICT : Link.State.LINKED)
            .agreedOn(merged.bases(), new Link.Seen(unsettled, updated));
    Situation situation = situation(merged, fresh);
    if (!merged.writes()) {
      return new Decision.Nothing(situation, next, fresh);
    }
    ToSource toSource =
        merged.takes().isEmpty() ? ToSource.NOTHING : new ToSource.Update(merged.takes());
    ToTarget toTarget =
        merged.sends().isEmpty()
            ? ToTarget.NOTHING
            : new ToTarget.Patch(merged.sends(), link.version());
    return new Decision.Write(situation, toSource, toTarget, next, fresh);
  }

  private static Situation situation(Merged merged, List<Report> fresh) {
    boolean sends = !merged.sends().isEmpty();
    boolean takes = !merged.takes().isEmpty();
    boolean refused = merged.reports().stream().anyMatch(r -> r.kind() == Kind.MERGE_REFUSED);
    boolean invalid = merged.reports().stream().anyMatch(r -> r.kind() == Kind.INVALID);
    boolean waits = !merged.waiting().isEmpty();
    if (refused && !(waits && fresh.isEmpty())) {
      return Situation.MERGE_REFUSED;
    }
    if (sends && takes) {
      return Situation.BOTH_CHANGED;
    }
    if (sends) {
      return Situation.SOURCE_CHANGED;
    }
    if (takes) {
      return Situation.TARGET_CHANGED;
    }
    if (waits) {
      return fresh.isEmpty() ? Situation.CONFLICT_WAITS : Situation.BOTH_CHANGED;
    }
    return invalid ? Situation.INVALID : Situation.AGREED;
  }
}
