package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Failures;
import dev.lockstep.target.Witness;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the notes on cells as they should be. What was written last is remembered by the rows'
 * names, so that a look that finds nothing new makes no call; the look after a write checks once
 * more, since rows may have moved under it.
 */
final class NoteWriter {

  private static final Logger LOG = LoggerFactory.getLogger(NoteWriter.class);

  private final SheetCalls calls;
  private final NoteStore store;
  private final Witness witness;
  private final TabShape shape;
  private final boolean wanted;

  /**
   * @param wanted whether the definition asks for notes; those of a time when it did are taken away
   */
  NoteWriter(SheetCalls calls, NoteStore store, Witness witness, TabShape shape, boolean wanted) {
    this.calls = calls;
    this.store = store;
    this.witness = witness;
    this.shape = shape;
    this.wanted = wanted;
  }

  /** Whether a look is worth judging although it shows nothing new. */
  boolean isDue(PartitionKey partition) {
    NoteStore.Noted noted = store.of(partition);
    if (!wanted) {
      return !noted.texts().isEmpty();
    }
    Map<String, String> standing = new Notes.Wanted(witness.standing(partition), List.of()).named();
    Map<String, String> known = new HashMap<>(noted.texts());
    known.keySet().removeIf(name -> !name.startsWith("record:"));
    return !noted.sure() || !known.equals(standing);
  }

  /** After a look: what differs is written in one batch. A failure waits for the next look. */
  void write(PartitionKey partition, Tab tab, Look look, List<Mark> marks) {
    Notes.Wanted now =
        wanted ? new Notes.Wanted(witness.standing(partition), marks) : Notes.Wanted.NOTHING;
    NoteStore.Noted noted = store.of(partition);
    Map<String, String> texts = now.named();
    if (noted.sure() && noted.texts().equals(texts)) {
      return;
    }
    try {
      Spreadsheet answer = calls.notes(partition.account(), tab);
      List<Notes.Edit> edits =
          Notes.edits(now.placed(look, shape), Reader.notes(answer, tab, look.columns()));
      if (!edits.isEmpty()) {
        calls.update(
            partition.account(),
            tab.spreadsheetId(),
            edits.stream().map(edit -> request(tab, edit)).toList());
      }
      store.save(partition, new NoteStore.Noted(texts, edits.isEmpty()));
    } catch (Exception e) {
      Failure failure = Failures.of(e);
      if (failure.isUnexpected()) {
        LOG.error("{}: notes on cells cannot be written", partition, e);
        return;
      }
      boolean isRefused = failure.kind() == Failure.Kind.PERMANENT;
      LOG.warn(
          "sync={} account={} tab={} notes on cells {}: {}",
          partition.sync(),
          partition.account(),
          partition.calendar(),
          isRefused ? "are refused, until they change" : "wait for the next look",
          e.getMessage());
      if (isRefused) {
        store.save(partition, new NoteStore.Noted(texts, true));
      }
    }
  }

  private static Request request(Tab tab, Notes.Edit edit) {
    return new Request()
        .setUpdateCells(
            new UpdateCellsRequest()
                .setStart(
                    new GridCoordinate()
                        .setSheetId(tab.sheetId())
                        .setRowIndex(edit.place().row())
                        .setColumnIndex(edit.place().column()))
                .setRows(
                    List.of(new RowData().setValues(List.of(new CellData().setNote(edit.text())))))
                .setFields("note"));
  }
}
