package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;

/** Looks at a tab from which nothing is read before what is unsettled there is settled. */
final class SettledLooks {

  private final Looks looks;
  private final TabShape shape;
  private final BatchStore batches;
  private final Turns turns;
  private final Flushes flushes;

  SettledLooks(Looks looks, TabShape shape, BatchStore batches, Turns turns, Flushes flushes) {
    this.looks = looks;
    this.shape = shape;
    this.batches = batches;
    this.turns = turns;
    this.flushes = flushes;
  }

  Look look(PartitionKey partition, Tab tab) throws Exception {
    Look look = looks.look(partition, tab, shape);
    if (batches.isUnsettled(tab.spreadsheetId(), look.batch())) {
      Turn turn = turns.enter(tab.spreadsheetId(), partition);
      Flush flush = flushes.of(partition, tab, shape, turn, () -> {});
      try {
        flush.settle(look.batch());
      } finally {
        turns.leave(flush.turn(), partition);
      }
      look = looks.look(partition, tab, shape);
    }
    batches.requireOurs(tab.spreadsheetId(), look.batch());
    return look;
  }
}
