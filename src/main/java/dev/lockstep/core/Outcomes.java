package dev.lockstep.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When bases move (PROTOCOL 4): what a link is once a write has had its outcome. A failed call
 * moves nothing.
 */
public final class Outcomes {

  private Outcomes() {}

  /** Before the call: what is about to be sent is remembered (PROTOCOL 5.1). */
  public static Link intended(Link link, Attempt attempt) {
    List<Attempt> sending = new ArrayList<>(link.sending());
    sending.add(attempt);
    Link intended = link.withSending(sending).at(attempt.remoteId(), link.version());
    return attempt.kind() == Attempt.Kind.INSERT ? intended.in(Link.State.SENDING) : intended;
  }

  /**
   * Calls of unknown outcome were made after all: what they sent was agreed on then, so that what
   * differs from it now is a later edit, and no conflict with a write that nobody acknowledged.
   */
  public static Link arrived(Rules rules, Link link, List<Attempt> attempts) {
    Bases bases = link.bases();
    for (Attempt attempt : attempts) {
      bases = bases.moved(attempt.fields(), rules.shown().apply(attempt.fields()));
    }
    return link.agreedOn(bases, link.seen());
  }

  /** The target has answered that it did not do it. */
  public static Link notDone(Link link, Attempt attempt) {
    Link without =
        link.withSending(link.sending().stream().filter(a -> !a.equals(attempt)).toList());
    boolean nothingThere =
        link.state() == Link.State.SENDING
            && without.sending().stream().noneMatch(a -> a.kind() == Attempt.Kind.INSERT);
    return nothingThere ? without.in(Link.State.NONE) : without;
  }

  /**
   * Fields were sent: Bs is the source as loaded, Br the target's rendering in its response.
   *
   * @param response the record as the target showed it after the write
   */
  public static Settlement sent(Rules rules, Link link, Fields sent, TargetSide.Present response) {
    return sent(rules, link, sent, Map.of(), response);
  }

  /**
   * The same where the target has kept some fields as a person has them. Nothing was agreed on of
   * those: what the source has of them is owed.
   *
   * @param kept those fields, each with the reason
   */
  public static Settlement sent(
      Rules rules,
      Link link,
      Fields attempted,
      Map<String, String> kept,
      TargetSide.Present response) {
    Fields sent = attempted.without(kept.keySet());
    Fields rendering = sent.with(response.fields().only(sent::has));
    Bases bases = link.bases().moved(sent, rendering);
    Fields unsettled = differing(response.fields(), bases.target());
    // Whatever a newer version has overtaken can no longer arrive: its condition fails.
    List<Attempt> sending =
        response.version() != null && !response.is(TargetSide.Trait.AWAITED)
            ? List.of()
            : link.sending().stream().filter(a -> !a.fields().equals(attempted)).toList();
    List<Report> standing = stillStanding(rules, link, sent);
    notWritten(rules, attempted, kept, response).forEach(report -> remember(standing, report));
    Link after = link.withReported(standing);
    after =
        after
            .in(after.waits() ? Link.State.CONFLICT : Link.State.LINKED)
            .agreedOn(bases, new Link.Seen(unsettled, response.updated()))
            .at(response.remoteId(), response.version())
            .withSending(sending);
    Set<String> toMerge = new LinkedHashSet<>();
    for (Unit unit : rules.units()) {
      Fields shown = unit.of(unsettled);
      boolean counts = unit.direction().fromGoogle() || restores(rules);
      if (counts
          && !shown.isEmpty()
          && !isReported(after, unit, report -> report.target(), shown)) {
        toMerge.addAll(shown.names());
      }
    }
    return new Settlement(after, toMerge);
  }

  private static List<Report> notWritten(
      Rules rules, Fields attempted, Map<String, String> kept, TargetSide.Present response) {
    List<Report> reports = new ArrayList<>();
    for (Unit unit : rules.units()) {
      unit.of(attempted).names().stream()
          .filter(kept::containsKey)
          .findFirst()
          .ifPresent(
              field ->
                  reports.add(
                      new Report(
                          Report.Kind.NOT_WRITTEN,
                          unit.name(),
                          unit.of(attempted),
                          unit.of(response.fields()),
                          null,
                          kept.get(field))));
    }
    return reports;
  }

