package dev.lockstep.definition;

import dev.lockstep.mapping.TableShape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The live database, as far as the check of a definition asks it. */
public interface Catalog {

  /**
   * The table or view of this name.
   *
   * @param name as a definition writes it ({@link dev.lockstep.mapping.TableName})
   */
  Optional<TableShape> table(String name);

  /** Every table and view that a definition could name, as it would write it. */
  List<String> tableNames();

  /** Whether the column's values are keys of another table. */
  boolean isForeignKey(TableShape table, String column);

  /**
   * What is wrong with a predicate over the rows of this table: a syntax error, an unknown column,
   * a function that is not immutable; null where nothing is.
   */
  @Nullable String predicateProblem(TableShape table, String predicate);
}
