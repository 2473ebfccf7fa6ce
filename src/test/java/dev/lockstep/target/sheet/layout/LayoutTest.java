package dev.lockstep.target.sheet.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sheets.v4.model.BandedRange;
import com.google.api.services.sheets.v4.model.BasicFilter;
import com.google.api.services.sheets.v4.model.Color;
import com.google.api.services.sheets.v4.model.ConditionalFormatRule;
import com.google.api.services.sheets.v4.model.GridProperties;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.ProtectedRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.SheetProperties;
import dev.lockstep.definition.LoadedTemplates;
import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ColumnType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LayoutTest {

  private static final LayoutColumn SKU = column("SKU", 0, "text", true, false);
  private static final LayoutColumn PRICE = column("Price", 1, "numeric(10,2)", false, false);
  private static final LayoutColumn SINCE = column("Since", 2, "date", false, true);
  private static final List<LayoutColumn> COLUMNS = List.of(SKU, PRICE, SINCE);

  private static LayoutColumn column(
      String header, int index, String type, boolean isKey, boolean isReadOnly) {
    return column(header, index, ColumnType.of(type), isKey, isReadOnly, null);
  }

  private static LayoutColumn column(
      String header,
      int index,
      ColumnType type,
      boolean isKey,
      boolean isReadOnly,
      @Nullable List<String> referenced) {
    Column column = new Column("c", type.name(), type, false, false, Column.Identity.NONE, false);
    return new LayoutColumn(header, index, column, isKey, isReadOnly, referenced);
  }

  private static Sheet tab() {
    return new Sheet()
        .setProperties(
            new SheetProperties()
                .setSheetId(7)
                .setGridProperties(new GridProperties().setRowCount(1000).setColumnCount(26)));
  }

  private static SheetTemplate template(String body) {
    LoadedTemplates loaded = LoadedTemplates.parse(Map.of("t.yaml", "template: t\n" + body));
    assertThat(loaded.faults()).isEmpty();
    return loaded.valid().getFirst();
  }

  /** Each request as {@code kind{…}}, without the tab's id. */
  private static List<String> texts(List<Request> requests) {
    List<String> texts = new ArrayList<>();
    for (Request request : requests) {
      request.forEach((kind, body) -> texts.add(kind + json(body)));
    }
    return texts;
  }

  private static String json(Object body) {
    try {
      return GsonFactory.getDefaultInstance()
          .toString(body)
          .replace("\"sheetId\":7,", "")
          .replace(",\"sheetId\":7", "")
          .replace("\"", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Layout.Plan first(String body) {
    return Layout.plan(template(body), COLUMNS, tab(), Map.of());
  }

  /** What a change from one template to another asks for. */
  private static List<String> change(String before, String after, Sheet sheet) {
    return texts(Layout.plan(template(after), COLUMNS, sheet, first(before).applied()).requests());
  }

  @Test
  void withoutTemplateHeadersStandOutAndDatesAreDates() {
    Layout.Plan plan = Layout.plan(SheetTemplate.STANDARD, COLUMNS, tab(), Map.of());
    assertThat(texts(plan.requests()))
        .containsExactly(
            "updateSheetProperties{fields:gridProperties.frozenRowCount,properties:{gridProperties:{frozenRowCount:1}}}",
            "repeatCell{cell:{userEnteredFormat:{textFormat:{bold:true}}},fields:userEnteredFormat.textFormat.bold,range:{endColumnIndex:1,endRowIndex:1,startColumnIndex:0,startRowIndex:0}}",
            "repeatCell{cell:{userEnteredFormat:{numberFormat:{type:TEXT}}},fields:userEnteredFormat.numberFormat,range:{endColumnIndex:1,startColumnIndex:0,startRowIndex:1}}",
            "autoResizeDimensions{dimensions:{dimension:COLUMNS,endIndex:1,startIndex:0}}",
            "repeatCell{cell:{userEnteredFormat:{textFormat:{bold:true}}},fields:userEnteredFormat.textFormat.bold,range:{endColumnIndex:2,endRowIndex:1,startColumnIndex:1,startRowIndex:0}}",
            "autoResizeDimensions{dimensions:{dimension:COLUMNS,endIndex:2,startIndex:1}}",
            "repeatCell{cell:{userEnteredFormat:{textFormat:{bold:true}}},fields:userEnteredFormat.textFormat.bold,range:{endColumnIndex:3,endRowIndex:1,startColumnIndex:2,startRowIndex:0}}",
            "repeatCell{cell:{userEnteredFormat:{numberFormat:{pattern:yyyy-mm-dd,type:DATE}}},fields:userEnteredFormat.numberFormat,range:{endColumnIndex:3,startColumnIndex:2,startRowIndex:1}}",
            "autoResizeDimensions{dimensions:{dimension:COLUMNS,endIndex:3,startIndex:2}}");
  }

  @Test
  void whatWasAppliedIsNotAppliedAgain() {
    String body =
        """
        header: { background: "#1a73e8" }
        tab: { color: "#ff0000", filter: true, protect: true, banding: { first: "#ffffff", second: "#eeeeee" } }
        columns: { Price: { width: 90, note: Net, hidden: true, validation: { number: { from: 0 } } } }
        conditions: { columns: Price, when: number-less, values: 1, style: { bold: true } }
        """;
    Layout.Plan plan = first(body);
    assertThat(plan.requests()).isNotEmpty();
    Layout.Plan again = Layout.plan(template(body), COLUMNS, tab(), plan.applied());
    assertThat(again.requests()).isEmpty();
    assertThat(again.applied()).isEqualTo(plan.applied());
  }

  @Test
  void aChangeTouchesOnlyWhatTheTemplateSaysOtherwise() {
    assertThat(
            change(
                "columns: { Price: { width: 90, note: Net } }\n",
                "columns: { Price: { width: 120, note: Net } }\n",
                tab()))
        .containsExactly(
            "updateDimensionProperties{fields:pixelSize,properties:{pixelSize:120},range:{dimension:COLUMNS,endIndex:2,startIndex:1}}");
  }

  @Test
  void whatATemplateNoLongerSaysIsSetBack() {
    assertThat(
            change(
                """
                tab: { color: "#ff0000", frozenColumns: 1 }
                columns: { Price: { note: Net, align: right, hidden: true, format: number, validation: { number: { from: 0 } } } }
                """,
                "tab: { frozenRows: 1 }\n",
                tab()))
        .containsExactlyInAnyOrder(
            "updateSheetProperties{fields:tabColorStyle,properties:{sheetId:7}}",
            "updateSheetProperties{fields:gridProperties.frozenColumnCount,properties:{gridProperties:{frozenColumnCount:0}}}",
            "repeatCell{cell:{},fields:note,range:{endColumnIndex:2,endRowIndex:1,startColumnIndex:1,startRowIndex:0}}",
            "repeatCell{cell:{userEnteredFormat:{}},fields:userEnteredFormat.horizontalAlignment,range:{endColumnIndex:2,startColumnIndex:1,startRowIndex:1}}",
            "repeatCell{cell:{userEnteredFormat:{}},fields:userEnteredFormat.numberFormat,range:{endColumnIndex:2,startColumnIndex:1,startRowIndex:1}}",
            "setDataValidation{range:{endColumnIndex:2,startColumnIndex:1,startRowIndex:1}}",
            "updateDimensionProperties{fields:hiddenByUser,properties:{hiddenByUser:false},range:{dimension:COLUMNS,endIndex:2,startIndex:1}}");
  }

  @Test
  void aColumnThatMovedKeepsItsSettingsAndChangesGoWhereItIsNow() {
    Layout.Plan plan = first("columns: { Price: { width: 90 } }\n");
    List<LayoutColumn> moved =
        List.of(
            column("Price", 0, "numeric(10,2)", false, false),
            column("SKU", 4, "text", true, false),
            SINCE);
    assertThat(
            Layout.plan(
                    template("columns: { Price: { width: 90 } }\n"), moved, tab(), plan.applied())
                .requests())
        .isEmpty();
    assertThat(
            texts(
                Layout.plan(
                        template("columns: { Price: { width: 91 } }\n"),
                        moved,
                        tab(),
                        plan.applied())
                    .requests()))
        .containsExactly(
            "updateDimensionProperties{fields:pixelSize,properties:{pixelSize:91},range:{dimension:COLUMNS,endIndex:1,startIndex:0}}");
  }

  @Test
  void aColumnThatIsMappedNoMoreIsLeftAsItIs() {
    Layout.Plan plan = first("columns: { Price: { width: 90, hidden: true } }\n");
    Layout.Plan without =
        Layout.plan(
            template("tab: { frozenRows: 1 }\n"), List.of(SKU, SINCE), tab(), plan.applied());
    assertThat(without.requests()).isEmpty();
    assertThat(without.applied().keySet()).noneMatch(key -> key.contains("Price"));
  }

  @Test
  void validationsAreGooglesConditions() {
    ColumnType mood = ColumnType.of("mood", List.of("sad", "happy"));
    List<LayoutColumn> columns =
        List.of(
            column("A", 0, mood, false, false, null),
            column("B", 1, ColumnType.of("bigint"), false, false, List.of("1", "2")),
            column("C", 2, "boolean", false, false),
            column("D", 3, "date", false, false),
            column("E", 4, "numeric", false, false),
            column("F", 5, ColumnType.of("bigint"), false, false, null));
    List<Request> requests =
        Layout.plan(
                template(
                    """
                    columns:
                      A: { validation: { enum: true, strict: true, message: Which } }
                      B: { validation: { foreignKey: true } }
                      C: { validation: { checkbox: true } }
                      D: { validation: { date: { from: "2026-01-01", to: "2026-12-31" } } }
                      E: { validation: { number: { to: 9.5 } } }
                      F: { validation: { foreignKey: true } }
                    """),
                columns,
                tab(),
                Map.of())
            .requests();
    assertThat(texts(requests).stream().filter(text -> text.startsWith("setDataValidation")))
        .extracting(text -> text.replaceAll("range:.*?},rule:", ""))
        .containsExactly(
            "setDataValidation{{condition:{type:ONE_OF_LIST,values:[{userEnteredValue:sad},{userEnteredValue:happy}]},inputMessage:Which,showCustomUi:true,strict:true}}",
            "setDataValidation{{condition:{type:ONE_OF_LIST,values:[{userEnteredValue:1},{userEnteredValue:2}]},showCustomUi:true,strict:false}}",
            "setDataValidation{{condition:{type:BOOLEAN,values:[]},showCustomUi:true,strict:false}}",
            "setDataValidation{{condition:{type:DATE_BETWEEN,values:[{userEnteredValue:2026-01-01},{userEnteredValue:2026-12-31}]},showCustomUi:true,strict:false}}",
            "setDataValidation{{condition:{type:NUMBER_LESS_THAN_EQ,values:[{userEnteredValue:9.5}]},showCustomUi:true,strict:false}}");
  }

  @Test
  void keysAndReadOnlyColumnsAreProtectedWithAWarning() {
    List<ProtectedRange> ranges = protections(first("tab: { protect: true }\n"));
    assertThat(ranges).allMatch(ProtectedRange::getWarningOnly);
    assertThat(ranges).extracting(r -> r.getRange().getStartColumnIndex()).containsExactly(0, 2);
    assertThat(
            protections(
                first(
                    """
                    tab: { protect: true }
                    columns: { SKU: { protected: false }, Price: { protected: true } }
                    """)))
        .extracting(r -> r.getRange().getStartColumnIndex())
        .containsExactly(1, 2);
  }

  private static List<ProtectedRange> protections(Layout.Plan plan) {
    return plan.requests().stream()
        .filter(request -> request.getAddProtectedRange() != null)
        .map(request -> request.getAddProtectedRange().getProtectedRange())
        .toList();
  }

  @Test
  void aProtectionIsTakenBackByItsIdWhereItStillStands() {
    Layout.Plan plan = first("tab: { protect: true }\n");
    ProtectedRange ours = protections(plan).getFirst();
    Sheet sheet =
        tab().setProtectedRanges(List.of(ours, new ProtectedRange().setProtectedRangeId(3)));
    assertThat(change("tab: { protect: true }\n", "tab: { protect: false }\n", sheet))
        .containsExactly(
            "deleteProtectedRange{protectedRangeId:" + ours.getProtectedRangeId() + "}");
    // Made, but the plan was not remembered.
    assertThat(
            protections(
                Layout.plan(template("tab: { protect: true }\n"), COLUMNS, sheet, Map.of())))
        .extracting(r -> r.getRange().getStartColumnIndex())
        .containsExactly(2);
  }

  private static final String BANDS =
      "tab: { banding: { header: \"#000000\", first: \"#ffffff\", second: \"#eeeeee\" } }\n";

  @Test
  void bandsLieOnOurColumnsOnly() {
    List<LayoutColumn> apart = List.of(SKU, PRICE, column("Since", 4, "date", false, true));
    List<BandedRange> bands = bands(Layout.plan(template(BANDS), apart, tab(), Map.of()));
    assertThat(bands)
        .extracting(
            b -> b.getRange().getStartColumnIndex() + "-" + b.getRange().getEndColumnIndex())
        .containsExactly("0-2", "4-5");
    assertThat(bands.getFirst().getRange().getEndRowIndex()).isEqualTo(1000);
    assertThat(bands).extracting(BandedRange::getBandedRangeId).doesNotHaveDuplicates();
  }

  private static List<BandedRange> bands(Layout.Plan plan) {
    return plan.requests().stream()
        .filter(request -> request.getAddBanding() != null)
        .map(request -> request.getAddBanding().getBandedRange())
        .toList();
  }

  @Test
  void bandsThatChangeReplaceOursAndAPersonsOwnStay() {
    BandedRange ours = bands(first(BANDS)).getFirst();
    Sheet sheet = tab().setBandedRanges(List.of(ours));
    assertThat(change(BANDS, BANDS.replace("#eeeeee", "#dddddd"), sheet))
        .hasSize(2)
        .first()
        .isEqualTo("deleteBanding{bandedRangeId:" + ours.getBandedRangeId() + "}");
    assertThat(change(BANDS, "tab: { frozenRows: 1 }\n", sheet))
        .containsExactly("deleteBanding{bandedRangeId:" + ours.getBandedRangeId() + "}");
    // A person took ours away: nothing is left to delete.
    assertThat(change(BANDS, "tab: { frozenRows: 1 }\n", tab())).isEmpty();

    Sheet theirs =
        tab()
            .setBandedRanges(
                List.of(
                    new BandedRange()
                        .setBandedRangeId(5)
                        .setRange(new GridRange().setStartColumnIndex(1).setEndColumnIndex(9))));
    Layout.Plan besides = Layout.plan(template(BANDS), COLUMNS, theirs, Map.of());
    assertThat(bands(besides)).isEmpty();
    assertThat(
            Layout.plan(template("tab: { frozenRows: 1 }\n"), COLUMNS, theirs, besides.applied())
                .requests())
        .isEmpty();
  }

  @Test
  void aFilterOfAPersonStaysAndOursGoesWithTheTemplate() {
    String filter = "tab: { filter: true }\n";
    assertThat(texts(first(filter).requests()))
        .contains(
            "setBasicFilter{filter:{range:{endColumnIndex:3,endRowIndex:1000,startColumnIndex:0,startRowIndex:0}}}");
    Sheet filtered = tab().setBasicFilter(new BasicFilter());
    assertThat(change(filter, "tab: { frozenRows: 1 }\n", filtered))
        .containsExactly("clearBasicFilter{sheetId:7}");
    Layout.Plan besides = Layout.plan(template(filter), COLUMNS, filtered, Map.of());
    assertThat(besides.requests()).noneMatch(r -> r.getSetBasicFilter() != null);
    assertThat(
            Layout.plan(template("tab: { frozenRows: 1 }\n"), COLUMNS, filtered, besides.applied())
                .requests())
        .isEmpty();
  }

  private static final String LOW =
      "conditions: [{ columns: [Price, SKU], when: custom-formula, values: \"=[Price]<1\", style: { background: \"#fce8e6\", bold: true } }]\n";

  @Test
  void conditionsNameColumnsByTheirHeaders() {
    ConditionalFormatRule rule = rules(first(LOW)).getFirst();
    assertThat(rule.getRanges()).extracting(GridRange::getStartColumnIndex).containsExactly(1, 0);
    assertThat(rule.getRanges()).allMatch(r -> r.getStartRowIndex() == 1);
    assertThat(rule.getBooleanRule().getCondition().getValues().getFirst().getUserEnteredValue())
        .isEqualTo("=$B2<1");
    assertThat(column("X", 26, "text", false, false).cell()).isEqualTo("$AA2");
  }

  private static List<ConditionalFormatRule> rules(Layout.Plan plan) {
    return plan.requests().stream()
        .filter(request -> request.getAddConditionalFormatRule() != null)
        .map(request -> request.getAddConditionalFormatRule().getRule())
        .toList();
  }

  @Test
  void aRuleIsRecognisedByWhatItSaysWhateverStandsBeforeIt() {
    ConditionalFormatRule asRead = rules(first(LOW)).getFirst();
    // Google rounds colours to 8 bits and repeats them under the older name.
    asRead
        .getBooleanRule()
        .getFormat()
        .setBackgroundColorStyle(null)
        .setBackgroundColor(new Color().setRed(0.9882353f).setGreen(0.9098f).setBlue(0.90196f));
    ConditionalFormatRule theirs =
        rules(first("conditions: { columns: SKU, when: blank, style: { italic: true } }\n"))
            .getFirst();
    Sheet sheet = tab().setConditionalFormats(List.of(theirs, asRead));
    assertThat(change(LOW, "tab: { frozenRows: 1 }\n", sheet))
        .containsExactly(
            "deleteConditionalFormatRule{index:1,sheetId:7}".replace(",sheetId:7", ""));
    // Made, but the plan was not remembered.
    assertThat(rules(Layout.plan(template(LOW), COLUMNS, sheet, Map.of()))).isEmpty();
    // A person deleted ours: it is neither deleted again nor made again.
    assertThat(change(LOW, "tab: { frozenRows: 1 }\n", tab())).isEmpty();
    assertThat(change(LOW, LOW, tab())).isEmpty();
  }

  @Test
  void aRuleThatChangedIsReplaced() {
    Sheet sheet = tab().setConditionalFormats(List.of(rules(first(LOW)).getFirst()));
    Layout.Plan plan =
        Layout.plan(template(LOW.replace("<1", "<2")), COLUMNS, sheet, first(LOW).applied());
    assertThat(plan.requests()).hasSize(2);
    assertThat(plan.requests().getFirst().getDeleteConditionalFormatRule().getIndex()).isZero();
    assertThat(plan.requests().getLast().getAddConditionalFormatRule().getIndex()).isZero();
  }

  @Test
  void theFirstTabHasTheIdZeroThoughGoogleMayNotSaySo() {
    Sheet sheet = tab();
    sheet.getProperties().setSheetId(null);
    assertThat(Layout.plan(SheetTemplate.STANDARD, COLUMNS, sheet, Map.of()).requests())
        .filteredOn(request -> request.getRepeatCell() != null)
        .allMatch(request -> request.getRepeatCell().getRange().getSheetId() == 0);
  }
}
