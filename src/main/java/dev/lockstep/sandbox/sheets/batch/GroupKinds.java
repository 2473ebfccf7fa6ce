package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.batch.Bodies.Strip;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows or columns that are folded together. A place's depth is in how many groups it lies; the
 * groups of a depth are what is at least as deep without a gap.
 */
final class GroupKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "addDimensionGroup", GroupKinds::add,
        "deleteDimensionGroup", GroupKinds::delete,
        "updateDimensionGroup", GroupKinds::update);
  }

  private static Part part(Dimension dimension) {
    return dimension == Dimension.ROWS ? Part.ROW_GROUPS : Part.COLUMN_GROUPS;
  }

  private static ObjectNode add(Draft draft, ObjectNode body) {
    Strip strip = strip(draft, body);
    int[] depths = depths(strip);
    for (int i = strip.start(); i < strip.end(); i++) {
      depths[i]++;
    }
    controlAfter(strip);
    return reply(strip, rebuild(strip, depths));
  }

  private static ObjectNode delete(Draft draft, ObjectNode body) {
    Strip strip = strip(draft, body);
    int[] depths = depths(strip);
    boolean any = false;
    for (int i = strip.start(); i < strip.end(); i++) {
      any |= depths[i] > 0;
      depths[i] = Math.max(0, depths[i] - 1);
    }
    if (!any) {
      throw GoogleError.invalid("There is no group over the given range.");
    }
    return reply(strip, rebuild(strip, depths));
  }

  private static Strip strip(Draft draft, ObjectNode body) {
    Strip strip = Bodies.strip(draft, body.path("range"));
    if (strip.end() > strip.size()) {
      throw GoogleError.invalid(
          "range.endIndex is larger than current grid size (" + strip.size() + ")");
    }
    return strip;
  }

  private static int[] depths(Strip strip) {
    int[] depths = new int[strip.size()];
    for (ObjectNode group : strip.sheet().list(part(strip.dimension()))) {
      JsonNode range = group.path("range");
      for (int i = range.path("startIndex").asInt(); i < range.path("endIndex").asInt(); i++) {
        depths[i] = Math.max(depths[i], group.path("depth").asInt());
      }
    }
    return depths;
  }

  private static List<ObjectNode> rebuild(Strip strip, int[] depths) {
    List<ObjectNode> groups = new ArrayList<>();
    for (int depth = 1, found = 1; found > 0; depth++) {
      found = 0;
      for (int i = 0; i < depths.length; i++) {
        int start = i;
        while (i < depths.length && depths[i] >= depth) {
          i++;
        }
        if (i > start) {
          groups.add(group(strip, start, i, depth));
          found++;
        }
      }
    }
    List<ObjectNode> list = strip.sheet().list(part(strip.dimension()));
    List<ObjectNode> kept = groups.stream().map(group -> collapsedAs(list, group)).toList();
    list.clear();
    list.addAll(kept);
    return list;
  }

  private static ObjectNode group(Strip strip, int start, int end, int depth) {
    ObjectNode range = Json.object();
    if (strip.sheet().id() != 0) {
      range.put("sheetId", strip.sheet().id());
    }
    range.put("dimension", strip.dimension().name()).put("startIndex", start).put("endIndex", end);
    ObjectNode group = Json.object();
    group.set("range", range);
    return group.put("depth", depth);
  }

  private static ObjectNode collapsedAs(List<ObjectNode> before, ObjectNode group) {
    return before.stream().anyMatch(old -> same(old, group) && old.has("collapsed"))
        ? group.put("collapsed", true)
        : group;
  }

  private static boolean same(ObjectNode one, JsonNode other) {
    return one.path("range").path("startIndex").asInt()
            == other.path("range").path("startIndex").asInt()
        && one.path("range").path("endIndex").asInt()
            == other.path("range").path("endIndex").asInt()
        && one.path("depth").asInt() == other.path("depth").asInt();
  }

  /** A sheet that gets a group shows its handle behind it from then on. */
  private static void controlAfter(Strip strip) {
    Sheet sheet = strip.sheet();
    ObjectNode properties = sheet.properties(0);
    ObjectNode grid = Bodies.object(properties, "gridProperties").deepCopy();
    grid.put(
        strip.dimension() == Dimension.ROWS ? "rowGroupControlAfter" : "columnGroupControlAfter",
        true);
    sheet.properties(Bodies.with(properties, "gridProperties", grid));
  }

  private static ObjectNode reply(Strip strip, List<ObjectNode> groups) {
    ObjectNode reply = Json.object();
    if (!groups.isEmpty()) {
      ArrayNode list = reply.putArray("dimensionGroups");
      groups.forEach(list::add);
    }
    return reply;
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "dimensionGroup");
    Bodies.mask(body, "DimensionGroup");
    Strip strip = Bodies.strip(draft, given.path("range"));
    List<ObjectNode> list = strip.sheet().list(part(strip.dimension()));
    boolean collapsed = given.path("collapsed").asBoolean();
    for (int i = 0; i < list.size(); i++) {
      if (same(list.get(i), given)) {
        ObjectNode group = list.get(i).deepCopy();
        group.remove("collapsed");
        list.set(i, collapsed ? group.put("collapsed", true) : group);
        hide(strip, collapsed);
        return null;
      }
    }
    throw GoogleError.invalid("There is no group over the given range at the given depth.");
  }

  private static void hide(Strip strip, boolean hidden) {
    Grid grid = strip.sheet().grid();
    for (int i = strip.start(); i < Math.min(strip.end(), strip.size()); i++) {
      grid.put(strip.dimension(), i, grid.band(strip.dimension(), i).hiddenByUser(hidden));
    }
  }
}
