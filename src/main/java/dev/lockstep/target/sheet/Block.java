package dev.lockstep.target.sheet;

import java.util.List;
import java.util.Map;

/**
 * What a flush read of the tab before it writes.
 *
 * @param rowsByKey every keyed row's index, by key
 * @param rows the rows that were read whole, by index
 * @param lastKeyed index of the last row with a key; 0 where there is none
 * @param bare whether nothing stands below the header
 * @param batch the number that the hidden tab shows of the last batch; -1 where there is none
 */
record Block(
    Columns columns,
    Map<String, List<Integer>> rowsByKey,
    Map<Integer, GridRow> rows,
    int lastKeyed,
    boolean bare,
    long batch) {}
