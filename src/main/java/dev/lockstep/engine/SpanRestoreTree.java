package dev.lockstep.engine;

import dev.lockstep.history.HistoryEvent.Origin;
import dev.lockstep.history.Span;
import dev.lockstep.history.WayBack;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of records as people's programs read it: as trees for JSON. */
public final class SpanRestoreTree {

  private SpanRestoreTree() {}

  /** The span, in the words in which it is asked for. */
  public static Map<String, @Nullable Object> of(SpanRestore.Wanted wanted) {
    Span span = wanted.span();
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("since", span.since().toString());
    tree.put("until", span.until().toString());
    if (span.by() != null) {
      tree.put("by", span.by() == Origin.POSTGRES ? "source" : word(span.by()));
    }
    if (span.account() != null) {
      tree.put("account", span.account());
    }
    if (wanted.changedSinceToo()) {
      tree.put("changed_since_too", true);
    }
    return tree;
  }

  /** One record. */
  public static Map<String, @Nullable Object> of(SpanRestore.Planned planned) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("key", planned.key());
    if (planned.record() != null) {
      tree.put("account", planned.record().partition().account());
      tree.put("calendar", planned.record().partition().calendar());
    }
    switch (planned.way()) {
      case WayBack.Changes changes -> tree.put("outcome", "goes-back");
      case WayBack.Returns returns -> tree.put("outcome", "comes-back");
      case WayBack.Same same -> tree.put("outcome", "same");
      case WayBack.Left left -> {
        tree.put("outcome", "stays");
        tree.put("reason", word(left.why()));
      }
    }
    tree.put("fields", DiffTree.of(planned.fields()));
    return tree;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
