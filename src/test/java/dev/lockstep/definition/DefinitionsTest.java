package dev.lockstep.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.ConflictPolicy;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Policies;
import dev.lockstep.definition.SyncDefinition.ConflictChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTest {

  @Test
  void theDocumentedExamplesAreValid() {
    LoadedDefinitions loaded =
        Definitions.parse(
            Map.of(
                "a.yaml",
                Samples.APPOINTMENTS,
                "p.yaml",
                Samples.PRODUCTS,
                "t.yaml",
                Samples.TOKENS));
    assertThat(loaded.faults()).isEmpty();
    assertThat(loaded.valid())
        .extracting(SyncDefinition::name)
        .containsExactly("appointments", "products-sheet", "tokens-feed");
  }

  @Test
  void theShippedDefinitionsAreValid() {
    LoadedDefinitions loaded = Definitions.read(Path.of("config/syncs"));
    assertThat(loaded.faults()).isEmpty();
    assertThat(loaded.find("appointments")).isPresent();
  }

  @Test
  void aDefinitionSaysWhatItsFileSays() {
    SyncDefinition sync = Samples.appointments();
    assertThat(sync.direction()).isEqualTo(Direction.BOTH);
    assertThat(sync.field("summary").orElseThrow().direction()).isEqualTo(Direction.TO_GOOGLE);
    assertThat(sync.field("start").orElseThrow().direction()).isEqualTo(Direction.BOTH);
    assertThat(sync.field("description").orElseThrow().direction()).isEqualTo(Direction.TO_GOOGLE);
    assertThat(sync.policies().rows()).isEqualTo(Policies.Rows.FROM_CONNECTION);
    assertThat(sync.timing().past()).isEqualTo(Duration.ofDays(30));
    assertThat(sync.timing().future()).isEqualTo(Duration.ofDays(730));
    assertThat(sync.notices())
        .isEqualTo(
            Map.of(SyncDefinition.Notice.GOOGLE_CHANGED, List.of(SyncDefinition.Recipient.ADMIN)));
  }

  @Test
  void sheetsWaitTwoSecondsAndFeedsFlowOut() {
    LoadedDefinitions loaded =
        Definitions.parse(Map.of("p.yaml", Samples.PRODUCTS, "t.yaml", Samples.TOKENS));
    assertThat(loaded.find("products-sheet").orElseThrow().timing().debounce())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(loaded.find("tokens-feed").orElseThrow().direction()).isEqualTo(Direction.TO_GOOGLE);
  }

  @Test
  void aSheetThatOnlyFlowsFromGoogleInsertsRows() {
    String text =
        Samples.PRODUCTS
            .replace("direction: both", "direction: from-google")
            .replace("policies: { googleCreate: insert }\n", "");
    assertThat(
            Definitions.parse(Map.of("p.yaml", text)).valid().getFirst().policies().googleCreate())
        .isEqualTo(Policies.GoogleCreate.INSERT);
  }

  @Test
  void whatIsSaidOfStartHoldsForEnd() {
    String text =
        Samples.APPOINTMENTS.replace("conflict: latest-wins", "conflict: { start: google-wins }");
    SyncDefinition sync = Definitions.parse(Map.of("a.yaml", text)).valid().getFirst();
    assertThat(sync.field("end").orElseThrow().conflict())
        .isEqualTo(new ConflictChoice.BuiltIn(ConflictPolicy.GOOGLE_WINS));
    assertThat(sync.field("summary").orElseThrow().conflict())
        .isEqualTo(new ConflictChoice.BuiltIn(ConflictPolicy.LATEST_WINS));
  }

  /** One replacement in the appointments example, and the faults that follow. */
  static Stream<Arguments> badAppointments() {
    return Stream.of(
        bad(
            "table: appointments ",
            "tabel: appointments ",
            "4:3: sync 'appointments': unknown key 'tabel' in source: did you mean 'table'?",
            "4:3: sync 'appointments': missing key 'table' in source"),
        bad(
            "direction: both ",
            "direction: booth ",
            "14:12: sync 'appointments': unknown value 'booth' for direction: did you mean 'both'?"),
        bad(
            "debounce: 500ms",
            "debounce: 5 minutes",
            "30:13: sync 'appointments': policies.debounce '5 minutes' is no duration: write a number and ms, s, m, h, d, w or y, such as 500ms or 30d"),
        bad(
            "account: trainer_id ",
            "account: [trainer_id] ",
            "6:12: sync 'appointments': source.account is a list, expected a column's name"),
        bad(
            "account: trainer_id ",
            "account: 17 ",
            "6:12: sync 'appointments': source.account is the number 17, expected a column's name: put it in quotes"),
        bad(
            "key: id ",
            "table: id ",
            "5:3: sync 'appointments': duplicate key 'table', already on line 4"),
        bad(
            "  summary:",
            "  sumary:",
            "16:3: sync 'appointments': unknown event field 'sumary': did you mean 'summary'?"),
        bad(
            "  end: ends_at\n",
            "",
            "15:1: sync 'appointments': an event needs 'end': map end to a column; a generated column can hold it"),
        bad(
            "Europe/Berlin",
            "Europe/Berln",
            "12:13: sync 'appointments': unknown time zone 'Europe/Berln': did you mean 'Europe/Berlin'?"),
        bad(
            "Europe/Berlin",
            "berlin",
            "12:13: sync 'appointments': unknown time zone 'berlin': did you mean 'Europe/Berlin'?"),
        bad(
            "\"status <> 'cancelled'\"",
            "starts_at > now()",
            "7:10: sync 'appointments': where holds 'now()', which changes without the row changing: for time use `window`"),
        bad(
            "\"status <> 'cancelled'\"",
            "id IN (SELECT 1)",
            "7:10: sync 'appointments': where holds a subquery: it would not see when another table changes: bring the column into a view and use capture: poll"),
        bad(
            "\"status <> 'cancelled'\"",
            "\"a) OR (b\"",
            "7:10: sync 'appointments': where has parentheses that do not pair"),
        bad(
            "${row[trainer]}",
            "${date:now:yyyy}",
            "21:12: sync 'appointments': the expression uses '${date:…}', which differs between two evaluations of one row"),
        bad(
            "${row[trainer]}",
            "${row[trainer]",
            "21:12: sync 'appointments': the expression has a '${' that is not closed"),
        bad(
            "value: \"",
            "direction: both\n    value: \"",
            "21:16: sync 'appointments': field 'description' is computed: it flows to-google only, not 'both'"),
        bad("direction: both ", "direction: to-google ", ""),
        bad(
            "start: starts_at",
            "start: { column: starts_at, direction: to-google }",
            "19:8: sync 'appointments': start and end are one field but flow in different directions: give both the same direction"),
        bad(
            "location: { column: address, direction: to-google }",
            "location: { column: ends_at }",
            "19:8: sync 'appointments': fields 'location' and 'end' both write column 'ends_at': give one of them direction: to-google"),
        bad(
            "conflict: latest-wins",
            "conflict: { strat: google-wins }",
            "24:15: sync 'appointments': policies.conflict names 'strat', which is no field of this sync: did you mean 'start'?"),
        bad(
            "conflict: latest-wins",
            "conflict: latest-win",
            "24:13: sync 'appointments': unknown value 'latest-win' for policies.conflict: did you mean 'latest-wins'?"),
        bad(
            "schedule: { every: 5m }",
            "schedule: { every: 5m, min: 1s }",
            "32:29: sync 'appointments': schedule.min is for sheets only"),
        bad(
            "every: 5m",
            "cron: \"0 */5 * * *\"",
            "32:19: sync 'appointments': schedule.cron '0 */5 * * *' is no Quartz cron expression: six or seven parts, seconds first: 0 */5 * * * ?"),
        bad(
            "every: 5m",
            "cron: 0 */5 * * * *",
            "32:19: sync 'appointments': schedule.cron '0 */5 * * * *' is no Quartz cron expression (Support for specifying both a day-of-week AND a day-of-month parameter is not implemented.): six or seven parts, seconds first: 0 */5 * * * ?"),
        bad(
            "every: 5m",
            "cron: soon or later as you like",
            "32:19: sync 'appointments': schedule.cron 'soon or later as you like' is no Quartz cron expression (Illegal characters for this position: 'SOO'): six or seven parts, seconds first: 0 */5 * * * ?"),
        bad(
            "every: 5m",
            "cron: x y z a b c",
            "32:19: sync 'appointments': schedule.cron 'x y z a b c' is no Quartz cron expression (Illegal cron expression format): six or seven parts, seconds first: 0 */5 * * * ?"),
        bad(
            "every: 5m",
            "cron: 0 0 3 1 1 ? 2020",
            "32:19: sync 'appointments': schedule.cron '0 0 3 1 1 ? 2020' never comes round again: six or seven parts, seconds first: 0 */5 * * * ?"),
        bad(
            "googleChanged: admin",
            "googleChanged: boss",
            "34:18: sync 'appointments': unknown value 'boss' for notify.googleChanged: one of owner, admin"),
        bad(
            "enrich: direct:trainer-name ",
            "enrich: trainer-name ",
            "22:9: sync 'appointments': enrich 'trainer-name' is not a route such as direct:trainer-name"),
        bad(
            "sync: appointments",
            "sync: my appointments",
            "2:7: sync 'my appointments': sync 'my appointments' is not a name of up to 63 letters, digits, '-' and '_'"),
        bad(
            "calendar: primary ",
            "calender: primary ",
            "11:3: sync 'appointments': target names none of calendar, sheet, feed: did you mean 'calendar'?"),
        bad(
            "calendar: primary ",
            "account: anna\n  calendar: primary ",
            "11:12: sync 'appointments': both source.account and target.account name the account: keep one of them"));
  }

  private static Arguments bad(String good, String bad, String... faults) {
    return Arguments.of(good, bad, Arrays.stream(faults).filter(f -> !f.isEmpty()).toList());
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @MethodSource("badAppointments")
  void aFaultNamesItsPlaceAndASuggestion(String good, String bad, List<String> faults) {
    assertThat(Samples.APPOINTMENTS).contains(good);
    LoadedDefinitions loaded =
        Definitions.parse(Map.of("a.yaml", Samples.APPOINTMENTS.replace(good, bad)));
    assertThat(loaded.faults())
        .extracting(Fault::toString)
        .containsExactlyInAnyOrderElementsOf(faults.stream().map(f -> "a.yaml:" + f).toList());
    assertThat(loaded.valid()).hasSize(faults.isEmpty() ? 1 : 0);
  }

  @Test
  void everyFaultOfAFileIsReportedAtOnceInItsOrder() {
    String text =
        Samples.APPOINTMENTS
            .replace("capture: trigger", "capture: triger")
            .replace("every: 5m", "evry: 5m")
            .replace("  summary:", "  sumary:");
    assertThat(Definitions.parse(Map.of("a.yaml", text)).faults())
        .extracting(Fault::line)
        .containsExactly(9, 16, 32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sync: appointments -> sync: 5",
        "table: appointments -> table: 5",
        "source: -> sauce:",
        "calendar: primary -> calender: primary",
        "calendar: primary -> sheet: 5",
        "calendar: primary -> sheet: Tab\n  spreadsheet: 5",
        "calendar: primary -> feed: 5",
        "calendar: primary -> calendar: 5",
      })
  void whatIsOfTheWrongKindHidesNoOtherFault(String change) {
    String[] words = change.split(" -> ");
    String text =
        Samples.APPOINTMENTS
            .replace(words[0], words[1])
            .replace("sourceDelete: delete", "sourceDelete: 7")
            .replace("conflict: latest-wins", "conflict: { strat: google-wins }")
            .replace("every: 5m", "cron: soon")
            .replace("${row[trainer]}", "${row[trainer]");
    assertThat(Definitions.parse(Map.of("a.yaml", text)).faults())
        .extracting(Fault::message)
        .hasSizeGreaterThanOrEqualTo(5)
        .anySatisfy(fault -> assertThat(fault).contains("sourceDelete"))
        .anySatisfy(fault -> assertThat(fault).contains("names 'strat'"))
        .anySatisfy(fault -> assertThat(fault).contains("schedule.cron 'soon'"))
        .anySatisfy(fault -> assertThat(fault).contains("'${' that is not closed"))
        .noneSatisfy(fault -> assertThat(fault).contains("unknown'"));
  }

  @Test
  void fieldsOfTheWrongKindHideNoOtherFaultAndMakeNone() {
    assertThat(
            Definitions.parse(
                    Map.of(
                        "p.yaml",
                        Samples.PRODUCTS
                            .replaceAll("fields: .*", "fields: 3")
                            .replace("direction: both", "direction: to-google")
                            .replace("sheet: Products ", "sheet: _lockstep ")
                            .replace(
                                "policies: { googleCreate: insert }",
                                "policies: { googleCreate: insert, conflict: { SKU: google-wins } }")))
                .faults())
        .extracting(Fault::message)
        .containsExactly(
            "the tab '_lockstep' is Lockstep's own",
            "fields is the number 3, expected a block of keys",
            "googleCreate: insert needs a sync that flows from Google");
  }

  @Test
  void brokenYamlNamesTheLine() {
    LoadedDefinitions loaded = Definitions.parse(Map.of("b.yaml", "sync: b\nsource: {table: x\n"));
    assertThat(loaded.faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.line()).isEqualTo(3);
              assertThat(fault.toString()).startsWith("b.yaml:3:1: broken YAML: ");
            });
    assertThat(loaded.invalid())
        .singleElement()
        .extracting(LoadedDefinitions.Entry::name)
        .isEqualTo("b");
  }

  @Test
  void anEmptyFileAListAndTwoDocumentsAreFaults() {
    assertThat(fault("")).isEqualTo("x.yaml:1:1: the file is empty");
    assertThat(fault("- a\n"))
        .isEqualTo("x.yaml:1:1: the file is a list, expected a block of keys");
    assertThat(fault("sync: a\n---\nsync: b\n"))
        .isEqualTo("x.yaml:3:1: a second document: one file holds one definition");
  }

  private static String fault(String text) {
    return Definitions.parse(Map.of("x.yaml", text)).faults().getFirst().toString();
  }

  @Test
  void anInvalidDefinitionStopsItselfOnly() {
    LoadedDefinitions loaded =
        Definitions.parse(
            Map.of(
                "a.yaml",
                Samples.APPOINTMENTS,
                "p.yaml",
                Samples.PRODUCTS.replace("sku,", "[sku],")));
    assertThat(loaded.valid()).extracting(SyncDefinition::name).containsExactly("appointments");
    assertThat(loaded.invalid())
        .extracting(LoadedDefinitions.Entry::name)
        .containsExactly("products-sheet");
  }

  @Test
  void twoDefinitionsOfOneNameAreBothStopped() {
    LoadedDefinitions loaded =
        Definitions.parse(
            Map.of(
                "a.yaml",
                Samples.TOKENS,
                "b.yaml",
                Samples.TOKENS.replace("feed: design", "feed: other")));
    assertThat(loaded.valid()).isEmpty();
    assertThat(loaded.faults())
        .extracting(Fault::toString)
        .containsExactly(
            "a.yaml:1:7: sync 'tokens-feed': the name 'tokens-feed' is taken by b.yaml",
            "b.yaml:1:7: sync 'tokens-feed': the name 'tokens-feed' is taken by a.yaml");
  }

  @Test
  void twoSyncsOfOneTargetAreBothStopped_46() {
    for (String text : List.of(Samples.APPOINTMENTS, Samples.PRODUCTS, Samples.TOKENS)) {
      LoadedDefinitions loaded =
          Definitions.parse(
              Map.of("a.yaml", text, "b.yaml", text.replaceFirst("sync: ", "sync: x")));
      assertThat(loaded.valid()).isEmpty();
      assertThat(loaded.faults())
          .allMatch(fault -> fault.message().endsWith("has the same target"));
    }
  }

  @Test
  void manyFilesOfOneTargetAreOneFaultEach() {
    String text = Samples.APPOINTMENTS;
    LoadedDefinitions loaded =
        Definitions.parse(
            Map.of(
                "a.yaml", text.replaceFirst("sync: .*", "sync: a"),
                "b.yaml", text.replaceFirst("sync: .*", "sync: b"),
                "c.yaml", text.replaceFirst("sync: .*", "sync: c")));
    assertThat(loaded.faults())
        .extracting(Fault::message)
        .containsExactly(
            "sync 'b' (b.yaml), sync 'c' (c.yaml) have the same target",
            "sync 'a' (a.yaml), sync 'c' (c.yaml) have the same target",
            "sync 'a' (a.yaml), sync 'b' (b.yaml) have the same target");
  }

  @Test
  void oneTableGoesToACalendarAndASheet() {
    String sheet =
        Samples.PRODUCTS
            .replace("table: products", "table: appointments")
            .replace("SKU: sku", "SKU: starts_at");
    assertThat(Definitions.parse(Map.of("a.yaml", Samples.APPOINTMENTS, "b.yaml", sheet)).faults())
        .isEmpty();
  }

  @Test
  void twoSyncsDoNotBothMakeOneColumnGooglesOwn() {
    String one = Samples.PRODUCTS.replace("direction: both", "direction: from-google");
    String two = one.replace("products-sheet", "again").replace("sheet: Products", "sheet: Again");
    assertThat(Definitions.parse(Map.of("a.yaml", one, "b.yaml", two)).faults())
        .extracting(Fault::message)
        .contains("sync 'again' (b.yaml) too writes column 'sku' from Google");
  }

  @Test
  void aNameCannotBeTakenOverFromASyncThatIsStillThere() {
    String two = "renamedFrom: appointments\n" + Samples.TOKENS;
    assertThat(Definitions.parse(Map.of("a.yaml", Samples.APPOINTMENTS, "b.yaml", two)).faults())
        .extracting(Fault::toString)
        .containsExactly(
            "b.yaml:1:14: sync 'tokens-feed': renamedFrom names sync 'appointments' (a.yaml), which is still there");
  }

  @Test
  void filesThatCannotBeReadAreFaults(@TempDir Path directory) throws IOException {
    Files.write(directory.resolve("x.yaml"), "sync: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(directory.resolve("t.yaml"), Samples.TOKENS);
    LoadedDefinitions loaded = Definitions.read(directory);
    assertThat(loaded.faults()).singleElement().asString().endsWith("the file is not UTF-8 text");
    assertThat(loaded.valid()).hasSize(1);
    assertThat(Definitions.read(directory.resolve("none")).faults())
        .singleElement()
        .asString()
        .endsWith("there is no such directory");
  }
}
