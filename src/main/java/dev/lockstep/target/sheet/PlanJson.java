package dev.lockstep.target.sheet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The touched rows of a batch as they are kept until it is settled. */
final class PlanJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanJson() {}

  /**
   * What is needed to judge a batch later, by whoever finds it.
   *
   * @param touches rows that were overwritten or deleted, and those that were made
   * @param continues the number of the batch of which this one puts back what it hit; 0 for none
   * @param keys by key field its column, and that column's type
   */
  record Stored(
      List<Touch> touches,
      long continues,
      int headerAt,
      int savesEnd,
      Map<String, Integer> columns,
      int sheetId,
      Map<String, KeyColumn> keys) {}

  record KeyColumn(String column, String type) {}

  static String write(
      List<Touch> touched,
      FlushPlan plan,
      long continues,
      Columns columns,
      int sheetId,
      TabShape shape) {
    ObjectNode root = JSON.createObjectNode();
    root.put("sheetId", sheetId);
    root.put("continues", continues);
    ObjectNode keys = root.putObject("keys");
    shape
        .keys()
        .fields()
        .forEach(
            key ->
                keys.putObject(key.name())
                    .put("column", key.column().name())
                    .put("type", key.column().type().name()));
    root.put("headerAt", plan.headerAt());
    root.put("savesEnd", plan.savesEnd());
    ObjectNode positions = root.putObject("columns");
    columns.positions().forEach(positions::put);
    ArrayNode touches = root.putArray("touches");
    for (Touch touch : touched) {
      ObjectNode one = touches.addObject();
      one.put("record", touch.record());
      one.put("row", touch.row());
      one.put("key", touch.key());
      one.set("before", cells(touch.before()));
      one.set("written", cells(touch.written()));
      one.put("deletes", touch.deletes());
      one.put("saved", touch.saved());
      one.put("from", touch.from());
    }
    return root.toString();
  }

  static Stored read(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      List<Touch> touches = new ArrayList<>();
      for (JsonNode one : root.get("touches")) {
        touches.add(
            new Touch(
                one.get("record").textValue(),
                one.get("row").intValue(),
                one.get("key").textValue(),
                cells(one.get("before")),
                cells(one.get("written")),
                one.get("deletes").booleanValue(),
                one.get("saved").intValue(),
                one.get("from").intValue()));
      }
      Map<String, Integer> columns = new LinkedHashMap<>();
      root.get("columns")
          .properties()
          .forEach(column -> columns.put(column.getKey(), column.getValue().intValue()));
      Map<String, KeyColumn> keys = new LinkedHashMap<>();
      root.get("keys")
          .properties()
          .forEach(
              key ->
                  keys.put(
                      key.getKey(),
                      new KeyColumn(
                          key.getValue().get("column").textValue(),
                          key.getValue().get("type").textValue())));
      return new Stored(
          touches,
          root.path("continues").longValue(),
          root.get("headerAt").intValue(),
          root.get("savesEnd").intValue(),
          columns,
          root.get("sheetId").intValue(),
          keys);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored batch cannot be read: " + text, e);
    }
  }

  private static ObjectNode cells(Map<Integer, Value> cells) {
    ObjectNode node = JSON.createObjectNode();
    cells.forEach(
        (column, value) -> {
          String name = String.valueOf(column);
          switch (value.canonical()) {
            case Value.Text text -> node.put(name, text.text());
            case Value.Bool bool -> node.put(name, bool.truth());
            case Value.Decimal decimal -> node.put(name, decimal.number());
            case Value.Null none -> node.putNull(name);
            default -> throw new IllegalArgumentException("no cell holds a " + value);
          }
        });
    return node;
  }

  private static Map<Integer, Value> cells(JsonNode node) {
    Map<Integer, Value> cells = new LinkedHashMap<>();
    node.properties()
        .forEach(
            cell -> {
              JsonNode value = cell.getValue();
              cells.put(
                  Integer.valueOf(cell.getKey()),
                  value.isNull()
                      ? Value.NULL
                      : value.isBoolean()
                          ? new Value.Bool(value.booleanValue())
                          : value.isNumber()
                              ? new Value.Decimal(new BigDecimal(value.asText()))
                              : new Value.Text(value.textValue()));
            });
    return cells;
  }
}
