package dev.lockstep.target;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine knows, and what it wants to be told, of a sheet. */
public interface Witness {

  /** What is known of the partition's records, by key. */
  Map<String, KnownRecord> known(PartitionKey partition);

  /** Rows that are not as they should be; each is told once. */
  void problems(PartitionKey partition, List<Problem> problems);

  /** What stands on rows after a look: what was told and is not among these is mended. */
  void stand(PartitionKey partition, List<Standing> standing);

  /**
   * A batch hit a row that was not as expected; it is being put back.
   *
   * @param key of the row that was hit; null where it showed none
   * @param was what it showed
   */
  void misplaced(PartitionKey partition, @Nullable String key, Fields was, String text);

  /** What stands against the partition's records: values that do not convert, open conflicts. */
  List<FieldProblem> standing(PartitionKey partition);

  /**
   * As many new keys as asked for, drawn from the key column's default; each as values by column
   * name. Empty where there is none.
   */
  List<Map<String, Value>> drawKeys(PartitionKey partition, int count);

  /**
   * The keys that a foreign key on this column may name, in order; null where there is none, or
   * more than a list can hold.
   */
  @Nullable List<String> referenced(PartitionKey partition, String column);
}
