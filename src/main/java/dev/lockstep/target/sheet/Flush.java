package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.NumberFormat;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Target;
import dev.lockstep.target.Witness;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One turn of writing to a spreadsheet: what is unsettled first, then read, commit, send, judge,
 * and put back what was hit by mistake (PROTOCOL 7.1).
 */
final class Flush {

  private final SheetCalls calls;
  private final BatchStore batches;
  private final Looks looks;
  private final Witness witness;
  private final PartitionKey partition;
  private final TabShape shape;
  private final Target.Progress progress;
  private final BlockReader reader;
  private final Sender sender;

  Flush(
      SheetCalls calls,
      BatchStore batches,
      Looks looks,
      Witness witness,
      PartitionKey partition,
      Tab tab,
      TabShape shape,
      Turn turn,
      Target.Progress progress) {
    this.calls = calls;
    this.batches = batches;
    this.looks = looks;
    this.witness = witness;
    this.partition = partition;
    this.shape = shape;
    this.progress = progress;
    this.reader = new BlockReader(calls, looks, partition, tab, shape, progress);
    this.sender = new Sender(calls, batches, partition, turn, progress);
  }

  Turn turn() {
    return sender.turn();
  }

  /**
   * Settles a batch that is found to have arrived.
   *
   * @param shown the number that the hidden tab shows
   * @return whether one was settled, so that what was read before is worth nothing
   */
  boolean settle(long shown) throws Exception {
    return new Settling(
            calls, batches, looks, witness, partition, reader.tab(), shape, sender, progress)
        .settle(shown);
  }

  /** Keys, the hidden tab's header, and the rows of these keys whole. */
  Block read(Collection<String> keys, Collection<Integer> alsoRows) throws Exception {
    Block block = reader.read(keys, alsoRows);
    sender.shows(block.batch());
    return block;
  }

  /**
   * What became of a batch.
   *
   * @param hit records whose write hit another row, or a row that somebody had just changed; what
   *     was hit is put back
   */
  record Done(Set<String> hit) {}

  /**
   * Sends one batch and judges it.
   *
   * @throws BatchRefused where Google refused it, which did nothing
   * @throws BatchOvertaken where a batch of unknown fate has arrived meanwhile; this one did
   *     nothing
   * @throws BatchUnjudged where it was carried out, and what it hit could not be put back yet
   * @throws IOException where nobody knows what became of it: it stays unsettled
   */
  Done send(
      FlushPlan plan, Columns columns, List<String> insertKeys, Map<String, NumberFormat> formats)
      throws Exception {
    List<Touch> touched = plan.judged(columns, insertKeys);
    Tab tab = reader.tab();
    Saved saved = sender.send(tab, shape, plan, touched, 0, columns, insertKeys, formats);
    long number = sender.turn().batch();
    Set<String> hit;
    try {
      hit =
          tab.savesId() == null
              ? new ReadBack(looks, witness, partition, tab, shape, progress).hit(plan)
              : new Repair(batches, looks, witness, partition, tab, shape, sender, progress)
                  .judge(number, saved, touched, plan.headerAt(), plan.savesEnd(), columns);
      batches.settled(tab.spreadsheetId(), number);
    } catch (Exception e) {
      throw new BatchUnjudged(e);
    }
    if (!insertKeys.isEmpty() && hit.isEmpty()) {
      looks.inserted(partition, insertKeys, plan.firstInserted());
    }
    return new Done(hit);
  }
}
