package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.testing.OwnOutput;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** The commands on single records, as typed while the application keeps sheets in step. */
@ExtendWith(OwnOutput.class)
class SheetCommandsTest {

  private static Ledgers ledgers;
  private static Ledger manual;
  private static Ledger versions;
  private static Ledger unsaved;
  private static Ledger spans;
  private static Ledger days;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    manual = ledgers.open("decided", 4, "conflict: manual");
    versions = ledgers.open("versions", 4, "googleDelete: keep");
    unsaved = ledgers.open("unsaved", 1, "");
    spans =
        ledgers.open(
            "spans",
            5,
            "googleDelete: keep",
            "{ No: no, Name: name, Pieces: pieces, Day: day, Seen: seen }");
    ledgers
        .jdbc
        .sql(
            "ALTER TABLE public.spans ADD day date DEFAULT '2026-01-05',"
                + " ADD seen timestamptz DEFAULT '2026-01-05T10:30:00Z'")
        .update();
    days =
        ledgers.open(
            "days",
            2,
            "conflict: manual",
            "{ No: no, Name: name, Pieces: pieces, Day: day, Seen: seen }");
    ledgers
        .jdbc
        .sql("ALTER TABLE public.days ADD day date DEFAULT '2026-01-05', ADD seen timestamptz")
        .update();
    ledgers.sandbox.fault(
        """
        {"kind": "status", "code": 400, "reason": "invalid", "times": 1,
            "path": "spreadsheets/%s:batchUpdate"}"""
            .formatted(unsaved.id()));
    ledgers.run();
    manual.inStep();
    versions.inStep();
    spans.inStep();
    days.inStep();
  }

  @AfterAll
  static void stop() {
    ledgers.close();
  }

  /** What a command prints; the log around it is left out. */
  private static String run(CapturedOutput output, String... words) {
    int before = output.getOut().length();
    assertThat(typed(words)).as(String.join(" ", words)).isZero();
    return output.getOut().substring(before);
  }

  private static int typed(String... words) {
    return Typed.run(ledgers.database, words);
  }

  private static JsonNode json(String printed) throws Exception {
    String line =
        printed
            .lines()
            .filter(text -> text.startsWith("[{") || text.equals("[]"))
            .findFirst()
            .orElseThrow();
    return new ObjectMapper().readTree(line);
  }

  @Test
  void conflictsAreShownAndDecidedEitherWay_21(CapturedOutput output) throws Exception {
    manual.pause();
    for (String key : List.of("P1", "P2")) {
      manual.set(key, "name = 'row " + key + "', pieces = 50");
      manual.typeName(key, "cell " + key);
    }
    manual.resume();
    soon()
        .untilAsserted(
            () -> assertThat(json(run(output, "conflicts", "decided", "--json"))).hasSize(2));
    JsonNode conflict = json(run(output, "conflicts", "decided", "--json")).path(0);
    assertThat(conflict.path("key").asText()).isEqualTo("P1");
    assertThat(conflict.path("calendar").asText()).isEqualTo("decided");
    assertThat(conflict.at("/source/Name").asText()).isEqualTo("row P1");
    assertThat(conflict.at("/google/Name").asText()).isEqualTo("cell P1");
    assertThat(run(output, "conflicts", "decided")).contains("row P2", "cell P2");

    assertThat(typed("resolve", "decided", "P1", "Pieces=google")).as("agreed on").isEqualTo(1);
    run(output, "resolve", "decided", "P1", "--google");
    run(output, "resolve", "decided", "P2", "Name=source");
    manual.inStep();

    assertThat(manual.held().get("P1")).containsExactly("cell P1", "50");
    assertThat(manual.shown().get("P2")).containsExactly("row P2", "50");
    assertThat(run(output, "conflicts", "decided"))
        .contains("nothing of sync 'decided' waits for a person");
    assertThat(run(output, "history", "decided", "P1")).contains("resolved", "lost Name: row P1");
  }

  @Test
  void anEarlierVersionAndADeletedRowAreBroughtBack(CapturedOutput output) throws Exception {
    versions.typeName("P1", "Second");
    soon().until(() -> versions.held().get("P1").getFirst().equals("Second"));
    versions.set("P1", "name = 'Third'");
    versions.inStep();
    String history = run(output, "history", "versions", "P1");
    assertThat(history)
        .contains("update at PostgreSQL", "Name: Part 1 -> Second")
        .contains("Third");
    String number =
        history
            .lines()
            .filter(line -> line.contains("-> Second"))
            .map(line -> line.strip().split(" ")[0])
            .findFirst()
            .orElseThrow();

    run(output, "restore", "versions", "P1", "--version", number);
    soon().until(() -> versions.held().get("P1").getFirst().equals("Second"));
    versions.inStep();
    assertThat(versions.shown().get("P1").getFirst()).isEqualTo("Second");
    assertThat(run(output, "history", "versions", "P1")).contains("restored");

    versions.deleteRows(versions.rowOf("P2"), versions.rowOf("P2"));
    soon().until(() -> versions.state("P2").equals("detached"));
    run(output, "restore", "versions", "P2");
    versions.inStep();
    assertThat(versions.shown().get("P2")).containsExactly("Part 2", "2");
    assertThat(versions.state("P2")).isEqualTo("linked");
  }

  @Test
  void whatWasFilledDownInASheetAndDoneToItsTableGoesBack(CapturedOutput output) throws Exception {
    Map<String, List<String>> shown = spans.shown();
    String since =
        ledgers
            .jdbc
            .sql("SELECT clock_timestamp()")
            .query(OffsetDateTime.class)
            .single()
            .toInstant()
            .toString();
    for (String key : List.of("P1", "P2", "P3")) {
      spans.typeName(key, "filled down");
    }
    soon().until(() -> ledgers.count("SELECT count(*) FROM spans WHERE name = 'filled down'") == 3);
    spans.inStep();
    ledgers
        .jdbc
        .sql("UPDATE public.spans SET day = '2027-07-07', seen = now() WHERE no <> 'P5'")
        .update();
    spans.erase("P5");
    soon().until(() -> spans.state("P5").equals("gone"));
    spans.inStep();

    assertThat(run(output, "restore", "spans", "--since", since, "--dry-run"))
        .contains("Name: 'filled down' -> 'Part 1'", "4 go back", "1 come back");
    assertThat(run(output, "restore", "spans", "--since", since, "--yes"))
        .contains("now: 0 go back (0 fields), 0 come back, 5 are as they were");

    spans.inStep();
    assertThat(spans.shown()).isEqualTo(shown);
    assertThat(
            ledgers.count(
                "SELECT count(*) FROM spans WHERE day = '2026-01-05' AND seen = '2026-01-05T10:30:00Z'"))
        .isEqualTo(5);
    assertThat(run(output, "restore", "spans", "--since", since, "--yes"))
        .contains("nothing is to be done");
    assertThat(run(output, "history", "spans", "P1")).contains("restored");
  }

  @Test
  void aDayInACellIsShownAsADayAndNotAsItsNumber(CapturedOutput output) throws Exception {
    String since = Instant.now().toString();
    days.pause();
    days.set("P1", "day = '2026-12-31', seen = '2026-12-31T09:00:00Z'");
    days.type("D" + days.rowOf("P1"), "[[\"2026-12-24\", \"2026-12-24 18:00\"]]");
    days.resume();
    soon()
        .untilAsserted(
            () -> assertThat(json(run(output, "conflicts", "days", "--json"))).hasSize(2));

    String conflicts = run(output, "conflicts", "days");
    assertThat(conflicts).contains("Day: PostgreSQL 2026-12-31, Google 2026-12-24");
    assertThat(conflicts).contains("Google 2026-12-24T18:00:00Z");
    run(output, "resolve", "days", "P1", "--google");
    days.inStep();
    days.erase("P2");
    soon().until(() -> days.state("P2").equals("gone"));
    days.inStep();

    assertThat(run(output, "history", "days", "P1"))
        .contains("target Day: 2026-12-24")
        .doesNotContain("46380");
    assertThat(run(output, "history", "days", "P2"))
        .contains("Day: 2026-01-05")
        .doesNotContain("46027");
    assertThat(run(output, "restore", "days", "--since", since, "--dry-run"))
        .contains("Day: '2026-12-24' -> '2026-12-31'", "Day: (blank) -> '2026-01-05'");
    run(output, "restore", "days", "--since", since, "--yes");
    days.inStep();
    assertThat(
            ledgers.count(
                "SELECT count(*) FROM days WHERE day = '2026-12-31' AND seen = '2026-12-31T09:00:00Z'"
                    + " OR day = '2026-01-05'"))
        .isEqualTo(2);
  }

  @Test
  void aTabWithoutAHiddenTabIsShownAsLessSafe(CapturedOutput output) throws Exception {
    unsaved.inStep();

    assertThat(run(output, "status", "unsaved"))
        .contains("account 'finance' tab 'unsaved' is less safe: its spreadsheet takes no hidden");
    assertThat(run(output, "status", "unsaved", "--json")).contains("\"less_safe\":[{\"scope\"");
    assertThat(run(output, "status", "decided")).doesNotContain("less safe");
  }
}
