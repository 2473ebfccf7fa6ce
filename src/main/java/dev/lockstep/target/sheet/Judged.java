package dev.lockstep.target.sheet;

import dev.lockstep.target.Problem;
import dev.lockstep.target.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a look says.
 *
 * @param changed rows that are not as known, or all of them where all was asked for
 * @param fresh of the changed: keys that nobody knows and that have not settled
 * @param gone keys whose row is gone for good
 * @param keyless settled rows that need a key
 * @param problems those that nobody was told of so far
 * @param marks those that stand, for notes on their cells
 * @param standing what is wrong with rows, told now or before
 * @param sightings to be remembered for the next look, in place of all before
 * @param lookAgain when something under way will have settled; null where nothing is
 * @param lively whether somebody is at work on the tab
 */
record Judged(
    List<SheetRow> changed,
    List<String> fresh,
    List<String> gone,
    List<SheetRow> keyless,
    List<Problem> problems,
    List<Mark> marks,
    List<Standing> standing,
    Map<String, Sighting> sightings,
    @Nullable Instant lookAgain,
    boolean lively) {

  /** What tells the one problem of this row from others. */
  String nameOf(SheetRow row) {
    return standing.stream()
        .filter(problem -> problem.row() == row.index() + 1)
        .map(Standing::name)
        .findFirst()
        .orElseThrow();
  }
}
