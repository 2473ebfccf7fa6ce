package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.definition.CanonicalForm;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.SyncDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RenamesTest {

  private static SyncDefinition sync(String name, String table, String more) {
    return Definitions.parse(
            Map.of(
                "s.yaml",
                """
                sync: %s
                %s
                source: { table: %s, account: owner, key: id }
                target: { calendar: primary }
                fields: { summary: title, start: starts_at, end: ends_at }
                """
                    .formatted(name, more, table)))
        .valid()
        .getFirst();
  }

  private static final Map<String, String> OLD =
      Map.of("old", CanonicalForm.json(sync("old", "visits", "")));

  @Test
  void aNewNameForTheSourceAndTargetOfAVanishedSyncIsNotStarted() {
    Renames.Sorted sorted = Renames.sort(List.of(sync("new", "visits", "")), OLD, Set.of());
    assertThat(sorted.refused().get("new")).contains("renamedFrom: old");
    assertThat(sorted.renamed()).isEmpty();
  }

  @Test
  void renamedFromCarriesEverythingOver() {
    Renames.Sorted sorted =
        Renames.sort(List.of(sync("new", "visits", "renamedFrom: old")), OLD, Set.of());
    assertThat(sorted.renamed()).containsExactly(Map.entry("old", "new"));
    assertThat(sorted.refused()).isEmpty();
  }

  @Test
  void anotherTableOrAnOldSyncThatStillHasItsFileIsNoRename() {
    assertThat(Renames.sort(List.of(sync("new", "calls", "")), OLD, Set.of()).refused()).isEmpty();
    assertThat(Renames.sort(List.of(sync("new", "visits", "")), OLD, Set.of("old")).refused())
        .isEmpty();
  }

  @Test
  void aSyncThatPointsToAnotherTableNowAsksFirst() {
    assertThat(Renames.sort(List.of(sync("old", "calls", "")), OLD, Set.of()).refused().get("old"))
        .contains("new name");
  }
}
