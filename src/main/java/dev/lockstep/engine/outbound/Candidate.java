package dev.lockstep.engine.outbound;

import dev.lockstep.core.TargetSide;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Item;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One claimed record with all that is known of it before it is merged.
 *
 * @param row the row as loaded; null where there is none, or none inside `where`
 * @param extras what the enrich route added
 * @param target as far as it was read
 * @param fault why the row cannot be read, null where it can
 */
record Candidate(
    Item item,
    @Nullable Row row,
    Map<String, @Nullable Object> extras,
    Mapping mapping,
    TargetSide target,
    @Nullable String fault) {

  static Candidate of(Item item, @Nullable Row row, Mapping mapping, @Nullable String fault) {
    return new Candidate(item, row, Map.of(), mapping, TargetSide.UNREAD, fault);
  }

  String key() {
    return item.key();
  }

  Candidate enriched(Map<String, @Nullable Object> added) {
    return new Candidate(item, row, added, mapping, target, fault);
  }

  Candidate with(Mapping mapping) {
    return new Candidate(item, row, extras, mapping, target, fault);
  }

  Candidate with(TargetSide target) {
    return new Candidate(item, row, extras, mapping, target, fault);
  }
}
