package dev.lockstep.sandbox.sheets;

import static dev.lockstep.sandbox.sheets.Tab.bounds;
import static dev.lockstep.sandbox.sheets.Tab.range;
import static dev.lockstep.sandbox.sheets.Tab.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.AddBandingRequest;
import com.google.api.services.sheets.v4.model.AddNamedRangeRequest;
import com.google.api.services.sheets.v4.model.AddProtectedRangeRequest;
import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.AddSlicerRequest;
import com.google.api.services.sheets.v4.model.AddTableRequest;
import com.google.api.services.sheets.v4.model.AppendCellsRequest;
import com.google.api.services.sheets.v4.model.BandedRange;
import com.google.api.services.sheets.v4.model.BandingProperties;
import com.google.api.services.sheets.v4.model.BasicFilter;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.Border;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.ClearBasicFilterRequest;
import com.google.api.services.sheets.v4.model.Color;
import com.google.api.services.sheets.v4.model.ColorStyle;
import com.google.api.services.sheets.v4.model.CopyPasteRequest;
import com.google.api.services.sheets.v4.model.CreateDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.CutPasteRequest;
import com.google.api.services.sheets.v4.model.DataFilter;
import com.google.api.services.sheets.v4.model.DeleteConditionalFormatRuleRequest;
import com.google.api.services.sheets.v4.model.DeleteDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.DeleteDuplicatesRequest;
import com.google.api.services.sheets.v4.model.DeleteTableRequest;
import com.google.api.services.sheets.v4.model.DeveloperMetadata;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLocation;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLookup;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.DuplicateSheetRequest;
import com.google.api.services.sheets.v4.model.ExtendedValue;
import com.google.api.services.sheets.v4.model.FilterCriteria;
import com.google.api.services.sheets.v4.model.FilterSpec;
import com.google.api.services.sheets.v4.model.FindReplaceRequest;
import com.google.api.services.sheets.v4.model.FindReplaceResponse;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.MergeCellsRequest;
import com.google.api.services.sheets.v4.model.NamedRange;
import com.google.api.services.sheets.v4.model.ProtectedRange;
import com.google.api.services.sheets.v4.model.RepeatCellRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.SetBasicFilterRequest;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.SortRangeRequest;
import com.google.api.services.sheets.v4.model.SortSpec;
import com.google.api.services.sheets.v4.model.Table;
import com.google.api.services.sheets.v4.model.TableColumnProperties;
import com.google.api.services.sheets.v4.model.TextFormat;
import com.google.api.services.sheets.v4.model.TextToColumnsRequest;
import com.google.api.services.sheets.v4.model.TrimWhitespaceRequest;
import com.google.api.services.sheets.v4.model.UnmergeCellsRequest;
import com.google.api.services.sheets.v4.model.UpdateBordersRequest;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import com.google.api.services.sheets.v4.model.UpdateDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.UpdateSheetPropertiesRequest;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchKindsTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Tab tab;

  BatchKindsTest() throws IOException {
    tab = Tab.fresh(sandbox, "anna@example.com");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private static CellData text(String text) {
    return new CellData().setUserEnteredValue(new ExtendedValue().setStringValue(text));
  }

  private static RowData row(String... texts) {
    return new RowData().setValues(java.util.Arrays.stream(texts).map(t -> text(t)).toList());
  }

  private static Request write(int row, int column, RowData... rows) {
    return new Request()
        .setUpdateCells(
            new UpdateCellsRequest()
                .setStart(
                    new GridCoordinate().setSheetId(0).setRowIndex(row).setColumnIndex(column))
                .setRows(List.of(rows))
                .setFields("userEnteredValue"));
  }

  private static Request addSheet(String title) {
    return new Request()
        .setAddSheet(new AddSheetRequest().setProperties(new SheetProperties().setTitle(title)));
  }

  private static Request properties(SheetProperties properties, String fields) {
    return new Request()
        .setUpdateSheetProperties(
            new UpdateSheetPropertiesRequest().setProperties(properties).setFields(fields));
  }

  @Test
  void oneBadRequestLeavesNothingOfTheOthers() throws IOException {
    assertThat(refusal(() -> tab.batch(write(0, 0, row("a")), addSheet("Sheet1"))))
        .isEqualTo(
            "Invalid requests[1].addSheet: A sheet with the name \"Sheet1\" already exists. Please"
                + " enter another name.");
    assertThat(tab.shown("A1:B2")).isEmpty();
    assertThat(refusal(() -> tab.batch(new Request().setAddSlicer(new AddSlicerRequest()))))
        .isEqualTo("The sandbox does not support the request addSlicer (requests[0]).");
    assertThat(refusal(() -> tab.batch(new Request().set("flyAway", java.util.Map.of()))))
        .contains("Unknown name \"flyAway\" at 'requests[0]': Cannot find field.");
  }

  @Test
  void theAnswerShowsTheSpreadsheetWhenAsked() throws IOException {
    var answer =
        tab.answer(
            new BatchUpdateSpreadsheetRequest()
                .setRequests(List.of(write(1, 1, row("here"))))
                .setIncludeSpreadsheetInResponse(true)
                .setResponseRanges(List.of("B2"))
                .setResponseIncludeGridData(true));
    assertThat(answer.getReplies()).singleElement().satisfies(r -> assertThat(r).isEmpty());
    assertThat(
            answer
                .getUpdatedSpreadsheet()
                .getSheets()
                .getFirst()
                .getData()
                .getFirst()
                .getRowData()
                .getFirst()
                .getValues()
                .getFirst()
                .getFormattedValue())
        .isEqualTo("here");
  }

  @Test
  void cellsAreWrittenWhereTheyFit() throws IOException {
    tab.batch(write(0, 0, row("a", "b"), row("c")));
    assertThat(tab.shown("A1:C3")).isEqualTo("a,b/c");
    assertThat(refusal(() -> tab.batch(write(0, 25, row("a", "b")))))
        .isEqualTo(
            "Invalid requests[0].updateCells: Attempting to write column: 26, beyond the last"
                + " requested column of: 25");
    assertThat(refusal(() -> tab.batch(write(1000, 0, row("a")))))
        .contains("Attempting to write row: 1000, beyond the last requested row of: 999");
    tab.batch(
        new Request()
            .setUpdateCells(
                new UpdateCellsRequest()
                    .setRange(range(0, 2, 0, 2))
                    .setRows(List.of(row("x")))
                    .setFields("userEnteredValue")));
    assertThat(tab.shown("A1:C3")).isEqualTo("x");
    tab.batch(
        new Request()
            .setRepeatCell(
                new RepeatCellRequest()
                    .setRange(range(0, 3, 2, 3))
                    .setCell(
                        new CellData()
                            .setUserEnteredValue(new ExtendedValue().setFormulaValue("=A1&\"!\"")))
                    .setFields("userEnteredValue")));
    assertThat(tab.formulas("C1:C3")).isEqualTo("=A1&\"!\"/=A2&\"!\"/=A3&\"!\"");
    assertThat(
            refusal(
                () ->
                    tab.batch(
                        new Request()
                            .setRepeatCell(
                                new RepeatCellRequest()
                                    .setRange(range(0, 1, 0, 1))
                                    .setCell(text("x"))))))
        .isEqualTo(
            "Invalid requests[0].repeatCell: At least one field must be listed in 'fields'. (Use"
                + " '*' to indicate all fields.)");
  }

  @Test
  void appendedCellsMakeTheSheetLonger() throws IOException {
    tab.batch(write(999, 1, row("last")));
    tab.batch(
        new Request()
            .setAppendCells(
                new AppendCellsRequest()
                    .setSheetId(0)
                    .setRows(List.of(row("a", "b"), row("c")))
                    .setFields("userEnteredValue")));
    assertThat(tab.shown("A1000:B1002")).isEqualTo(",last/a,b/c");
    assertThat(tab.first().getProperties().getGridProperties().getRowCount()).isEqualTo(1002);
  }

  @Test
  void sheetsAreNamedMovedHiddenAndCopied() throws IOException {
    tab.type(new Object[] {"x", "=Sheet1!A1"});
    tab.batch(addSheet("Other"));
    tab.batch(properties(new SheetProperties().setSheetId(0).setTitle("My tab"), "title"));
    assertThat(tab.formulas("'My tab'!B1")).isEqualTo("='My tab'!A1");
    tab.batch(
        new Request()
            .setDuplicateSheet(
                new DuplicateSheetRequest().setSourceSheetId(0).setInsertSheetIndex(2)));
    assertThat(tab.whole().getSheets())
        .extracting(sheet -> sheet.getProperties().getTitle())
        .containsExactly("My tab", "Other", "Copy of My tab");
    assertThat(tab.shown("'Copy of My tab'!A1:B1")).isEqualTo("x,x");
    tab.batch(properties(new SheetProperties().setSheetId(0).setIndex(3), "index"));
    assertThat(tab.whole().getSheets())
        .extracting(sheet -> sheet.getProperties().getTitle())
        .containsExactly("Other", "Copy of My tab", "My tab");
    assertThat(
            refusal(
                () ->
                    tab.batch(
                        properties(new SheetProperties().setSheetId(9).setTitle("x"), "title"))))
        .isEqualTo("Invalid requests[0].updateSheetProperties: No sheet with id: 9");
    assertThat(refusal(() -> tab.batch(properties(new SheetProperties().setSheetId(0), "title"))))
        .isEqualTo("Invalid requests[0].updateSheetProperties: The sheet name cannot be empty.");
  }

  @Test
  void mergedCellsAreOneUntilTheyAreMany() throws IOException {
    tab.type(new Object[] {"a", "b"}, new Object[] {"c", "d"});
    tab.batch(
        new Request()
            .setMergeCells(
                new MergeCellsRequest().setRange(range(0, 2, 0, 2)).setMergeType("MERGE_ALL")));
    assertThat(tab.shown("A1:B2")).isEqualTo("a");
    assertThat(
            refusal(
                () ->
                    tab.batch(
                        new Request()
                            .setUnmergeCells(
                                new UnmergeCellsRequest().setRange(range(0, 1, 0, 2))))))
        .isEqualTo(
            "Invalid requests[0].unmergeCells: You must select all cells in a merged range to merge"
                + " or unmerge them.");
    assertThat(refusal(() -> tab.batch(sort(range(0, 3, 0, 2), 0, "ASCENDING"))))
        .isEqualTo(
            "Invalid requests[0].sortRange: You can't sort a range containing vertical merges."
                + " There is a vertical merge at A1:B2");
    tab.batch(new Request().setUnmergeCells(new UnmergeCellsRequest().setRange(range(0, 2, 0, 2))));
    assertThat(tab.first().getMerges()).isNull();
  }

  private static Request sort(
      com.google.api.services.sheets.v4.model.GridRange range, int column, String order) {
    return new Request()
        .setSortRange(
            new SortRangeRequest()
                .setRange(range)
                .setSortSpecs(
                    List.of(new SortSpec().setDimensionIndex(column).setSortOrder(order))));
  }

  @Test
  void numbersComeBeforeTextsAndBlanksLast() throws IOException {
    tab.type(
        new Object[] {"b", "=A1&\"!\""},
        new Object[] {2, ""},
        new Object[] {"", "blank"},
        new Object[] {"A", ""},
        new Object[] {10, ""},
        new Object[] {true, ""});
    tab.batch(sort(range(0, 6, 0, 2), 0, "ASCENDING"));
    assertThat(tab.shown("A1:B6")).isEqualTo("2/10/A/b,b!/TRUE/,blank");
    assertThat(tab.formulas("B4")).isEqualTo("=A4&\"!\"");
    tab.batch(sort(range(0, 6, 0, 2), 0, "DESCENDING"));
    assertThat(tab.shown("A1:A6")).isEqualTo("TRUE/b/A/10/2");
  }

  @Test
  void aFilterHidesRowsAndHiddenRowsKeepTheirPlaceWhenOthersAreSorted() throws IOException {
    tab.type(new Object[] {"name"}, new Object[] {"b"}, new Object[] {"c"}, new Object[] {"a"});
    tab.batch(
        new Request()
            .setSetBasicFilter(
                new SetBasicFilterRequest()
                    .setFilter(
                        new BasicFilter()
                            .setRange(range(0, 4, 0, 1))
                            .setFilterSpecs(
                                List.of(
                                    new FilterSpec()
                                        .setColumnIndex(0)
                                        .setFilterCriteria(
                                            new FilterCriteria()
                                                .setHiddenValues(List.of("b"))))))));
    tab.batch(sort(range(1, 4, 0, 1), 0, "ASCENDING"));
    assertThat(tab.shown("A1:A4")).isEqualTo("name/b/a/c");
    assertThat(bounds(tab.first().getBasicFilter().getRange())).isEqualTo("0-4,0-1");
    tab.batch(new Request().setClearBasicFilter(new ClearBasicFilterRequest().setSheetId(0)));
    assertThat(tab.first().getBasicFilter()).isNull();
  }

  private static Request copy(
      com.google.api.services.sheets.v4.model.GridRange from,
      com.google.api.services.sheets.v4.model.GridRange to,
      String type) {
    return new Request()
        .setCopyPaste(new CopyPasteRequest().setSource(from).setDestination(to).setPasteType(type));
  }

  @Test
  void whatIsCopiedIsPastedAsAsked() throws IOException {
    tab.type(new Object[] {1, "=A1*2"});
    tab.batch(
        new Request()
            .setRepeatCell(
                new RepeatCellRequest()
                    .setRange(range(0, 1, 1, 2))
                    .setCell(
                        new CellData()
                            .setNote("why")
                            .setUserEnteredFormat(
                                new CellFormat().setTextFormat(new TextFormat().setBold(true))))
                    .setFields("note,userEnteredFormat")));
    tab.batch(
        copy(range(0, 1, 0, 2), range(1, 3, 0, 2), "PASTE_NORMAL"),
        copy(range(0, 1, 1, 2), range(0, 1, 3, 4), "PASTE_VALUES"),
        copy(range(0, 1, 1, 2), range(0, 1, 4, 5), "PASTE_FORMAT"),
        copy(range(0, 1, 1, 2), range(0, 1, 5, 6), "PASTE_FORMULA"));
    assertThat(tab.formulas("A1:F3")).isEqualTo("1,=A1*2,,2,,=E1*2/1,=A2*2/1,=A3*2");
    var cells =
        tab.sheets()
            .spreadsheets()
            .get(tab.id)
            .setRanges(List.of("A1:F2"))
            .setFields("sheets.data.rowData.values(note,userEnteredFormat)")
            .execute()
            .getSheets()
            .getFirst()
            .getData()
            .getFirst()
            .getRowData();
    assertThat(cells.get(1).getValues().get(1).getNote()).isEqualTo("why");
    assertThat(cells.get(0).getValues().get(3)).isEmpty();
    assertThat(cells.get(0).getValues().get(4).getUserEnteredFormat().getTextFormat().getBold())
        .isTrue();
    assertThat(cells.get(0).getValues().get(5)).isEmpty();
  }

  @Test
  void whatIsCutIsStillReferredTo() throws IOException {
    tab.type(new Object[] {1, "=A1*2"});
    tab.batch(
        new Request()
            .setCutPaste(
                new CutPasteRequest()
                    .setSource(range(0, 1, 0, 1))
                    .setDestination(
                        new GridCoordinate().setSheetId(0).setRowIndex(4).setColumnIndex(2))
                    .setPasteType("PASTE_NORMAL")));
    assertThat(tab.formulas("A1:C5")).isEqualTo(",=C5*2////,,1");
  }

  @Test
  void textIsFoundAndReplaced() throws IOException {
    tab.type(new Object[] {"Cat and cat", "=\"cat\""}, new Object[] {"dog", "concat"});
    FindReplaceResponse reply =
        tab.batch(
                new Request()
                    .setFindReplace(
                        new FindReplaceRequest()
                            .setFind("cat")
                            .setReplacement("cow")
                            .setAllSheets(true)))
            .getFirst()
            .getFindReplace();
    assertThat(reply.getOccurrencesChanged()).isEqualTo(3);
    assertThat(reply.getValuesChanged()).isEqualTo(2);
    assertThat(reply.getRowsChanged()).isEqualTo(2);
    assertThat(reply.getFormulasChanged()).isNull();
    assertThat(tab.formulas("A1:B2")).isEqualTo("cow and cow,=\"cat\"/dog,concow");
    tab.batch(
        new Request()
            .setFindReplace(
                new FindReplaceRequest()
                    .setFind("c(o)w")
                    .setReplacement("$1x")
                    .setSearchByRegex(true)
                    .setSheetId(0)));
    assertThat(tab.shown("A1")).isEqualTo("ox and ox");
  }

  @Test
  void onlyEditorsGetIntoAProtectedRange() throws IOException {
    sandbox.call(
        "POST",
        "drive/v3/files/" + tab.id + "/permissions",
        sandbox.accessToken("anna@example.com"),
        "{\"role\": \"writer\", \"type\": \"user\", \"emailAddress\": \"ben@example.com\"}");
    Tab bens = tab.as(sandbox, "ben@example.com");
    tab.batch(
        new Request()
            .setAddProtectedRange(
                new AddProtectedRangeRequest()
                    .setProtectedRange(new ProtectedRange().setRange(range(0, 1, 0, 26)))));
    assertThat(refusal(() -> bens.batch(write(0, 0, row("x")))))
        .isEqualTo(
            "Invalid requests[0].updateCells: You are trying to edit a protected cell or object."
                + " Please contact the spreadsheet owner to remove protection if you need to"
                + " edit.");
    assertThat(refusal(() -> bens.typed("first")))
        .isEqualTo(
            "You are trying to edit a protected cell or object. Please contact the spreadsheet"
                + " owner to remove protection if you need to edit.");
    bens.batch(write(1, 0, row("x")));
    tab.batch(write(0, 0, row("y")));
    assertThat(bens.shown("A1:A2")).isEqualTo("y/x");
  }

  @Test
  void bandsAndNamesDoNotCollide() throws IOException {
    Request bands =
        new Request()
            .setAddBanding(
                new AddBandingRequest()
                    .setBandedRange(
                        new BandedRange()
                            .setRange(range(0, 10, 0, 3))
                            .setRowProperties(
                                new BandingProperties()
                                    .setFirstBandColorStyle(
                                        new ColorStyle().setRgbColor(new Color().setRed(0.9f))))));
    BandedRange made = tab.batch(bands).getFirst().getAddBanding().getBandedRange();
    assertThat(made.getBandedRangeId()).isPositive();
    assertThat(made.getRowProperties().getFirstBandColor().getRed()).isEqualTo(0.8980392f);
    assertThat(refusal(() -> tab.batch(bands)))
        .contains("already has alternating background colors.");
    Request name =
        new Request()
            .setAddNamedRange(
                new AddNamedRangeRequest()
                    .setNamedRange(new NamedRange().setName("ids").setRange(range(0, 1, 0, 1))));
    tab.batch(name);
    assertThat(refusal(() -> tab.batch(name)))
        .isEqualTo(
            "Invalid requests[0].addNamedRange: Cannot add named range with name ids, a named range"
                + " with that name already exists.");
    name.getAddNamedRange().getNamedRange().setName("A1");
    assertThat(refusal(() -> tab.batch(name)))
        .isEqualTo("Invalid requests[0].addNamedRange: The name given to this range is invalid");
    assertThat(
            refusal(
                () ->
                    tab.batch(
                        new Request()
                            .setDeleteConditionalFormatRule(
                                new DeleteConditionalFormatRuleRequest()
                                    .setSheetId(0)
                                    .setIndex(0)))))
        .isEqualTo(
            "Invalid requests[0].deleteConditionalFormatRule: No conditional format on sheet: 0 at"
                + " index: 0");
  }

  @Test
  void aTablesColumnsAreCalledAsItsHeaderSays() throws IOException {
    tab.type(new Object[] {"name", "", "price"}, new Object[] {"a", "b", 1});
    Table made =
        tab.batch(
                new Request()
                    .setAddTable(
                        new AddTableRequest()
                            .setTable(
                                new Table()
                                    .setName("Products")
                                    .setRange(range(0, 2, 0, 3))
                                    .setColumnProperties(
                                        List.of(
                                            new TableColumnProperties()
                                                .setColumnIndex(2)
                                                .setColumnType("DOUBLE"))))))
            .getFirst()
            .getAddTable()
            .getTable();
    assertThat(made.getTableId()).isNotEmpty();
    assertThat(made.getColumnProperties())
        .extracting(TableColumnProperties::getColumnName)
        .containsExactly("name", "Column 2", "price");
    assertThat(tab.shown("A1:C1")).isEqualTo("name,Column 2,price");
    tab.batch(
        new Request()
            .setAppendCells(
                new AppendCellsRequest()
                    .setSheetId(0)
                    .setTableId(made.getTableId())
                    .setRows(List.of(row("c")))
                    .setFields("userEnteredValue")));
    assertThat(bounds(tab.first().getTables().getFirst().getRange())).isEqualTo("0-3,0-3");
    tab.batch(new Request().setDeleteTable(new DeleteTableRequest().setTableId(made.getTableId())));
    assertThat(tab.first().getTables()).isNull();
  }

  private static DeveloperMetadata metadata(DeveloperMetadataLocation location) {
    return new DeveloperMetadata()
        .setMetadataKey("sync")
        .setMetadataValue("staff")
        .setVisibility("DOCUMENT")
        .setLocation(location);
  }

  private DeveloperMetadata create(DeveloperMetadata metadata) throws IOException {
    return tab.batch(
            new Request()
                .setCreateDeveloperMetadata(
                    new CreateDeveloperMetadataRequest().setDeveloperMetadata(metadata)))
        .getFirst()
        .getCreateDeveloperMetadata()
        .getDeveloperMetadata();
  }

  @Test
  void metadataHangsOnTheWholeASheetARowOrAColumn() throws IOException {
    DimensionRange row =
        new DimensionRange().setSheetId(0).setDimension("ROWS").setStartIndex(4).setEndIndex(5);
    DeveloperMetadata whole =
        create(metadata(new DeveloperMetadataLocation().setSpreadsheet(true)));
    assertThat(whole.getLocation().getLocationType()).isEqualTo("SPREADSHEET");
    assertThat(
            create(metadata(new DeveloperMetadataLocation().setSheetId(0)))
                .getLocation()
                .getLocationType())
        .isEqualTo("SHEET");
    DeveloperMetadata made =
        create(metadata(new DeveloperMetadataLocation().setDimensionRange(row)));
    assertThat(made.getLocation().getLocationType()).isEqualTo("ROW");
    assertThat(made.getLocation().getDimensionRange().getStartIndex()).isEqualTo(4);
    assertThat(refusal(() -> create(made)))
        .isEqualTo(
            "Invalid requests[0].createDeveloperMetadata: Cannot add developer metadata with ID ["
                + made.getMetadataId()
                + "] because developer metadata with that ID already exists.");
    assertThat(
            refusal(
                () ->
                    create(
                        metadata(
                            new DeveloperMetadataLocation()
                                .setDimensionRange(row.clone().setEndIndex(6))))))
        .contains("must represent a single row or column");
    DataFilter filter =
        new DataFilter()
            .setDeveloperMetadataLookup(
                new DeveloperMetadataLookup().setMetadataId(made.getMetadataId()));
    var replies =
        tab.batch(
            new Request()
                .setUpdateDeveloperMetadata(
                    new UpdateDeveloperMetadataRequest()
                        .setDataFilters(List.of(filter))
                        .setDeveloperMetadata(new DeveloperMetadata().setMetadataValue("new"))
                        .setFields("metadataValue")),
            new Request()
                .setDeleteDeveloperMetadata(
                    new DeleteDeveloperMetadataRequest().setDataFilter(filter)));
    assertThat(
            replies
                .get(0)
                .getUpdateDeveloperMetadata()
                .getDeveloperMetadata()
                .getFirst()
                .getMetadataValue())
        .isEqualTo("new");
    assertThat(
            replies
                .get(1)
                .getDeleteDeveloperMetadata()
                .getDeletedDeveloperMetadata()
                .getFirst()
                .getMetadataId())
        .isEqualTo(made.getMetadataId());
  }

  @Test
  void twinsBlanksAndPackedTextsAreTidiedUp() throws IOException {
    tab.type(
        new Object[] {"a", 1},
        new Object[] {"A", 1},
        new Object[] {"b  c ", 2},
        new Object[] {"x;y;3"});
    var replies =
        tab.batch(
            new Request()
                .setDeleteDuplicates(new DeleteDuplicatesRequest().setRange(range(0, 4, 0, 2))),
            new Request()
                .setTrimWhitespace(new TrimWhitespaceRequest().setRange(range(0, 4, 0, 2))),
            new Request()
                .setTextToColumns(
                    new TextToColumnsRequest()
                        .setSource(range(2, 3, 0, 1))
                        .setDelimiterType("SEMICOLON")));
    assertThat(replies.get(0).getDeleteDuplicates().getDuplicatesRemovedCount()).isEqualTo(1);
    assertThat(replies.get(1).getTrimWhitespace().getCellsChangedCount()).isEqualTo(1);
    assertThat(replies.get(2)).isEmpty();
    assertThat(tab.shown("A1:D4")).isEqualTo("a,1/b c,2/x,y,3");
  }

  @Test
  void bordersAreDrawnAroundAndWithin() throws IOException {
    Border solid = new Border().setStyle("SOLID");
    tab.batch(
        new Request()
            .setUpdateBorders(
                new UpdateBordersRequest()
                    .setRange(range(0, 2, 0, 2))
                    .setTop(solid)
                    .setInnerVertical(new Border().setStyle("SOLID_THICK"))));
    var rows =
        tab.sheets()
            .spreadsheets()
            .get(tab.id)
            .setRanges(List.of("A1:B2"))
            .setFields("sheets.data.rowData.values.userEnteredFormat.borders")
            .execute()
            .getSheets()
            .getFirst()
            .getData()
            .getFirst()
            .getRowData();
    var corner = rows.get(0).getValues().get(0).getUserEnteredFormat().getBorders();
    assertThat(corner.getTop().getWidth()).isEqualTo(1);
    assertThat(corner.getRight().getWidth()).isEqualTo(3);
    assertThat(corner.getLeft()).isNull();
    assertThat(rows.get(1).getValues().get(1).getUserEnteredFormat().getBorders().keySet())
        .containsExactly("left");
  }
}
