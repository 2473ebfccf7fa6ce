package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.DeleteDimensionRequest;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.InsertDimensionRequest;
import com.google.api.services.sheets.v4.model.MoveDimensionRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SortRangeRequest;
import com.google.api.services.sheets.v4.model.SortSpec;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Page;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Write;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Four rows in a tab, what is written to them, and what a person does to them meanwhile. */
abstract class FourRows {

  final SheetTests sheet = new SheetTests();

  @BeforeEach
  void fourRows() {
    sheet.target.changes(sheet.partition, null, null);
    List<Write> inserts = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d")) {
      inserts.add(
          new Write.Insert(
              key,
              key,
              Fields.of("summary", Value.text("S" + key), "location", Value.text("L" + key)),
              1));
    }
    write(inserts, null);
    sheet.target.changes(sheet.partition, "before", null); // So that the next flush reads but once.
  }

  @AfterEach
  void close() {
    sheet.close();
  }

  /** Writes; a person does this right before the batch is sent. */
  List<Outcome> write(List<Write> writes, @Nullable Runnable person) {
    int[] calls = {0};
    List<Outcome> outcomes =
        sheet.target.write(
            sheet.partition,
            writes,
            () -> {
              if (++calls[0] == 2 && person != null) {
                person.run();
              }
            });
    outcomes.forEach(
        outcome -> {
          if (outcome instanceof Outcome.Written written) {
            sheet.told.noted(written.now());
          }
        });
    return outcomes;
  }

  Write patch(String key, String location) {
    return new Write.Patch(
        key,
        key,
        sheet.told.known.get(key).version(),
        Fields.of("location", Value.text(location)),
        2);
  }

  Write delete(String key) {
    return new Write.Delete(key, key, sheet.told.known.get(key).version());
  }

  void sortsDownwards() {
    sorts("DESCENDING");
  }

  void sortsUpwards() {
    sorts("ASCENDING");
  }

  void sorts(String order) {
    sheet.person(
        new Request()
            .setSortRange(
                new SortRangeRequest()
                    .setRange(
                        new GridRange()
                            .setSheetId(sheet.tab())
                            .setStartRowIndex(1)
                            .setEndRowIndex(5)
                            .setStartColumnIndex(0)
                            .setEndColumnIndex(8))
                    .setSortSpecs(
                        List.of(new SortSpec().setDimensionIndex(0).setSortOrder(order)))));
  }

  void insertsRows(int at, int count) {
    sheet.person(
        new Request()
            .setInsertDimension(
                new InsertDimensionRequest()
                    .setRange(dimension("ROWS", at, count))
                    .setInheritFromBefore(false)));
  }

  void deletesRow(int at) {
    sheet.person(
        new Request()
            .setDeleteDimension(new DeleteDimensionRequest().setRange(dimension("ROWS", at, 1))));
  }

  DimensionRange dimension(String which, int at, int count) {
    return new DimensionRange()
        .setSheetId(sheet.tab())
        .setDimension(which)
        .setStartIndex(at)
        .setEndIndex(at + count);
  }

  List<Object> row(String key) {
    return sheet.rows().get(sheet.rowOf(key) - 2);
  }

  void isWhole(String key) {
    assertThat(row(key)).as(key).startsWith(key, "S" + key, "L" + key);
  }

  List<Remote> changed() {
    Page page = sheet.target.changes(sheet.partition, "before", null);
    return page.items();
  }

  void areWhole(String... keys) {
    List.of(keys).forEach(this::isWhole);
  }

  /** The next batch is carried out, and nobody hears of it. */
  void theNextAnswerIsLost() {
    sheet.sandbox.fault(
        """
        {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
  }

  void insertsAColumn(int at) {
    sheet.person(
        new Request()
            .setInsertDimension(
                new InsertDimensionRequest()
                    .setRange(dimension("COLUMNS", at, 1))
                    .setInheritFromBefore(false)));
  }

  void movesTheKeysRight() {
    sheet.person(
        new Request()
            .setMoveDimension(
                new MoveDimensionRequest()
                    .setSource(dimension("COLUMNS", 0, 1))
                    .setDestinationIndex(2)));
  }

  void showsFourRowsBesideMovedKeys() {
    assertThat(sheet.rows())
        .extracting(row -> row.subList(0, 3))
        .containsExactly(
            List.of("Sa", "a", "La"),
            List.of("Sb", "b", "Lb"),
            List.of("Sc", "c", "Lc"),
            List.of("Sd", "d", "Ld"));
  }
}
