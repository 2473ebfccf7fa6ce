package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats that depend on what is in a cell; the first of a sheet's rules that fits wins. */
final class ConditionalFormatKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "addConditionalFormatRule", ConditionalFormatKinds::add,
        "updateConditionalFormatRule", ConditionalFormatKinds::update,
        "deleteConditionalFormatRule", ConditionalFormatKinds::delete);
  }

  private static @Nullable ObjectNode add(Draft draft, ObjectNode body) {
    ObjectNode rule = checked(draft, Bodies.object(body, "rule"));
    Sheet sheet = sheet(draft, rule);
    List<ObjectNode> rules = sheet.list(Part.CONDITIONAL_FORMATS);
    int index = body.path("index").asInt();
    if (index < 0 || index > rules.size()) {
      throw none(sheet.id(), index);
    }
    rules.add(index, rule);
    return null;
  }

  private static Sheet sheet(Draft draft, ObjectNode rule) {
    return draft.sheet(rule.path("ranges").path(0).path("sheetId").asInt());
  }

  private static GoogleError none(int sheetId, int index) {
    return GoogleError.invalid(
        "No conditional format on sheet: " + sheetId + " at index: " + index);
  }

  private static ObjectNode checked(Draft draft, ObjectNode rule) {
    JsonNode ranges = rule.path("ranges");
    if (ranges.isEmpty()) {
      throw GoogleError.invalid("At least one range must be specified.");
    }
    for (JsonNode range : ranges) {
      GridRange.read(range).on(draft.spreadsheet());
      if (range.path("sheetId").asInt() != ranges.get(0).path("sheetId").asInt()) {
        throw GoogleError.invalid("All ranges must be on the same sheet.");
      }
    }
    if (rule.has("gradientRule")) {
      return Bodies.with(rule, "gradientRule", gradient(Bodies.object(rule, "gradientRule")));
    }
    if (!rule.has("booleanRule")) {
      throw GoogleError.invalid("Either a booleanRule or a gradientRule must be specified.");
    }
    ValidationKinds.check(rule.path("booleanRule").path("condition"));
    return rule;
  }

  private static ObjectNode gradient(ObjectNode rule) {
    ObjectNode checked = Json.object();
    for (String name : new String[] {"minpoint", "midpoint", "maxpoint"}) {
      if (rule.has(name) || !name.equals("midpoint")) {
        checked.set(name, point(Bodies.object(rule, name)));
      }
    }
    return Messages.tidy("GradientRule", checked);
  }

  /** The least and the greatest need no value, the others do. */
  private static ObjectNode point(ObjectNode point) {
    String type = point.path("type").asText("");
    if (type.isEmpty()) {
      throw GoogleError.invalid("No interpolationPointType specified.");
    }
    if (type.equals("MIN") || type.equals("MAX")) {
      ObjectNode bare = point.deepCopy();
      bare.remove("value");
      return bare;
    }
    if (point.path("value").asText("").isEmpty()) {
      throw GoogleError.invalid("InterpolationPoint.value is required.");
    }
    return point;
  }

  private static ObjectNode update(Draft draft, ObjectNode body) {
    int index = body.path("index").asInt();
    ObjectNode reply = Json.object();
    if (body.has("rule")) {
      ObjectNode rule = checked(draft, Bodies.object(body, "rule"));
      Sheet sheet =
          body.has("sheetId") ? draft.sheet(body.get("sheetId").asInt()) : sheet(draft, rule);
      ObjectNode old = at(sheet, index);
      sheet.list(Part.CONDITIONAL_FORMATS).set(index, rule);
      reply.set("newRule", rule);
      return tell(reply, index, old, index);
    }
    if (!body.has("newIndex")) {
      throw GoogleError.invalid("Either a rule or a newIndex must be specified.");
    }
    Sheet sheet = draft.sheet(body.path("sheetId").asInt());
    int newIndex = body.get("newIndex").asInt();
    ObjectNode rule = at(sheet, index);
    at(sheet, newIndex);
    sheet.list(Part.CONDITIONAL_FORMATS).remove(index);
    sheet.list(Part.CONDITIONAL_FORMATS).add(newIndex, rule);
    reply.set("newRule", rule);
    return tell(reply, newIndex, rule, index);
  }

  /** A zero is not told. */
  private static ObjectNode tell(ObjectNode reply, int newIndex, ObjectNode old, int oldIndex) {
    reply.put("newIndex", newIndex).set("oldRule", old);
    reply.put("oldIndex", oldIndex);
    return Messages.tidy("UpdateConditionalFormatRuleResponse", reply);
  }

  private static ObjectNode at(Sheet sheet, int index) {
    List<ObjectNode> rules = sheet.list(Part.CONDITIONAL_FORMATS);
    if (index < 0 || index >= rules.size()) {
      throw none(sheet.id(), index);
    }
    return rules.get(index);
  }

  private static ObjectNode delete(Draft draft, ObjectNode body) {
    Sheet sheet = draft.sheet(body.path("sheetId").asInt());
    int index = body.path("index").asInt();
    ObjectNode rule = at(sheet, index);
    sheet.list(Part.CONDITIONAL_FORMATS).remove(index);
    ObjectNode reply = Json.object();
    reply.set("rule", rule);
    return reply;
  }
}
