package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row as a flush read it.
 *
 * @param cells every mapped cell as shown
 * @param formulas fields whose cell holds a formula
 */
record GridRow(int index, @Nullable String key, Fields cells, Set<String> formulas) {

  GridRow {
    formulas = Set.copyOf(formulas);
  }
}
