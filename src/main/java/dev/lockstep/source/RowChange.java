package dev.lockstep.source;

import dev.lockstep.core.Value;
import java.util.Map;

/** One thing to be done to a row of the source. */
public sealed interface RowChange {

  /** Sets these columns of the row, if it is there. */
  record Update(String key, Map<String, Value> columns) implements RowChange {
    public Update {
      columns = Map.copyOf(columns);
    }
  }

  /**
   * Makes a row.
   *
   * @param reference what the outcome is known by: the remote id, or the key
   * @param columns with the key's columns, or without those that their default draws
   */
  record Insert(String reference, Map<String, Value> columns) implements RowChange {
    public Insert {
      columns = Map.copyOf(columns);
    }
  }

  /**
   * Makes a row anew that was there once. Where one stands under its key that the predicate leaves
   * out, so that it counts as absent, that one is set to these columns.
   *
   * @param columns without the key's
   * @param keyColumns those of the key
   */
  record Return(String key, Map<String, Value> columns, Map<String, Value> keyColumns)
      implements RowChange {
    public Return {
      columns = Map.copyOf(columns);
      keyColumns = Map.copyOf(keyColumns);
    }
  }

  /** Removes the row, if it is there. */
  record Delete(String key) implements RowChange {}

  /** What its outcome is known by. */
  default String reference() {
    return switch (this) {
      case Update u -> u.key();
      case Insert i -> i.reference();
      case Return r -> r.key();
      case Delete d -> d.key();
    };
  }
}
