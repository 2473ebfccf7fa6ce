package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ranges that have a name. */
final class NamedRangeKinds implements Family {

  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]{0,249}");
  private static final Pattern LIKE_A_CELL =
      Pattern.compile("(?i)[a-z]{1,3}[0-9]+|r[0-9]+c[0-9]+|true|false");

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "addNamedRange", NamedRangeKinds::add,
        "updateNamedRange", NamedRangeKinds::update,
        "deleteNamedRange", NamedRangeKinds::delete);
  }

  private static ObjectNode add(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "namedRange").deepCopy();
    Spreadsheet spreadsheet = draft.spreadsheet();
    String id = given.path("namedRangeId").asText("");
    if (id.isEmpty()) {
      id = "" + draft.newId(taken -> index(spreadsheet, "" + taken) >= 0);
    } else if (index(spreadsheet, id) >= 0) {
      throw GoogleError.invalid(
          "Cannot add named range with ID " + id + ", a named range with that ID already exists.");
    }
    ObjectNode named =
        Messages.tidy("NamedRange", checked(draft, given.put("namedRangeId", id), "add"));
    spreadsheet.namedRanges().add(named);
    ObjectNode reply = Json.object();
    reply.set("namedRange", named);
    return reply;
  }

  private static ObjectNode checked(Draft draft, ObjectNode named, String verb) {
    String name = named.path("name").asText("");
    if (!NAME.matcher(name).matches() || LIKE_A_CELL.matcher(name).matches()) {
      throw GoogleError.invalid("The name given to this range is invalid");
    }
    String id = named.path("namedRangeId").asText();
    for (ObjectNode other : draft.spreadsheet().namedRanges()) {
      if (other.path("name").asText().equalsIgnoreCase(name)
          && !other.path("namedRangeId").asText().equals(id)) {
        throw GoogleError.invalid(
            "Cannot "
                + verb
                + " named range with name "
                + name
                + ", a named range with that name already exists.");
      }
    }
    Bodies.place(draft, named, "range");
    return named;
  }

  private static int index(Spreadsheet spreadsheet, String id) {
    List<ObjectNode> all = spreadsheet.namedRanges();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).path("namedRangeId").asText().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static int existing(Draft draft, String id) {
    int index = index(draft.spreadsheet(), id);
    if (index < 0) {
      throw GoogleError.invalid("No named range with id: " + id);
    }
    return index;
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "namedRange");
    UpdateMask mask = Bodies.mask(body, "NamedRange");
    String id = given.path("namedRangeId").asText();
    int index = existing(draft, id);
    List<ObjectNode> all = draft.spreadsheet().namedRanges();
    ObjectNode after = mask.merge("NamedRange", all.get(index), given).put("namedRangeId", id);
    all.set(index, Messages.tidy("NamedRange", checked(draft, after, "update")));
    return null;
  }

  private static @Nullable ObjectNode delete(Draft draft, ObjectNode body) {
    int index = existing(draft, body.path("namedRangeId").asText());
    draft.spreadsheet().namedRanges().remove(index);
    return null;
  }
}
