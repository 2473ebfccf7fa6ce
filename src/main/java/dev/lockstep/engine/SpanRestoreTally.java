package dev.lockstep.engine;

import dev.lockstep.history.WayBack;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many records come to what. */
public final class SpanRestoreTally {

  private long goBack;
  private long comeBack;
  private long fields;
  private long same;
  private final Map<WayBack.Why, Long> stay = new EnumMap<>(WayBack.Why.class);

  public void add(SpanRestore.Planned planned) {
    switch (planned.way()) {
      case WayBack.Changes changes -> {
        goBack++;
        fields += planned.fields().size();
      }
      case WayBack.Returns returns -> comeBack++;
      case WayBack.Same unchanged -> same++;
      case WayBack.Left left -> stay.merge(left.why(), 1L, Long::sum);
    }
  }

  public long goBack() {
    return goBack;
  }

  public long comeBack() {
    return comeBack;
  }

  public long fields() {
    return fields;
  }

  public long same() {
    return same;
  }

  /** Those that are not as they were and are left so. */
  public Map<WayBack.Why, Long> stay() {
    return Map.copyOf(stay);
  }

  public boolean isNothingToDo() {
    return goBack + comeBack == 0;
  }

  /** As a tree for JSON. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("go_back", goBack);
    tree.put("come_back", comeBack);
    tree.put("fields", fields);
    tree.put("same", same);
    Map<String, Long> stays = new LinkedHashMap<>();
    stay.forEach((why, records) -> stays.put(SpanRestoreTree.word(why), records));
    tree.put("stay", stays);
    return tree;
  }
}
