/**
 * A tab of a spreadsheet as a target (PROTOCOL 7). A record is the row that shows its key; columns
 * are found by their header, the tab by its sheet id. Google gives no versions and no conditional
 * writes, so each write saves what it overwrites, in the same atomic batch, in the hidden tab
 * {@code _lockstep}, and is judged by what was saved.
 *
 * <pre>
 * look   values of the tab → Look (rows, keys, versions) → Judge + Sightings → what changed,
 *        what is gone for good, which rows need a key, what is wrong: Listings hand it out
 * flush  writes → BlockReader (keys, rows to be written) → FlushPlan → Sender: committed, one
 *        batchUpdate → Saved rows → Repair: what hit somebody else (Misplaced) is put back
 *        → Outcomes; Settling does the same for batches whose answer was lost
 * </pre>
 *
 * {@code Tabs} knows where a tab is, {@code SheetStore} holds the classes with SQL, one for each
 * idea, {@code SheetCalls} is the one that calls Google. Everything between is pure.
 */
@NullMarked
package dev.lockstep.target.sheet;

import org.jspecify.annotations.NullMarked;
