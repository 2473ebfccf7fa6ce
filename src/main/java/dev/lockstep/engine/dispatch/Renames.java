package dev.lockstep.engine.dispatch;

import dev.lockstep.definition.CanonicalForm;
import dev.lockstep.definition.DefinitionChange;
import dev.lockstep.definition.SyncDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What must not start as if it were new or the same: a sync that took over another's source and
 * target under a new name would make every event a second time; one that points elsewhere now would
 * take another table's rows for its own (PROTOCOL 11.3). Pure.
 */
final class Renames {

  private Renames() {}

  /**
   * @param renamed new name by the old one
   * @param refused why, by the name of a sync that is not to start
   */
  record Sorted(Map<String, String> renamed, Map<String, String> refused) {}

  /**
   * @param stored canonical JSON of what ran before, by sync
   * @param stopped syncs that have a file, but do not run
   */
  static Sorted sort(
      Collection<SyncDefinition> loaded, Map<String, String> stored, Set<String> stopped) {
    Map<String, String> renamed = new HashMap<>();
    Map<String, String> refused = new HashMap<>();
    Map<String, String> vanished = new HashMap<>(stored);
    vanished.keySet().removeAll(stopped);
    loaded.forEach(definition -> vanished.remove(definition.name()));
    for (SyncDefinition definition : loaded) {
      String before = stored.get(definition.name());
      String now = CanonicalForm.json(definition);
      if (before != null) {
        if (DefinitionChange.between(before, now).startsAfresh()) {
          refused.put(
              definition.name(),
              "its table, key, account or place at Google is another one than before, so its links"
                  + " do not fit: give the sync a new name, or put back what it was");
        }
        continue;
      }
      for (Map.Entry<String, String> old : vanished.entrySet()) {
        if (DefinitionChange.between(old.getValue(), now).startsAfresh()) {
          continue;
        }
        if (old.getKey().equals(definition.renamedFrom())) {
          renamed.put(old.getKey(), definition.name());
        } else {
          refused.put(
              definition.name(),
              "it has the source and target of '%s', whose definition is gone: write renamedFrom: %s"
                      .formatted(old.getKey(), old.getKey())
                  + " if it is the same sync");
        }
      }
    }
    return new Sorted(renamed, refused);
  }
}