  /** What the target has not let in, as it stands. */
  public static List<Report> notWritten(Link link) {
    return link.reported().stream()
        .filter(report -> report.kind() == Report.Kind.NOT_WRITTEN)
        .toList();
  }

  private static void remember(List<Report> standing, Report report) {
    standing.removeIf(known -> known.kind() == report.kind() && known.unit().equals(report.unit()));
    standing.add(report);
  }

  /**
   * Fields were taken, or brought back: Bs is the value as we wrote it, Br the target as read.
   * Where the target does not show what was brought back, that is owed to it.
   *
   * @param written as converted for the row
   * @param returned the row as RETURNING showed it
   * @param read the same fields as written, as the target showed them
   */
  public static Settlement taken(
      Rules rules, Link link, Fields written, Fields returned, Fields read) {
    Bases bases = link.bases().moved(written, read.only(written::has));
    List<Report> owed = owed(rules, link, written);
    List<Report> standing = stillStanding(rules, link, written);
    standing.addAll(owed);
    Link after = link.withReported(standing);
    after =
        after
            .in(after.waits() ? Link.State.CONFLICT : Link.State.LINKED)
            .agreedOn(
                bases,
                new Link.Seen(
                    link.seen().fields().without(written.names()), link.seen().updated()));
    Fields unsettled = differing(returned, bases.source());
    Set<String> toMerge = new LinkedHashSet<>();
    owed.forEach(report -> toMerge.addAll(report.source().names()));
    for (Unit unit : rules.units()) {
      Fields shown = unit.of(unsettled);
      boolean counts = unit.direction().toGoogle() || restores(rules);
      if (counts
          && !shown.isEmpty()
          && !isReported(after, unit, report -> report.source(), shown)) {
        toMerge.addAll(shown.names());
      }
    }
    return new Settlement(after, toMerge);
  }

  /** It is gone at the target, by our doing. */
  public static Link deletedAtTarget(Link link) {
    return link.gone();
  }

  /** The row is gone, because a person deleted the record at the target. */
  public static Link rowDeleted(Link link) {
    return link.gone();
  }

  private static boolean restores(Rules rules) {
    return rules.policies().oneWayEdits() == Policies.OneWayEdits.RESTORE;
  }

  private static Fields differing(Fields shown, Fields base) {
    return shown.only(name -> !base.has(name) || !shown.get(name).same(base.get(name)));
  }

  private interface Shown {
    Fields of(Report report);
  }

  private static boolean isReported(Link link, Unit unit, Shown side, Fields shown) {
    return link.reported().stream()
        .filter(report -> report.unit().equals(unit.name()))
        .anyMatch(report -> unit.isSame(side.of(report), shown));
  }

  /** What the row was given by a decision of which the target has still to hear. */
  private static List<Report> owed(Rules rules, Link link, Fields written) {
    List<Report> owed = new ArrayList<>();
    for (Unit unit : rules.units()) {
      link.reported().stream()
          .filter(report -> report.replaces() && report.unit().equals(unit.name()))
          .filter(report -> unit.isKnownIn(written) && !unit.isSame(written, report.target()))
          .map(report -> report.writtenToSource(unit.of(written)))
          .forEach(owed::add);
    }
    return owed;
  }

  /**
   * What was reported of a unit is settled by its write. Only that an edit was put right is kept,
   * so that one which comes back by itself is not put right for ever.
   */
  private static List<Report> stillStanding(Rules rules, Link link, Fields written) {
    List<Report> standing = new ArrayList<>();
    for (Report report : link.reported()) {
      boolean isWritten =
          rules.units().stream()
              .anyMatch(unit -> unit.name().equals(report.unit()) && unit.isKnownIn(written));
      if (isWritten && report.kind() == Report.Kind.RESTORED) {
        standing.add(report.as(Report.Kind.NOT_RESTORED));
      } else if (!isWritten && !report.unit().equals(Report.RECORD)) {
        standing.add(report);
      }
    }
    return standing;
  }
}
