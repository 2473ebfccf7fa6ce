package dev.lockstep.engine.outbound;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Failure;
import dev.lockstep.core.TargetSide;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Item;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One claimed record with all that is known of it before it is merged.
 *
 * @param row the row as loaded; null where there is none, or none inside `where`
 * @param extras what the enrich route added
 * @param target as far as it was read
 * @param arrived calls of unknown fate that were made, as what was read shows
 * @param fault why the row cannot be read, null where it can
 * @param failure what has already kept it from going on; null where nothing has
 */
record Candidate(
    Item item,
    @Nullable Row row,
    Map<String, @Nullable Object> extras,
    Mapping mapping,
    TargetSide target,
    List<Attempt> arrived,
    @Nullable String fault,
    @Nullable Failure failure) {

  static Candidate of(Item item, @Nullable Row row, Mapping mapping, @Nullable String fault) {
    return new Candidate(item, row, Map.of(), mapping, TargetSide.UNREAD, List.of(), fault, null);
  }

  String key() {
    return item.key();
  }

  Candidate enriched(Map<String, @Nullable Object> added) {
    return new Candidate(item, row, added, mapping, target, arrived, fault, failure);
  }

  Candidate failing(Failure failure) {
    return new Candidate(item, row, extras, mapping, target, arrived, fault, failure);
  }

  Candidate with(Mapping mapping) {
    return new Candidate(item, row, extras, mapping, target, arrived, fault, failure);
  }

  Candidate with(TargetSide target, List<Attempt> arrived) {
    return new Candidate(item, row, extras, mapping, target, arrived, fault, failure);
  }
}
