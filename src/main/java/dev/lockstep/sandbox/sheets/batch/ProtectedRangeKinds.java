package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may edit what. The owner and whoever protects a range always stay among its editors. */
final class ProtectedRangeKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "addProtectedRange", ProtectedRangeKinds::add,
        "updateProtectedRange", ProtectedRangeKinds::update,
        "deleteProtectedRange", ProtectedRangeKinds::delete);
  }

  private static ObjectNode add(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "protectedRange");
    Spreadsheet spreadsheet = draft.spreadsheet();
    int id = given.path("protectedRangeId").asInt();
    if (id != 0 && find(spreadsheet, id) != null) {
      throw GoogleError.invalid("A protected range with id: " + id + " already exists.");
    }
    if (id == 0) {
      id = draft.newId(taken -> find(spreadsheet, taken) != null);
    }
    ObjectNode range = given.deepCopy().put("protectedRangeId", id);
    range.put("requestingUserCanEdit", true);
    ObjectNode placed = placed(draft, range);
    sheet(draft, placed)
        .list(Part.PROTECTED_RANGES)
        .add(edited(spreadsheet, draft.caller(), placed));
    ObjectNode reply = Json.object();
    reply.set("protectedRange", told(placed));
    return reply;
  }

  /** The answer shows the editors that were asked for, not those that come with it. */
  private static ObjectNode told(ObjectNode range) {
    ObjectNode shown = Messages.tidy("ProtectedRange", range);
    if (shown.path("warningOnly").asBoolean() || !shown.has("editors")) {
      shown.putObject("editors");
    }
    return shown;
  }

  /** A named range or a table stands for where it is. */
  private static ObjectNode placed(Draft draft, ObjectNode given) {
    String named = given.path("namedRangeId").asText("");
    String table = given.path("tableId").asText("");
    ObjectNode place = null;
    for (ObjectNode one : draft.spreadsheet().namedRanges()) {
      place = one.path("namedRangeId").asText().equals(named) ? Bodies.object(one, "range") : place;
    }
    for (Sheet sheet : draft.spreadsheet().sheets()) {
      for (ObjectNode one : sheet.list(Part.TABLES)) {
        place = one.path("tableId").asText().equals(table) ? Bodies.object(one, "range") : place;
      }
    }
    if (place == null && !given.has("range")) {
      throw GoogleError.invalid("No range specified for the protected range.");
    }
    ObjectNode range = place == null ? Bodies.object(given, "range") : place;
    GridRange.read(range).on(draft.spreadsheet());
    return Bodies.with(given, "range", range);
  }

  private static Sheet sheet(Draft draft, ObjectNode range) {
    return draft.sheet(range.path("range").path("sheetId").asInt());
  }

  private static ObjectNode edited(Spreadsheet spreadsheet, String caller, ObjectNode range) {
    Set<String> users = new LinkedHashSet<>();
    if (!range.path("warningOnly").asBoolean()) {
      range.path("editors").path("users").forEach(user -> users.add(user.asText()));
    }
    users.add(spreadsheet.owner());
    users.add(caller);
    ObjectNode editors = Bodies.object(range, "editors").deepCopy();
    ArrayNode list = editors.putArray("users");
    users.forEach(list::add);
    return Messages.tidy("ProtectedRange", Bodies.with(range, "editors", editors));
  }

  private static @Nullable ObjectNode find(Spreadsheet spreadsheet, int id) {
    for (Sheet sheet : spreadsheet.sheets()) {
      for (ObjectNode range : sheet.list(Part.PROTECTED_RANGES)) {
        if (range.path("protectedRangeId").asInt() == id) {
          return range;
        }
      }
    }
    return null;
  }

  private static ObjectNode existing(Draft draft, JsonNode id) {
    ObjectNode range = find(draft.spreadsheet(), id.asInt());
    if (range == null) {
      throw GoogleError.invalid("No protected range with id: " + id.asInt());
    }
    if (!Protection.mayEdit(draft.spreadsheet(), draft.caller(), range)) {
      throw GoogleError.invalid(
          "You are trying to edit a protected cell or object. Please contact the spreadsheet"
              + " owner to remove protection if you need to edit.");
    }
    return range;
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "protectedRange");
    UpdateMask mask = Bodies.mask(body, "ProtectedRange");
    ObjectNode old = existing(draft, given.path("protectedRangeId"));
    ObjectNode merged = mask.merge("ProtectedRange", old, given);
    merged.put("protectedRangeId", old.path("protectedRangeId").asInt());
    merged.put("requestingUserCanEdit", true);
    ObjectNode placed = placed(draft, merged);
    List<ObjectNode> from = sheet(draft, old).list(Part.PROTECTED_RANGES);
    int index = from.indexOf(old);
    from.remove(index);
    List<ObjectNode> to = sheet(draft, placed).list(Part.PROTECTED_RANGES);
    to.add(to == from ? index : to.size(), edited(draft.spreadsheet(), draft.caller(), placed));
    return null;
  }

  private static @Nullable ObjectNode delete(Draft draft, ObjectNode body) {
    ObjectNode range = existing(draft, body.path("protectedRangeId"));
    sheet(draft, range).list(Part.PROTECTED_RANGES).remove(range);
    return null;
  }
}
