package dev.lockstep.sandbox.sheets;

import static dev.lockstep.sandbox.sheets.Tab.bounds;
import static dev.lockstep.sandbox.sheets.Tab.range;
import static dev.lockstep.sandbox.sheets.Tab.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.AddConditionalFormatRuleRequest;
import com.google.api.services.sheets.v4.model.AddDimensionGroupRequest;
import com.google.api.services.sheets.v4.model.AddNamedRangeRequest;
import com.google.api.services.sheets.v4.model.AddProtectedRangeRequest;
import com.google.api.services.sheets.v4.model.AppendDimensionRequest;
import com.google.api.services.sheets.v4.model.AutoResizeDimensionsRequest;
import com.google.api.services.sheets.v4.model.BooleanCondition;
import com.google.api.services.sheets.v4.model.BooleanRule;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.ConditionValue;
import com.google.api.services.sheets.v4.model.ConditionalFormatRule;
import com.google.api.services.sheets.v4.model.CreateDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.DataFilter;
import com.google.api.services.sheets.v4.model.DeleteDimensionRequest;
import com.google.api.services.sheets.v4.model.DeleteRangeRequest;
import com.google.api.services.sheets.v4.model.DeveloperMetadata;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLocation;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLookup;
import com.google.api.services.sheets.v4.model.DimensionProperties;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.InsertDimensionRequest;
import com.google.api.services.sheets.v4.model.InsertRangeRequest;
import com.google.api.services.sheets.v4.model.MergeCellsRequest;
import com.google.api.services.sheets.v4.model.MoveDimensionRequest;
import com.google.api.services.sheets.v4.model.NamedRange;
import com.google.api.services.sheets.v4.model.ProtectedRange;
import com.google.api.services.sheets.v4.model.RepeatCellRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SearchDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.SortRangeRequest;
import com.google.api.services.sheets.v4.model.SortSpec;
import com.google.api.services.sheets.v4.model.TextFormat;
import com.google.api.services.sheets.v4.model.UpdateDimensionPropertiesRequest;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DimensionsTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Tab tab;

  DimensionsTest() throws IOException {
    tab = Tab.fresh(sandbox, "anna@example.com");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private static DimensionRange rows(int start, int end) {
    return new DimensionRange()
        .setSheetId(0)
        .setDimension("ROWS")
        .setStartIndex(start)
        .setEndIndex(end);
  }

  private static DimensionRange columns(int start, int end) {
    return rows(start, end).setDimension("COLUMNS");
  }

  private static Request insert(DimensionRange range, boolean inherit) {
    return new Request()
        .setInsertDimension(
            new InsertDimensionRequest().setRange(range).setInheritFromBefore(inherit));
  }

  private static Request delete(DimensionRange range) {
    return new Request().setDeleteDimension(new DeleteDimensionRequest().setRange(range));
  }

  private static Request move(DimensionRange range, int destination) {
    return new Request()
        .setMoveDimension(
            new MoveDimensionRequest().setSource(range).setDestinationIndex(destination));
  }

  private static Request merge(int top, int bottom, int left, int right) {
    return new Request()
        .setMergeCells(
            new MergeCellsRequest()
                .setMergeType("MERGE_ALL")
                .setRange(range(top, bottom, left, right)));
  }

  private void marked() throws IOException {
    tab.type(
        new Object[] {"id", "name", "total"},
        new Object[] {1, "one", "=A2*10"},
        new Object[] {2, "two", "=SUM(A2:A3)"},
        new Object[] {3, "three", "=$A$2+A4"});
    tab.batch(
        merge(4, 6, 0, 2),
        new Request()
            .setAddProtectedRange(
                new AddProtectedRangeRequest()
                    .setProtectedRange(new ProtectedRange().setRange(range(1, 3, 0, 1)))),
        new Request()
            .setAddNamedRange(
                new AddNamedRangeRequest()
                    .setNamedRange(new NamedRange().setName("ids").setRange(range(1, 4, 0, 1)))),
        new Request()
            .setAddConditionalFormatRule(
                new AddConditionalFormatRuleRequest()
                    .setRule(
                        new ConditionalFormatRule()
                            .setRanges(List.of(range(1, 4, 2, 3)))
                            .setBooleanRule(
                                new BooleanRule()
                                    .setCondition(
                                        new BooleanCondition()
                                            .setType("CUSTOM_FORMULA")
                                            .setValues(
                                                List.of(
                                                    new ConditionValue()
                                                        .setUserEnteredValue("=A3>1"))))
                                    .setFormat(
                                        new CellFormat()
                                            .setTextFormat(new TextFormat().setBold(true)))))));
  }

  @Test
  void whatNamesAPlaceFollowsInsertedRows() throws IOException {
    marked();
    tab.batch(insert(rows(2, 4), false));
    assertThat(tab.shown("A1:C6")).isEqualTo("id,name,total/1,one,10///2,two,3/3,three,4");
    assertThat(tab.formulas("C2:C6")).isEqualTo("=A2*10///=SUM(A2:A5)/=$A$2+A6");
    Sheet sheet = tab.first();
    assertThat(bounds(sheet.getMerges().getFirst())).isEqualTo("6-8,0-2");
    assertThat(bounds(sheet.getProtectedRanges().getFirst().getRange())).isEqualTo("1-5,0-1");
    assertThat(bounds(tab.whole().getNamedRanges().getFirst().getRange())).isEqualTo("1-6,0-1");
    ConditionalFormatRule rule = sheet.getConditionalFormats().getFirst();
    assertThat(bounds(rule.getRanges().getFirst())).isEqualTo("1-6,2-3");
    assertThat(rule.getBooleanRule().getCondition().getValues().getFirst().getUserEnteredValue())
        .isEqualTo("=A5>1");
    assertThat(sheet.getProperties().getGridProperties().getRowCount()).isEqualTo(1002);
  }

  @Test
  void whatNamesAPlaceThatIsDeletedIsGone() throws IOException {
    marked();
    tab.batch(delete(rows(1, 2)));
    assertThat(tab.formulas("C2:C3")).isEqualTo("=SUM(A2:A2)/=#REF!+A3");
    tab.batch(delete(rows(3, 5)));
    Sheet sheet = tab.first();
    assertThat(sheet.getMerges()).isNull();
    assertThat(bounds(sheet.getProtectedRanges().getFirst().getRange())).isEqualTo("1-2,0-1");
    tab.batch(delete(columns(0, 1)));
    assertThat(tab.first().getProtectedRanges()).isNull();
    assertThat(tab.whole().getNamedRanges()).isNull();
    assertThat(tab.shown("A1:B3")).isEqualTo("name,total/two,#REF!/three,#REF!");
  }

  @Test
  void movedRowsTakeAlongWhatHangsOnThem() throws IOException {
    marked();
    tab.batch(
        new Request()
            .setCreateDeveloperMetadata(
                new CreateDeveloperMetadataRequest()
                    .setDeveloperMetadata(
                        new DeveloperMetadata()
                            .setMetadataKey("row")
                            .setMetadataValue("two")
                            .setVisibility("DOCUMENT")
                            .setLocation(
                                new DeveloperMetadataLocation().setDimensionRange(rows(2, 3))))));
    tab.batch(move(rows(1, 2), 4));
    assertThat(tab.shown("A1:B4")).isEqualTo("id,name/2,two/3,three/1,one");
    assertThat(tab.formulas("C4")).isEqualTo("=A4*10");
    assertThat(metadataRow()).isEqualTo(1);
    tab.batch(insert(rows(0, 1), false));
    assertThat(metadataRow()).isEqualTo(2);
    tab.batch(
        new Request()
            .setSortRange(
                new SortRangeRequest()
                    .setRange(range(2, 5, 0, 3))
                    .setSortSpecs(
                        List.of(new SortSpec().setDimensionIndex(1).setSortOrder("ASCENDING")))));
    assertThat(tab.shown("B3:B5")).isEqualTo("one/three/two");
    assertThat(metadataRow()).isEqualTo(4);
    tab.batch(delete(rows(4, 5)));
    assertThat(metadataRow()).isEqualTo(-1);
  }

  private int metadataRow() throws IOException {
    var found =
        tab.sheets()
            .spreadsheets()
            .developerMetadata()
            .search(
                tab.id,
                new SearchDeveloperMetadataRequest()
                    .setDataFilters(
                        List.of(
                            new DataFilter()
                                .setDeveloperMetadataLookup(
                                    new DeveloperMetadataLookup().setMetadataKey("row")))))
            .execute()
            .getMatchedDeveloperMetadata();
    return found == null
        ? -1
        : found.getFirst().getDeveloperMetadata().getLocation().getDimensionRange().getStartIndex();
  }

  @Test
  void newRowsLookLikeANeighbour() throws IOException {
    tab.batch(
        new Request()
            .setRepeatCell(
                new RepeatCellRequest()
                    .setRange(range(1, 2, 0, 1))
                    .setCell(
                        new CellData()
                            .setUserEnteredFormat(
                                new CellFormat().setTextFormat(new TextFormat().setBold(true))))
                    .setFields("userEnteredFormat.textFormat.bold")));
    tab.batch(insert(rows(2, 3), true));
    assertThat(
            tab.sheets()
                .spreadsheets()
                .get(tab.id)
                .setRanges(List.of("A3"))
                .setFields("sheets.data.rowData.values.userEnteredFormat")
                .execute()
                .toString())
        .contains("\"bold\":true");
  }

  @Test
  void whatCannotBeIsRefusedInGooglesWords() {
    assertThat(refusal(() -> tab.batch(insert(rows(1000, 1001), false))))
        .isEqualTo(
            "Invalid requests[0].insertDimension: range.startIndex must be less than the grid size"
                + " (1000) if inheritFromBefore is false.");
    assertThat(refusal(() -> tab.batch(delete(rows(1000, 1001)))))
        .isEqualTo(
            "Invalid requests[0].deleteDimension: Cannot delete a row that doesn't exist. Tried to"
                + " delete row index 1000 but there are only 1000 rows.");
    assertThat(refusal(() -> tab.batch(delete(columns(0, 26)))))
        .isEqualTo(
            "Invalid requests[0].deleteDimension: You can't delete all the columns on the sheet.");
    assertThat(refusal(() -> tab.batch(merge(2, 4, 0, 1), move(rows(0, 1), 3))))
        .isEqualTo(
            "Invalid requests[1].moveDimension: Sorry, it is not possible to move a row to a"
                + " position that crosses a merged cell. Please unmerge and try again.");
    assertThat(
            refusal(
                () ->
                    tab.batch(
                        new Request()
                            .setAppendDimension(
                                new AppendDimensionRequest()
                                    .setSheetId(0)
                                    .setDimension("ROWS")
                                    .setLength(1_000_000)))))
        .contains("above the limit of 10000000 cells.");
    assertThat(refusal(() -> tab.batch(insert(rows(0, 1).setSheetId(5), false))))
        .isEqualTo("Invalid requests[0].insertDimension: No grid with id: 5");
  }

  @Test
  void cellsOfAPartOfTheSheetMoveAlone() throws IOException {
    tab.type(new Object[] {1, "a", "=A2"}, new Object[] {2, "b", "=B2"}, new Object[] {3, "c", ""});
    tab.batch(
        new Request()
            .setInsertRange(
                new InsertRangeRequest().setRange(range(1, 2, 0, 1)).setShiftDimension("ROWS")));
    assertThat(tab.shown("A1:B4")).isEqualTo("1,a/,b/2,c/3");
    assertThat(tab.formulas("C1:C2")).isEqualTo("=A3/=B2");
    tab.batch(
        new Request()
            .setDeleteRange(
                new DeleteRangeRequest().setRange(range(1, 2, 0, 1)).setShiftDimension("ROWS")));
    assertThat(tab.shown("A1:B4")).isEqualTo("1,a/2,b/3,c");
    assertThat(tab.formulas("C1:C2")).isEqualTo("=A2/=B2");
  }

  @Test
  void sizesAreSetAndFitted() throws IOException {
    tab.type(new Object[] {"AAAA"});
    tab.batch(
        new Request()
            .setUpdateDimensionProperties(
                new UpdateDimensionPropertiesRequest()
                    .setRange(columns(1, 2))
                    .setProperties(
                        new DimensionProperties().setPixelSize(250).setHiddenByUser(true))
                    .setFields("pixelSize,hiddenByUser")),
        new Request()
            .setAutoResizeDimensions(
                new AutoResizeDimensionsRequest().setDimensions(columns(0, 1))));
    List<DimensionProperties> sizes =
        tab.sheets()
            .spreadsheets()
            .get(tab.id)
            .setFields("sheets.data.columnMetadata")
            .execute()
            .getSheets()
            .getFirst()
            .getData()
            .getFirst()
            .getColumnMetadata();
    assertThat(sizes.get(0).getPixelSize()).isEqualTo(41);
    assertThat(sizes.get(1).getPixelSize()).isEqualTo(250);
    assertThat(sizes.get(1).getHiddenByUser()).isTrue();
    assertThat(sizes.get(2).getPixelSize()).isEqualTo(100);
  }

  @Test
  void groupsNestByDepth() throws IOException {
    tab.batch(
        new Request().setAddDimensionGroup(new AddDimensionGroupRequest().setRange(rows(0, 6))));
    var groups =
        tab.batch(
                new Request()
                    .setAddDimensionGroup(new AddDimensionGroupRequest().setRange(rows(2, 4))))
            .getFirst()
            .getAddDimensionGroup()
            .getDimensionGroups();
    assertThat(groups).extracting("depth").containsExactly(1, 2);
    assertThat(tab.first().getRowGroups()).hasSize(2);
  }
}
