package dev.lockstep.target.sheet;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Judges batches by what was saved, and puts back what they hit by mistake (PROTOCOL 7.1 d). */
final class Repair {

  /** How often what was hit is put back before a person must look. */
  private static final int ROUNDS = 3;

  private final Flushes at;
  private final Site site;
  private final Sender sender;

  Repair(Flushes at, Site site, Sender sender) {
    this.at = at;
    this.site = site;
    this.sender = sender;
  }

  /** Judges a batch by what was saved, and puts back what it hit by mistake. */
  Set<String> judge(
      long batch, Saved saved, List<Touch> touches, int headerAt, int savesEnd, Columns read)
      throws Exception {
    List<Misplaced> hits = told(saved, touches, saved.columns(headerAt, read, site.shape()), read);
    Set<String> records = new LinkedHashSet<>();
    for (Misplaced hit : hits) {
      if (hit.record() != null) {
        records.add(hit.record());
      }
    }
    putBack(hits, savesEnd, batch);
    return records;
  }

  /** Which rows were hit by mistake; the history has what they showed. */
  List<Misplaced> told(Saved saved, List<Touch> touches, Columns columns, Columns read) {
    List<Misplaced> hits = saved.misplaced(touches, read, columns, site.shape());
    for (Misplaced hit : hits) {
      at.witness()
          .misplaced(
              site.partition(),
              hit.key(),
              saved.cells(hit.saved(), columns, site.shape()),
              text(hit).formatted(hit.row() + 1, site.tab().title()));
    }
    return hits;
  }

  private static String text(Misplaced hit) {
    if (hit.made()) {
      return "row %d of tab '%s' was made while somebody moved columns: it is made anew";
    }
    return hit.deleted()
        ? "row %d of tab '%s' was deleted by mistake while somebody moved rows: it is put back"
        : "row %d of tab '%s' was overwritten while somebody was at work on it: it is put back";
  }

  /**
   * Puts back in as many batches as it takes; none of them is settled before all is as it was.
   *
   * @param batch that hit them
   */
  void putBack(List<Misplaced> first, int firstEnd, long batch) throws Exception {
    List<Misplaced> hits = first;
    int savesEnd = firstEnd;
    List<Long> repairs = new ArrayList<>();
    for (int round = 0; !hits.isEmpty(); round++) {
      if (round == ROUNDS) {
        throw new TabFault(
            "notPutBack",
            ("tab '%s' changed during each of %d tries to put back rows that were hit by mistake:"
                    + " the history has what they showed")
                .formatted(site.tab().title(), ROUNDS));
      }
      site.progress().beforeCall();
      Look look = at.looks().again(site.partition().account(), site.tab(), site.shape());
      sender.shows(look.batch());
      FlushPlan plan = Planner.putBack(look, hits, site.shape(), savesEnd);
      if (plan.isEmpty()) {
        break;
      }
      long continues = repairs.isEmpty() ? batch : repairs.getLast();
      Saved saved =
          sender.send(site, plan, plan.touches(), continues, look.columns(), List.of(), Map.of());
      repairs.add(sender.turn().batch());
      Columns then = saved.columns(plan.headerAt(), look.columns(), site.shape());
      hits = leftOver(hits, saved.misplaced(plan.touches(), look.columns(), then, site.shape()));
      savesEnd = plan.savesEnd();
    }
    repairs.forEach(repair -> at.batches().settled(site.tab().spreadsheetId(), repair));
  }

  /**
   * What was put back into another row has left its own as it was: both are still to be mended. A
   * row that has its own again shows nothing of ours, and is not touched.
   */
  private static List<Misplaced> leftOver(List<Misplaced> before, List<Misplaced> missed) {
    return missed.isEmpty()
        ? missed
        : Stream.concat(missed.stream(), before.stream().filter(hit -> !hit.deleted())).toList();
  }
}
