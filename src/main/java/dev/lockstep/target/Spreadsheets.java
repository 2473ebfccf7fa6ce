package dev.lockstep.target;

import dev.lockstep.core.PartitionKey;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Targets that stand in spreadsheets: in which one each, known once its tab was connected. */
public interface Spreadsheets {

  /** By partition the id of its spreadsheet. */
  Map<PartitionKey, String> connected();

  /**
   * The partitions that stand in a spreadsheet.
   *
   * @param sheetId of one tab; null for every tab
   */
  Set<PartitionKey> in(String spreadsheetId, @Nullable Integer sheetId);
}
