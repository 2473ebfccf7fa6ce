package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.CellForm;
import dev.lockstep.mapping.KeyCells;
import dev.lockstep.target.Problem;
import dev.lockstep.target.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives keys to the rows that people typed without one (PROTOCOL 7.4). */
final class KeyWriter {

  private static final Logger LOG = LoggerFactory.getLogger(KeyWriter.class);

  private final TabShape shape;
  private final Turns turns;
  private final Flushes flushes;
  private final Witness witness;
  private final Set<String> unkeyed = ConcurrentHashMap.newKeySet();

  KeyWriter(TabShape shape, Turns turns, Flushes flushes, Witness witness) {
    this.shape = shape;
    this.turns = turns;
    this.flushes = flushes;
    this.witness = witness;
  }

  /** Draws keys from the column's default for the rows that a look found without one. */
  void write(PartitionKey partition, Tab tab, Judged judged) throws Exception {
    List<SheetRow> rows = judged.keyless();
    List<Map<String, Value>> drawn = witness.drawKeys(partition, rows.size());
    if (drawn.isEmpty()) {
      return;
    }
    List<Map<String, Value>> cells = drawn.stream().map(key -> cells(key, tab)).toList();
    Turn turn = turns.enter(tab.spreadsheetId(), partition);
    Flush flush = flushes.of(partition, tab, shape, turn, () -> {});
    try {
      write(flush, rows, cells);
    } catch (BatchRefused refusal) {
      tellUnkeyed(partition, judged, refusal);
    } catch (BatchOvertaken overtaken) {
      LOG.debug("the keys wait for the next look: {}", overtaken.getMessage());
    } finally {
      turns.leave(flush.turn(), partition);
    }
  }

  private Map<String, Value> cells(Map<String, Value> key, Tab tab) {
    Map<String, Value> cells = new LinkedHashMap<>();
    for (KeyCells.KeyField field : shape.keys().fields()) {
      Value value = key.getOrDefault(field.column().name(), Value.NULL);
      cells.put(field.name(), CellForm.toCell(value, tab.zone()));
    }
    return cells;
  }

  /** Those that moved meanwhile wait. */
  private void write(Flush flush, List<SheetRow> rows, List<Map<String, Value>> keys)
      throws Exception {
    List<Integer> indexes = rows.stream().map(SheetRow::index).toList();
    Block block = flush.read(List.of(), indexes);
    Map<Integer, Fields> byRow = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(rows.size(), keys.size()); i++) {
      GridRow now = block.rows().get(rows.get(i).index());
      if (now != null
          && now.key() == null
          && shape.version(now.cells()).equals(rows.get(i).version())) {
        byRow.put(now.index(), new Fields(keys.get(i)));
      }
    }
    FlushPlan plan = Planner.keys(block, byRow);
    if (!plan.isEmpty()) {
      flush.send(plan, block.columns(), new ArrayList<>(), Map.of());
    }
  }

  private void tellUnkeyed(PartitionKey partition, Judged judged, BatchRefused refusal) {
    List<Problem> problems = new ArrayList<>();
    for (SheetRow row : judged.keyless()) {
      if (unkeyed.add(partition + row.version())) {
        problems.add(
            new Problem(
                judged.nameOf(row),
                null,
                row.index() + 1,
                "row %d needs a key, and none could be written: %s"
                    .formatted(row.index() + 1, refusal.getMessage()),
                row.shown(shape)));
      }
    }
    witness.problems(partition, problems);
  }
}
