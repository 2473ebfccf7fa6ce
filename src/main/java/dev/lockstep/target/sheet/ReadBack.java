package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges a batch where there is no hidden tab: the touched rows are read back. */
final class ReadBack {

  private final Flushes at;
  private final Site site;

  ReadBack(Flushes at, Site site) {
    this.at = at;
    this.site = site;
  }

  /** The records whose write hit another row; what was hit stays as it is. */
  Set<String> hit(FlushPlan plan) throws Exception {
    Set<String> hit = new LinkedHashSet<>();
    if (plan.touches().isEmpty()) {
      return hit;
    }
    site.progress().beforeCall();
    Map<String, List<SheetRow>> now =
        at.looks().look(site.partition(), site.tab(), site.shape()).byKey();
    for (Touch touch : plan.touches()) {
      List<SheetRow> rows =
          touch.key() == null ? List.of() : now.getOrDefault(touch.key(), List.of());
      boolean done =
          touch.deletes()
              ? rows.isEmpty()
              : rows.size() == 1 && shows(rows.getFirst(), touch.written());
      if (!done && touch.record() != null) {
        hit.add(touch.record());
        at.witness()
            .misplaced(
                site.partition(),
                touch.key(),
                Fields.EMPTY,
                "row %d may have been hit by mistake; without the hidden tab it cannot be told"
                    .formatted(touch.row() + 1));
      }
    }
    return hit;
  }

  private static boolean shows(SheetRow row, Map<Integer, Value> written) {
    return written.entrySet().stream()
        .allMatch(
            cell ->
                (cell.getKey() < row.raw().size()
                        ? Cells.value(row.raw().get(cell.getKey()))
                        : Value.NULL)
                    .same(cell.getValue()));
  }
}
