package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.DeleteDimensionRequest;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.Request;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.CellForm;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetContract;
import dev.lockstep.testing.BesideOthers;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@BesideOthers
class SheetTargetTest extends TargetContract {

  private final SheetTests sheet = new SheetTests();

  SheetTargetTest() {
    sheet.target.changes(sheet.partition, null, null);
  }

  @AfterEach
  void close() {
    sheet.close();
  }

  @Override
  protected Target target() {
    return sheet.target;
  }

  @Override
  protected PartitionKey partition() {
    return sheet.partition;
  }

  @Override
  protected Set<Ability> abilities() {
    return Set.of();
  }

  @Override
  protected void noted(Remote remote) {
    sheet.told.noted(remote);
  }

  @Override
  protected int tooLong() {
    return 50_001;
  }

  /** A key is gone once two looks have lacked it. */
  @Override
  protected Listing settled(@Nullable String cursor) {
    return list(list(cursor).cursor());
  }

  @Override
  protected Person person() {
    return new Person() {
      @Override
      public String creates(Fields fields) {
        String key = "typed-" + sheet.rows().size();
        List<Object> row = new ArrayList<>();
        row.add(key);
        for (String field : SheetTests.FIELDS.subList(1, SheetTests.FIELDS.size())) {
          row.add(cell(fields.get(field)));
        }
        sheet.type("Visits!A" + (sheet.rows().size() + 2), List.of(row));
        return key;
      }

      @Override
      public void edits(String remoteId, Fields changes) {
        changes
            .values()
            .forEach(
                (field, value) ->
                    sheet.type(
                        "Visits!"
                            + Cells.letters(SheetTests.FIELDS.indexOf(field))
                            + sheet.rowOf(remoteId),
                        List.of(List.of(cell(value)))));
      }

      @Override
      public void deletes(String remoteId) {
        int row = sheet.rowOf(remoteId) - 1;
        int tab = sheet.store.tabs().find(sheet.partition).orElseThrow().sheetId();
        SheetTests.at(
            () ->
                sheet
                    .client()
                    .spreadsheets()
                    .batchUpdate(
                        sheet.spreadsheetId(),
                        new BatchUpdateSpreadsheetRequest()
                            .setRequests(
                                List.of(
                                    new Request()
                                        .setDeleteDimension(
                                            new DeleteDimensionRequest()
                                                .setRange(
                                                    new DimensionRange()
                                                        .setSheetId(tab)
                                                        .setDimension("ROWS")
                                                        .setStartIndex(row)
                                                        .setEndIndex(row + 1))))))
                    .execute());
      }
    };
  }

  private static Object cell(Value value) {
    return switch (CellForm.toCell(value, ZoneOffset.UTC)) {
      case Value.Text text -> text.text();
      case Value.Decimal number -> number.number();
      case Value.Bool bool -> bool.truth();
      default -> "";
    };
  }

  @Override
  protected void cursorsExpire() {
    throw new UnsupportedOperationException("a sheet's cursors do not");
  }

  @Override
  protected void nextCallIsRefusedForItsRate() {
    sheet.sandbox.fault(
        """
        {"kind": "status", "code": 429, "reason": "RATE_LIMIT_EXCEEDED", "times": 1}""");
  }

  @Override
  protected void anAnswerIsLost() {
    sheet.sandbox.fault(
        """
        {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
  }

  /** FAULTS 30. */
  @Test
  void textsThatLookLikeSomethingElseStayTexts_30() {
    for (String text : List.of("007", "=1+1", "+49", "-", "@me", "1-2", "TRUE", "'quoted")) {
      Remote written = insert(text, text);

      assertThat(text(written, "summary")).isEqualTo(text);
      assertThat(text(read(written.remoteId()), "summary")).isEqualTo(text);
    }
  }

  @Test
  void aRowTypedWithoutKeyGetsOneAndIsListedUnderIt() {
    insert("1", "One");
    sheet.type("Visits!B3", List.of(List.of("Typed")));

    String cursor = list(null).cursor();
    cursor = list(cursor).cursor();
    assertThat(sheet.rows().get(1)).startsWith("drawn-1", "Typed");
    cursor = list(cursor).cursor();

    assertThat(list(cursor).items()).extracting(Remote::remoteId).contains("drawn-1");
  }
}
