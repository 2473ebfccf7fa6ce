package dev.lockstep.engine;

import dev.lockstep.core.Value;
import dev.lockstep.engine.PlannedRecord.Diff;
import dev.lockstep.mapping.Rendering;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields before and after a change, as people's programs read them: as a tree for JSON. */
final class DiffTree {

  private DiffTree() {}

  static List<Map<String, @Nullable Object>> of(List<Diff> fields) {
    return fields.stream().map(DiffTree::of).toList();
  }

  private static Map<String, @Nullable Object> of(Diff diff) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("field", diff.field());
    tree.put("before", text(diff.before()));
    tree.put("after", text(diff.after()));
    return tree;
  }

  /** Null for a blank one. */
  static @Nullable String text(Value value) {
    return value.isNull() ? null : Rendering.of(value);
  }
}
