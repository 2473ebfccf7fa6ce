package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Target;

/**
 * The tab that a flush is at work on.
 *
 * @param partition for which it works
 * @param progress is told of its calls
 */
record Site(PartitionKey partition, Tab tab, TabShape shape, Target.Progress progress) {

  /** The same tab with its present size. */
  Site with(Tab sized) {
    return new Site(partition, sized, shape, progress);
  }

  /** Another tab of the spreadsheet. */
  Site with(Tab other, TabShape itsShape) {
    return new Site(partition, other, itsShape, progress);
  }
}
