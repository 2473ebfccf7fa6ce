package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.NumberFormat;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One turn of writing to a spreadsheet: what is unsettled first, then read, commit, send, judge,
 * and put back what was hit by mistake (PROTOCOL 7.1).
 */
final class Flush {

  private final Flushes at;
  private final BlockReader reader;
  private final Sender sender;

  Flush(Flushes at, Site site, Turn turn) {
    this.at = at;
    this.reader = new BlockReader(at, site);
    this.sender = new Sender(at, turn);
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
    return new Settling(at, reader.site(), sender).settle(shown);
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
    Site site = reader.site();
    Saved saved = sender.send(site, plan, touched, 0, columns, insertKeys, formats);
    long number = sender.turn().batch();
    Set<String> hit;
    try {
      hit =
          site.tab().savesId() == null
              ? new ReadBack(at, site).hit(plan)
              : new Repair(at, site, sender)
                  .judge(number, saved, touched, plan.headerAt(), plan.savesEnd(), columns);
      at.batches().settled(site.tab().spreadsheetId(), number);
    } catch (Exception e) {
      throw new BatchUnjudged(e);
    }
    if (!insertKeys.isEmpty() && hit.isEmpty()) {
      at.looks().inserted(site.partition(), insertKeys, plan.firstInserted());
    }
    return new Done(hit);
  }
}
