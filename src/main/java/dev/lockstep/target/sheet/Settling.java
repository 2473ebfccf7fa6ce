package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.GridRange;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.KeyCells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles batches that are found to have arrived: an answer was lost, or the sender died. Whoever
 * sent them, this sync or another, for this tab or another.
 */
final class Settling {

  private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

  private final Flushes at;
  private final Site site;
  private final Sender sender;

  Settling(Flushes at, Site site, Sender sender) {
    this.at = at;
    this.site = site;
    this.sender = sender;
  }

  /**
   * Settles a batch that is found to have arrived: its answer was lost, or its sender died.
   *
   * @param shown the number that the hidden tab shows
   * @return whether one was settled, so that what was read before is worth nothing
   */
  boolean settle(long shown) throws Exception {
    List<BatchStore.Unsettled> unsettled = at.batches().unsettled(site.tab().spreadsheetId());
    List<BatchStore.Unsettled> arrived = arrived(unsettled, shown);
    if (!arrived.isEmpty()) {
      LOG.info(
          "sync={} account={} tab={} batch {} arrived although its answer did not: judged now",
          arrived.getFirst().partition().sync(),
          arrived.getFirst().partition().account(),
          arrived.getFirst().partition().calendar(),
          shown);
      settle(arrived);
    }
    for (BatchStore.Unsettled batch : unsettled) {
      if (batch.batch() <= shown || batch.old()) {
        at.batches().settled(site.tab().spreadsheetId(), batch.batch());
      }
    }
    return !arrived.isEmpty();
  }

  /** The last batch and, where it was to put back what others had hit, those before it. */
  private static List<BatchStore.Unsettled> arrived(
      List<BatchStore.Unsettled> unsettled, long shown) {
    Map<Long, BatchStore.Unsettled> byNumber = new LinkedHashMap<>();
    unsettled.forEach(batch -> byNumber.put(batch.batch(), batch));
    List<BatchStore.Unsettled> arrived = new ArrayList<>();
    BatchStore.Unsettled batch = byNumber.remove(shown);
    while (batch != null) {
      arrived.add(batch);
      batch = byNumber.remove(PlanJson.read(batch.plan()).continues());
    }
    return arrived;
  }

  /** Whoever sent it, this sync's own or one that is paused or removed by now, for another tab. */
  private void settle(List<BatchStore.Unsettled> arrived) throws Exception {
    BatchStore.Unsettled last = arrived.getFirst();
    PlanJson.Stored stored = PlanJson.read(last.plan());
    Tab its = tab(stored.sheetId());
    if (its == null) {
      return; // The tab is gone, and with it whatever was hit.
    }
    boolean isOurs =
        last.partition().equals(site.partition()) && its.sheetId() == site.tab().sheetId();
    sender.shows(last.batch());
    judge(arrived, site.with(its, isOurs ? site.shape() : shapeOf(stored, its)));
  }

  /**
   * Judges the last of them, and looks once more after what those before it had hit: what was put
   * back into another row has left its own as it was.
   */
  private void judge(List<BatchStore.Unsettled> arrived, Site its) throws Exception {
    Repair repair = new Repair(at, its, sender);
    Saved saved = saves();
    List<Misplaced> hits = new ArrayList<>();
    for (BatchStore.Unsettled batch : arrived) {
      PlanJson.Stored stored = PlanJson.read(batch.plan());
      Columns read = new Columns(stored.columns());
      Columns then = saved.columns(stored.headerAt(), read, its.shape());
      if (batch == arrived.getFirst()) {
        hits.addAll(repair.told(saved, stored.touches(), then, read));
      } else {
        saved.misplaced(stored.touches(), read, then, its.shape()).stream()
            .filter(hit -> !hit.deleted())
            .forEach(hits::add);
      }
    }
    repair.putBack(
        hits, PlanJson.read(arrived.getFirst().plan()).savesEnd(), arrived.getFirst().batch());
  }

  private @Nullable Tab tab(int sheetId) throws Exception {
    if (sheetId == site.tab().sheetId()) {
      return site.tab();
    }
    return at
        .calls()
        .get(site.partition().account(), site.tab().spreadsheetId())
        .getSheets()
        .stream()
        .map(sheet -> sheet.getProperties())
        .filter(sheet -> (sheet.getSheetId() == null ? 0 : sheet.getSheetId()) == sheetId)
        .findFirst()
        .map(
            sheet ->
                new Tab(
                    site.tab().spreadsheetId(),
                    sheetId,
                    sheet.getTitle(),
                    site.tab().zone(),
                    site.tab().savesId(),
                    sheet.getGridProperties().getRowCount(),
                    sheet.getGridProperties().getColumnCount()))
        .orElse(null);
  }

  private static TabShape shapeOf(PlanJson.Stored stored, Tab tab) {
    List<KeyCells.KeyField> keys = new ArrayList<>();
    stored
        .keys()
        .forEach(
            (field, key) ->
                keys.add(
                    new KeyCells.KeyField(
                        field,
                        new Column(
                            key.column(),
                            key.type(),
                            ColumnType.of(key.type()),
                            true,
                            false,
                            Column.Identity.NONE,
                            true))));
    return new TabShape(
        List.copyOf(stored.columns().keySet()),
        List.copyOf(stored.keys().keySet()),
        new KeyCells(Tab.SAVES, keys, tab::zone));
  }

  private Saved saves() throws IOException {
    if (site.tab().savesId() == null) {
      return new Saved(Map.of());
    }
    site.progress().beforeCall();
    return Reader.saved(
        at.calls()
            .cells(
                site.partition().account(),
                site.tab().spreadsheetId(),
                List.of(new GridRange().setSheetId(site.tab().savesId()))),
        site.tab().savesId());
  }
}
