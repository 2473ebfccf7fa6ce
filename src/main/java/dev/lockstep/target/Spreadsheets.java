package dev.lockstep.target;

import dev.lockstep.core.PartitionKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
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

  /** Google, or a script, told of a change in these; others are passed over. */
  void heard(Collection<PartitionKey> partitions);

  /** The spreadsheet that stands for {@code create: title} of an account, once it was made. */
  Optional<String> file(String account, String title);

  /** From now on that spreadsheet is this one, unless another was made before. */
  void adopt(String account, String title, String spreadsheetId);
}
