package dev.lockstep.core;

import java.util.ArrayList;
import java.util.List;

/** Nothing is reported twice with the same values (PROTOCOL 3.6). */
final class Reports {

  private Reports() {}

  static List<Report> fresh(Link link, List<Report> reports) {
    return reports.stream().filter(report -> !isKnown(link, report)).toList();
  }

  private static boolean isKnown(Link link, Report report) {
    return link.reported().stream()
        .anyMatch(known -> known.isAboutTheSame(report) && known.winner() == report.winner());
  }

  /** The decision, remembered with one more report that is told if it is new. */
  static Decision with(Report report, Link before, Decision decision) {
    List<Report> all = new ArrayList<>(decision.link().reported());
    all.removeIf(report::isAboutTheSame);
    all.add(report);
    List<Report> told = new ArrayList<>(decision.reports());
    told.addAll(fresh(before, List.of(report)));
    return copy(decision, decision.link().withReported(all), told);
  }

  /** The decision with one more report that is told each time and not remembered. */
  static Decision telling(Report report, Decision decision) {
    List<Report> told = new ArrayList<>(decision.reports());
    told.add(report);
    return copy(decision, decision.link(), told);
  }

  /** The decision, telling all that its link remembers and {@code before} did not. */
  static Decision newSince(Link before, Decision decision) {
    return copy(decision, decision.link(), fresh(before, decision.link().reported()));
  }

  private static Decision copy(Decision decision, Link link, List<Report> reports) {
    return switch (decision) {
      case Decision.Nothing nothing -> new Decision.Nothing(nothing.situation(), link, reports);
      case Decision.Write write ->
          new Decision.Write(write.situation(), write.toSource(), write.toTarget(), link, reports);
      case Decision.Look look -> look;
      case Decision.Later later -> later;
      case Decision.Fail fail -> fail;
    };
  }
}
