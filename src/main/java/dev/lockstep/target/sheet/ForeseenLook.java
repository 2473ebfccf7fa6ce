package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Witness;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What looks will say once all that they show has been the same for long enough; writes nothing.
 */
final class ForeseenLook {

  private final SheetRules rules;
  private final TabShape shape;
  private final SheetStore store;
  private final Tabs tabs;
  private final Looks looks;
  private final Witness witness;

  ForeseenLook(
      SheetRules rules, TabShape shape, SheetStore store, Tabs tabs, Looks looks, Witness witness) {
    this.rules = rules;
    this.shape = shape;
    this.store = store;
    this.tabs = tabs;
    this.looks = looks;
    this.witness = witness;
  }

  SheetPreview.Seen of(PartitionKey partition, Renaming renaming) throws Exception {
    Optional<Tab> found = tabs.find(partition, rules);
    if (found.isEmpty()) {
      return SheetPreview.Seen.NOTHING;
    }
    Tab tab = found.get();
    Look look = looks.foreseen(partition, tab, shape, renaming);
    if (store.batches().isUnsettled(tab.spreadsheetId(), look.batch())) {
      throw new TabFault(
          "unsettled",
          "a batch of spreadsheet %s is being settled: nothing is read from it until then"
              .formatted(tab.spreadsheetId()));
    }
    store.batches().requireOurs(tab.spreadsheetId(), look.batch());
    Judge judge = new Judge(shape, rules.takesUp(), rules.drawsKeys(), rules.settle());
    Map<String, KnownRecord> known = witness.known(partition);
    Instant now = store.now();
    Map<String, Sighting> seen = new LinkedHashMap<>();
    judge
        .judge(look, known, store.sightings().of(partition), now, true)
        .sightings()
        .forEach((what, sighting) -> seen.put(what, sighting.told(false)));
    return new SheetPreview.Seen(
        judge.judge(look, known, seen, now.plus(rules.settle()), true), known, now);
  }
}
