package dev.lockstep.engine;

import static dev.lockstep.engine.Planning.changing;
import static dev.lockstep.engine.Planning.diffs;
import static dev.lockstep.engine.Planning.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** `plan` shows what `resync` then does, and does nothing itself: sheets. */
@ExtendWith(OwnOutput.class)
class SheetPlanTest {

  private static final String[] UNLIMITED = {
    "--lockstep.sheets.settle=1s",
    "--lockstep.google.limits.sheets-per-account-per-minute=60000",
    "--lockstep.google.limits.sheets-per-project-per-minute=60000"
  };

  @TempDir static Path home;
  private static TestDatabase database;
  private static TestSandbox sandbox;
  private static Ledgers after;
  private static Ledger worked;
  private static Ledger typed;
  private static Ledger empty;
  private static JsonNode planOfWorked;
  private static JsonNode planOfTyped;
  private static JsonNode planOfEmpty;
  private static List<Map<String, String>> rowsToBe;
  private static List<Map<String, String>> cellsToBe;

  @BeforeAll
  static void start(CapturedOutput output) {
    database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    Ledgers before = new Ledgers(database, sandbox);
    String policies = "googleCreate: insert, googleDelete: delete, conflict: source-wins";
    worked = before.open("worked", 12, policies);
    before.run();
    worked.inStep();
    typed = before.open("typed", 4, policies);
    empty = before.open("blank", 3, policies);
    typedByHand(before);
    before.lockstep.close();

    worked.set("P1", "name = 'Bolt'");
    worked.typeName("P2", "Nut");
    worked.set("P3", "pieces = 33");
    worked.typeName("P3", "Washer");
    worked.set("P4", "name = 'ours'");
    worked.typeName("P4", "theirs");
    worked.erase("P5");
    worked.type("C" + worked.rowOf("P7"), "[[\"\"]]");
    worked.type("C" + worked.rowOf("P8"), "[[\"many\"]]");
    worked.insert("P13");
    worked.type("A14", "[[\"P99\", \"Typed\", 7], [\"\", \"No key\", 1]]");
    worked.deleteRows(worked.rowOf("P6"), worked.rowOf("P6"));

    Planning planning = new Planning(database, sandbox, home);
    Map<String, Map<String, String>> rows = fields(worked.held());
    Map<String, Map<String, String>> cells = fields(worked.shown());
    planOfWorked = planning.plan("worked", before.definition("worked"), output, UNLIMITED);
    planOfTyped = planning.plan("typed", before.definition("typed"), output, UNLIMITED);
    planOfEmpty = planning.plan("blank", before.definition("blank"), output, UNLIMITED);
    rowsToBe = Planning.after(rows, planOfWorked, "row", "key", "finance");
    cellsToBe = Planning.after(cells, planOfWorked, "google", "key", "finance");

    after = new Ledgers(database, sandbox);
    for (String sync : List.of("worked", "typed", "blank")) {
      after.define(sync, before.definition(sync));
    }
    after.run();
  }

  @AfterAll
  static void stop() {
    after.close();
  }

  /** A tab that a person has filled before the sync began. */
  private static void typedByHand(Ledgers ledgers) {
    ledgers.lockstep.google(
        Ledgers.PERSON,
        "POST",
        "v4/spreadsheets/" + typed.id() + ":batchUpdate",
        "{\"requests\": [{\"addSheet\": {\"properties\": {\"title\": \"typed\"}}}]}");
    typed.type(
        "A1",
        """
        [["No", "Name", "Pieces"],
         ["P1", "Part 1", 1], ["P2", "Another", 2], ["P50", "New", 5], ["P50b", "", ""]]
        """);
  }

  private static Map<String, Map<String, String>> fields(Map<String, List<String>> shown) {
    Map<String, Map<String, String>> fields = new LinkedHashMap<>();
    shown.forEach(
        (key, values) -> {
          Map<String, String> one = new LinkedHashMap<>();
          one.put("No", key);
          one.put("Name", values.get(0));
          one.put("Pieces", values.get(1));
          fields.put(key, one);
        });
    return fields;
  }

  private static List<Map<String, String>> complete(List<Map<String, String>> records) {
    return records.stream()
        .map(
            fields -> {
              Map<String, String> complete = new LinkedHashMap<>();
              List.of("No", "Name", "Pieces")
                  .forEach(name -> complete.put(name, fields.getOrDefault(name, "")));
              return complete;
            })
        .toList();
  }

  @Test
  void whatThePlanShowsIsWhatTheResyncDoes() {
    int ended = run("resync", "worked");

    assertThat(ended).isZero();
    assertThat(complete(List.copyOf(fields(worked.held()).values())))
        .containsExactlyInAnyOrderElementsOf(complete(rowsToBe));
    assertThat(complete(List.copyOf(fields(worked.shown()).values())))
        .containsExactlyInAnyOrderElementsOf(complete(cellsToBe));
  }

  @Test
  void eachCellThatChangesIsShown() {
    assertThat(diffs(record(planOfWorked, "P1").path("google")))
        .containsExactly("Name: Part 1 -> Bolt");
    assertThat(diffs(record(planOfWorked, "P2").path("row")))
        .containsExactly("Name: Part 2 -> Nut");
    assertThat(diffs(record(planOfWorked, "P3").path("row")))
        .containsExactly("Name: Part 3 -> Washer");
    assertThat(diffs(record(planOfWorked, "P3").path("google"))).containsExactly("Pieces: 3 -> 33");
    assertThat(record(planOfWorked, "P4").path("reports").get(0).path("winner").asText())
        .isEqualTo("source");
    assertThat(record(planOfWorked, "P5").path("google").path("action").asText())
        .isEqualTo("delete");
    assertThat(record(planOfWorked, "P6").path("row").path("action").asText()).isEqualTo("delete");
    assertThat(diffs(record(planOfWorked, "P7").path("row"))).containsExactly("Pieces: 7 -> ");
    assertThat(record(planOfWorked, "P8").path("reports").get(0).path("kind").asText())
        .isEqualTo("invalid");
    assertThat(record(planOfWorked, "P13").path("google").path("action").asText())
        .isEqualTo("insert");
    assertThat(changing(planOfWorked, "row", "insert")).hasSize(1);
    assertThat(planOfWorked.path("notes").toString()).contains("row 14 needs a key");
  }

  @Test
  void aTabThatAPersonFilledIsMatchedByKeyBeforeAnythingIsWritten() {
    assertThat(planOfTyped.path("to_google").path("inserted").asInt()).isEqualTo(2);
    assertThat(diffs(record(planOfTyped, "P2").path("google")))
        .containsExactly("Name: Another -> Part 2");
    assertThat(changing(planOfTyped, "row", "insert")).hasSize(2);

    assertThat(run("resync", "typed")).isZero();

    assertThat(typed.shown().keySet())
        .containsExactlyInAnyOrder("P1", "P2", "P3", "P4", "P50", "P50b");
    assertThat(typed.held()).isEqualTo(typed.shown());
    assertThat(typed.shown().get("P2")).containsExactly("Part 2", "2");
  }

  @Test
  void aTabThatIsNotThereYetIsPlannedWithoutMakingIt() {
    assertThat(planOfEmpty.path("to_google").path("inserted").asInt()).isEqualTo(3);
    assertThat(planOfEmpty.path("places").get(0).path("failure").isNull()).isTrue();
    assertThat(run("resync", "blank")).isZero();
    assertThat(empty.shown().keySet()).containsExactly("P1", "P2", "P3");
  }

  private static int run(String... words) {
    return Typed.run(database, words);
  }
}
