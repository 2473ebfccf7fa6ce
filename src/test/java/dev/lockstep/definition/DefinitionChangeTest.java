package dev.lockstep.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.definition.DefinitionChange.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionChangeTest {

  private static DefinitionChange change(String from, String to) {
    assertThat(Samples.APPOINTMENTS).contains(from);
    return DefinitionChange.between(
        Samples.appointments(), read(Samples.APPOINTMENTS.replace(from, to)));
  }

  private static SyncDefinition read(String text) {
    return Definitions.parse(Map.of("a.yaml", text)).valid().getFirst();
  }

  @Test
  void aCommentOrASpelledOutDefaultIsNoChange() {
    assertThat(change("# trigger | poll", "").isNone()).isTrue();
    assertThat(change("    conflict: latest-wins\n".strip(), "").isNone()).isTrue();
    assertThat(change("500ms", "0s500ms").isNone()).isTrue();
  }

  @Test
  void anotherFilterOrPolicyIsPlannedAgainOnTheOldMappings() {
    DefinitionChange filter = change("'cancelled'", "'void'");
    assertThat(filter.parts()).containsExactly(Part.FILTER);
    assertThat(filter.replans()).isTrue();
    assertThat(filter.startsAfresh()).isFalse();
    assertThat(change("googleDelete: keep", "googleDelete: delete").parts())
        .containsExactly(Part.POLICIES);
    assertThat(change("past: 30d", "past: 31d").parts()).containsExactly(Part.WINDOW);
    assertThat(change("Europe/Berlin", "Europe/Paris").parts())
        .containsExactly(Part.TARGET_SETTINGS);
  }

  @Test
  void fieldsThatCameWentOrChangedAreNamed() {
    DefinitionChange change =
        change(
            "location: { column: address, direction: to-google }\n  start",
            "colorId: { column: address, direction: to-google }\n  start");
    assertThat(change.addedFields()).containsExactly("colorId");
    assertThat(change.removedFields()).containsExactly("location");
    assertThat(change.changedFields()).isEmpty();
    assertThat(change("pharmacy_name", "notes").changedFields()).containsExactly("summary");
  }

  @Test
  void aColumnOfASheetThatGetsAnotherNameIsTheSameField() {
    assertThat(renamed("Clock: clock", "Uhr: clock")).isEqualTo(Map.of("Clock", "Uhr"));
    assertThat(renamed("Clock: clock", "Uhr: { column: clock, direction: to-google }"))
        .isEqualTo(Map.of("Clock", "Uhr"));
    assertThat(renamed("Sum: { value: '${row[a]}' }", "Total: { value: '${row[a]}' }"))
        .isEqualTo(Map.of("Sum", "Total"));
    assertThat(renamed("Clock: clock", "Clock: clock, Uhr: clock")).isEmpty();
    assertThat(renamed("Clock: clock", "Uhr: clock, Clock: other")).isEmpty();
    assertThat(renamed("Clock: clock", "Uhr: other")).isEmpty();
    assertThat(renamed("A: clock, B: clock", "C: clock, D: clock"))
        .isEqualTo(Map.of("A", "C", "B", "D"));
  }

  @Test
  void anotherFieldOfAnEventIsAnotherPlace() {
    assertThat(
            change(
                    "location: { column: address, direction: to-google }\n  start",
                    "colorId: { column: address, direction: to-google }\n  start")
                .renamedFields())
        .isEmpty();
  }

  private static Map<String, String> renamed(String before, String after) {
    String sheet =
        """
        sync: clocks
        source: { table: clocks }
        target: { sheet: Clocks, account: finance, spreadsheet: { create: Clocks } }
        direction: to-google
        fields: { Id: id, FIELDS }
        """;
    return DefinitionChange.between(
            read(sheet.replace("FIELDS", before)), read(sheet.replace("FIELDS", after)))
        .renamedFields();
  }

  @Test
  void anotherTableOrCalendarStartsAfresh() {
    assertThat(change("calendar: primary ", "calendar: chosen ").startsAfresh()).isTrue();
    assertThat(change("table: appointments ", "table: others ").startsAfresh()).isTrue();
  }

  @Test
  void anotherDebounceIsPlannedByNobody() {
    assertThat(change("500ms", "1s").replans()).isFalse();
  }

  @Test
  void theFingerprintKnowsContentNotOrder() {
    SyncDefinition one = Samples.appointments();
    SyncDefinition two = read(Samples.TOKENS);
    assertThat(CanonicalForm.fingerprint(List.of(one, two)))
        .isEqualTo(CanonicalForm.fingerprint(List.of(two, one)))
        .hasSize(64)
        .isNotEqualTo(CanonicalForm.fingerprint(List.of(one)))
        .isNotEqualTo(
            CanonicalForm.fingerprint(
                List.of(read(Samples.APPOINTMENTS.replace("30d", "31d")), two)));
  }
}
