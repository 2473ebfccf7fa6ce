package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** What several writes did together: a row that two of them touched counts once. */
final class Totals {

  private record Line(int sheet, int index) {}

  private record One(ValueWrites.Written written, Dimension major) {}

  private final Set<Line> rows = new HashSet<>();
  private final Set<Line> columns = new HashSet<>();
  private final Set<Integer> sheets = new HashSet<>();
  private final List<One> all = new ArrayList<>();
  private int cells;

  void add(ValueWrites.Written written, Dimension major) {
    int sheet = written.place().sheet().id();
    written.rows().stream().forEach(row -> rows.add(new Line(sheet, row)));
    written.columns().stream().forEach(column -> columns.add(new Line(sheet, column)));
    if (written.cells() > 0) {
      sheets.add(sheet);
    }
    cells += written.cells();
    all.add(new One(written, major));
  }

  /**
   * @param body what was asked: whether and how the values are told
   * @param shape makes a response out of a write and its usual response
   */
  ObjectNode json(
      String id,
      Spreadsheets spreadsheets,
      ObjectNode body,
      BiFunction<Integer, ObjectNode, ObjectNode> shape) {
    ObjectNode json = Json.object().put("spreadsheetId", id);
    if (cells > 0) {
      json.put("totalUpdatedRows", rows.size())
          .put("totalUpdatedColumns", columns.size())
          .put("totalUpdatedCells", cells)
          .put("totalUpdatedSheets", sheets.size());
    }
    ArrayNode responses = Json.array();
    Spreadsheet now = spreadsheets.find(id);
    boolean telling = body.path("includeValuesInResponse").asBoolean() && now != null;
    for (int i = 0; i < all.size(); i++) {
      One one = all.get(i);
      ObjectNode response = one.written.json(id);
      if (telling) {
        response.set(
            "updatedData",
            new ValueRanges(
                    Moment.calculator(now, spreadsheets.ticks()),
                    Rendering.of(
                        body.path("responseValueRenderOption").textValue(),
                        body.path("responseDateTimeRenderOption").textValue()))
                .read(one.written.place(), one.major));
      }
      responses.add(shape.apply(i, response));
    }
    if (!responses.isEmpty()) {
      json.set("responses", responses);
    }
    return json;
  }
}
