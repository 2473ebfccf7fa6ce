package dev.lockstep.target.sheet.layout;

import dev.lockstep.mapping.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mapped column where it stands now.
 *
 * @param index from 0
 * @param column the database's; null where the field is computed
 * @param isKey whether rows are known by it
 * @param isReadOnly whether it only flows to Google
 * @param referenced the keys that a foreign key may name; null where there is none, or too many
 */
public record LayoutColumn(
    String header,
    int index,
    @Nullable Column column,
    boolean isKey,
    boolean isReadOnly,
    @Nullable List<String> referenced) {

  public LayoutColumn {
    referenced = referenced == null ? null : List.copyOf(referenced);
  }

  /**
   * Its first cell below the header as a formula names it, free to move with the row: {@code $C2}.
   */
  String cell() {
    StringBuilder letters = new StringBuilder();
    for (int rest = index + 1; rest > 0; rest = (rest - 1) / 26) {
      letters.insert(0, (char) ('A' + (rest - 1) % 26));
    }
    return "$" + letters + "2";
  }
}
