package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.metrics.DatabaseGauges;
import dev.lockstep.testing.ConcurrentTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.slf4j.LoggerFactory;

/**
 * What people leave wrong in a tab is a dead letter until they have mended it, told once, and stops
 * nothing else; numbers are those of the faults.
 */
class SheetDeadLettersTest {

  private static final String BOTH = "googleCreate: insert, googleDelete: delete";

  /** Lines of the log, one for each pass. */
  private static final List<String> LINES = new CopyOnWriteArrayList<>();

  private static final AppenderBase<ILoggingEvent> PASSES =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          LINES.add(event.getFormattedMessage());
        }
      };

  private static Ledgers ledgers;
  private static Ledger values;
  private static Ledger errors;
  private static Ledger keyless;
  private static Ledger typed;
  private static Ledger keys;
  private static Ledger longs;
  private static Ledger mended;
  private static Ledger orphans;
  private static Ledger few;
  private static Ledger many;
  private static Ledger unheld;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    PASSES.start();
    passes().addAppender(PASSES);
    values = ledgers.open("badvalues", 6, BOTH);
    errors = ledgers.open("errorvalues", 6, BOTH);
    keyless = ledgers.open("keyless", 6, BOTH);
    typed = ledgers.open("typed", 6, BOTH);
    keys = ledgers.open("badkeys", 6, BOTH);
    longs = ledgers.open("longs", 6, BOTH);
    mended = ledgers.open("mended", 6, BOTH);
    orphans = ledgers.open("orphans", 6, BOTH);
    few = unique("few", 6);
    many = unique("many", 250);
    unheld = ledgers.open("unheld", 6, BOTH);
    ledgers.run();
    for (Ledger ledger :
        List.of(values, errors, keyless, typed, keys, longs, mended, orphans, few, many, unheld)) {
      ledger.inStep();
    }
  }

  /** No two of its rows have one name. */
  private static Ledger unique(String name, int rows) {
    Ledger ledger = ledgers.open(name, rows, BOTH);
    ledgers.jdbc.sql("ALTER TABLE public.%1$s ADD UNIQUE (name)".formatted(name)).update();
    return ledger;
  }

  @AfterAll
  static void stop() {
    passes().detachAppender(PASSES);
    ledgers.close();
  }

  private static Logger passes() {
    return (Logger) LoggerFactory.getLogger("dev.lockstep.pass");
  }

  private static void awaitLetter(Ledger ledger, String key, String reason) {
    soon()
        .untilAsserted(
            () ->
                assertThat(ledger.deadLetters())
                    .singleElement()
                    .asString()
                    .startsWith(key + ": ")
                    .contains(reason));
  }

  private static void awaitMended(Ledger ledger) {
    soon().untilAsserted(() -> assertThat(ledger.deadLetters()).isEmpty());
  }

  private static long told(Ledger ledger, String text) {
    return ledger.told().stream().filter(message -> message.contains(text)).count();
  }

  /** Of the sync with bad values, labelled as failed. */
  private static double gauge(String name, String label) {
    DatabaseGauges gauges = ledgers.lockstep.bean(DatabaseGauges.class);
    gauges.readQueue();
    gauges.readRecords();
    return ledgers
        .lockstep
        .bean(MeterRegistry.class)
        .get(name)
        .tags("sync", values.name(), label, "failed")
        .gauge()
        .value();
  }

  @ConcurrentTest
  void aValueThatDoesNotConvertIsADeadLetterUntilItIsMended_30() {
    int row = values.rowOf("P1");
    values.type("B" + row, "[[\"Flows\", \"many\"]]");
    awaitLetter(values, "P1", "many");
    assertThat(values.seen()).singleElement().asString().contains("\"many\"");
    assertThat(values.held().get("P1")).containsExactly("Flows", "1");
    assertThat(gauge("lockstep.queue.depth", "status")).isEqualTo(1);
    assertThat(gauge("lockstep.records", "state")).isEqualTo(1);
    values.set("P1", "name = 'Flows too'");
    soon().until(() -> values.shown().get("P1").getFirst().equals("Flows too"));
    values.looked();
    awaitLetter(values, "P1", "many");
    assertThat(told(values, "many")).isEqualTo(1);

    values.type("C" + row, "[[\"lots\"]]");
    awaitLetter(values, "P1", "lots");

    values.type("C" + row, "[[11]]");
    awaitMended(values);
    values.inStep();
    assertThat(values.held().get("P1")).containsExactly("Flows too", "11");
  }

  @ConcurrentTest
  void anErrorValueIsADeadLetterUntilItsRowIsGone_30() {
    int row = errors.rowOf("P1");
    errors.type("C" + row, "[[\"=1/0\"]]");
    awaitLetter(errors, "P1", "#DIV/0!");
    errors.replay();
    errors.looked();
    awaitLetter(errors, "P1", "#DIV/0!");
    assertThat(told(errors, "#DIV/0!")).isEqualTo(1);

    errors.deleteRows(row, row);
    awaitMended(errors);
    soon().until(() -> !errors.held().containsKey("P1"));
  }

  @ConcurrentTest
  void aRowWithoutKeyIsADeadLetterWhereverItStandsUntilItHasOne() {
    keyless.type("A8", "[[\"\", \"Nameless\", 7]]");
    keyless.type("A9", "[[\"\", \"Other\", 8]]");
    soon().until(() -> keyless.deadLetters().size() == 2);
    assertThat(keyless.deadLetters())
        .allMatch(letter -> letter.startsWith(": ") && letter.contains("needs a key"));

    assertThat(keyless.seen())
        .anyMatch(row -> row.contains("\"Nameless\"") && row.contains("\"7\""))
        .anyMatch(row -> row.contains("\"Other\""));

    keyless.deleteRows(9, 9);
    awaitLetter(keyless, "", "row 8 needs a key");
    keyless.person(
        """
        {"moveDimension": {"source": {"sheetId": TAB, "dimension": "ROWS", "startIndex": 7,
            "endIndex": 8}, "destinationIndex": 1}}""");
    keyless.typeName("P1", "Somebody is at work");
    awaitLetter(keyless, "", "row 2 needs a key");
    keyless.replay();
    keyless.looked();
    awaitLetter(keyless, "", "row 2 needs a key");
    assertThat(told(keyless, "needs a key")).isEqualTo(2);

    assertThat(
            LINES.stream()
                .filter(line -> line.contains("sync=keyless "))
                .mapToInt(line -> Integer.parseInt(line.replaceFirst(".* failed=(\\d+) .*", "$1")))
                .sum())
        .as("%s", LINES)
        .isEqualTo(2);

    keyless.type("A2", "[[\"N1\"]]");
    awaitMended(keyless);
    keyless.inStep();
    assertThat(keyless.held()).containsEntry("N1", List.of("Nameless", "7"));
  }

  @ConcurrentTest
  void aNewRowThatTheTableCannotTakeIsADeadLetterUntilItIsMendedOrGone() {
    typed.type("A8", "[[\"T1\", \"Typed\", \"many\"],[\"T2\", \"Typed\", \"heaps\"]]");
    soon().until(() -> typed.deadLetters().size() == 2);
    typed.typeName("P1", "Somebody is at work");
    soon().until(() -> typed.held().get("P1").getFirst().equals("Somebody is at work"));
    typed.looked();
    assertThat(typed.deadLetters()).hasSize(2);
    assertThat(told(typed, "many")).as("told once").isEqualTo(1);

    typed.type("C8", "[[5]]");
    awaitLetter(typed, "T2", "heaps");
    assertThat(typed.held()).containsEntry("T1", List.of("Typed", "5"));

    typed.deleteRows(9, 9);
    awaitMended(typed);
    typed.inStep();
  }

  @ConcurrentTest
  void aValueThatTheTableRefusedIsTakenOnceTheTableIsMended() {
    ledgers
        .jdbc
        .sql("ALTER TABLE public.mended ADD CONSTRAINT positive CHECK (pieces >= 0)")
        .update();
    mended.type("C" + mended.rowOf("P1"), "[[-5]]");
    awaitLetter(mended, "P1", "positive");
    mended.replay();
    mended.looked();
    awaitLetter(mended, "P1", "positive");
    assertThat(told(mended, "positive")).isEqualTo(1);

    ledgers.jdbc.sql("ALTER TABLE public.mended DROP CONSTRAINT positive").update();
    mended.replay();
    awaitMended(mended);
    mended.inStep();
    assertThat(mended.held().get("P1")).containsExactly("Part 1", "-5");
  }

  @ConcurrentTest
  void whatARowRefusesUntilOthersHaveGivenItUpIsTakenWhateverTheOrder() {
    few.type(
        "A2",
        """
        [["P1", "Part 2", 1], ["P2", "Part 3", 2], ["P3", "Fresh", 3],
         ["P4", "Part 4", 4], ["P5", "Part 5", 5], ["P6", "Part 6", 6], ["P7", "Part 1", 7]]""");

    few.inStep();
    assertThat(few.held().get("P1")).containsExactly("Part 2", "1");
    assertThat(few.held().get("P2")).containsExactly("Part 3", "2");
    assertThat(few.held().get("P7")).containsExactly("Part 1", "7");
    assertThat(told(few, "constraint")).as("nothing was wrong").isZero();

    few.type("B2", "[[\"Part 3\"], [\"Part 2\"]]");
    soon().until(() -> few.deadLetters().size() == 2);
    few.looked();
    assertThat(few.deadLetters()).as("a swap has no order").hasSize(2);
    few.type("B3", "[[\"Another\"]]");
    awaitLetter(few, "P1", "constraint");
    few.replay();
    awaitMended(few);
    few.inStep();
  }

  /** The change of a hundred records is a transaction of its own. */
  @ConcurrentTest
  void whatAHundredAndMoreRowsLaterIsGivenUpIsTakenToo() {
    List<List<String>> rows = many.rows();
    int last = 110;
    List<String> names = new ArrayList<>();
    names.add(rows.get(last - 1).get(1));
    for (int i = 1; i < last; i++) {
      names.add("Other " + i);
    }
    many.type(
        "B2",
        names.stream().map("[\"%s\"]"::formatted).collect(Collectors.joining(", ", "[", "]")));

    soon().until(() -> many.held().get(rows.getFirst().getFirst()).contains(names.getFirst()));
    awaitMended(many);
    many.inStep();
  }

  @ConcurrentTest
  void aValueThatARowCouldNotTakeIsNoDeadLetterOnceTheRowIsGone() {
    orphans.type("C" + orphans.rowOf("P1"), "[[99999999999]]");
    orphans.type("C" + orphans.rowOf("P2"), "[[\"lots\"]]");
    soon().until(() -> orphans.deadLetters().size() == 2);

    orphans.erase("P1");
    orphans.erase("P2");

    soon().until(() -> orphans.state("P1").equals("detached"));
    awaitMended(orphans);
    assertThat(orphans.shown().get("P1")).as("what a person wrote").contains("99999999999");
  }

  @ConcurrentTest
  void aTextThatNoCellHoldsIsADeadLetterThatNobodySendsAndTheRestGoesOn_31() {
    long before = ledgers.lastRequest();
    ledgers
        .jdbc
        .sql(
            """
            UPDATE public.longs SET name = CASE no WHEN 'P3' THEN repeat('x', 50001)
              ELSE 'Long ' || no END, updated_at = clock_timestamp()""")
        .update();
    awaitLetter(longs, "P3", "50,001 characters");
    soon().until(() -> longs.shown().get("P6").getFirst().equals("Long P6"));
    assertThat(longs.shown().values())
        .filteredOn(row -> row.getFirst().startsWith("Long"))
        .hasSize(5);
    assertThat(longs.shown().get("P3").getFirst()).isEqualTo("Part 3");
    assertThat(told(longs, "50,001")).isEqualTo(1);
    for (JsonNode request : ledgers.sandbox.requests(before)) {
      assertThat(request.path("status").asInt()).as(request.toString()).isNotEqualTo(400);
    }

    longs.set("P3", "name = repeat('y', 50000)");
    awaitMended(longs);
    longs.inStep();
  }

  @ConcurrentTest
  void aKeyThatNoCellGivesBackIsADeadLetterThatNobodySendsUntilItsRowIsGone() {
    for (String key : List.of("", "#REF!")) {
      unheld.insert(key);
      awaitLetter(unheld, key, "so no row of a tab can be told by this key");
      unheld.insert("N" + key.length());
      soon().until(() -> unheld.shown().containsKey("N" + key.length()));
      assertThat(unheld.values("unheld!B1:B").toString()).doesNotContain("New " + key + "\"");
      assertThat(unheld.state(key)).isEmpty();

      unheld.erase(key);
      awaitMended(unheld);
    }
    unheld.looked();
    unheld.inStep();
  }

  @ConcurrentTest
  void aKeyThatIsEditedOrStandsTwiceIsADeadLetterUntilItIsRight_28() {
    int row = keys.rowOf("P1");
    keys.type("A" + row, "[[\"X1\"]]");
    awaitLetter(keys, "P1", "had key 'P1' and has 'X1' now");
    keys.type("A" + row, "[[\"P1\"]]");
    awaitMended(keys);

    keys.type("A8", "[[\"P2\", \"Copy\", 9]]");
    awaitLetter(keys, "P2", "key 'P2' stands in rows");
    keys.deleteRows(8, 8);
    awaitMended(keys);
    keys.inStep();
  }
}
