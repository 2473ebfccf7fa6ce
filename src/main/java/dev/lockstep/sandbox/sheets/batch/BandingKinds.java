package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alternating colours. */
final class BandingKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "addBanding", BandingKinds::add,
        "updateBanding", BandingKinds::update,
        "deleteBanding", BandingKinds::delete);
  }

  private static ObjectNode add(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "bandedRange").deepCopy();
    Spreadsheet spreadsheet = draft.spreadsheet();
    int id = given.path("bandedRangeId").asInt();
    if (id != 0 && find(spreadsheet, id) != null) {
      throw GoogleError.invalid("A banded range with id: " + id + " already exists.");
    }
    if (id == 0) {
      id = draft.newId(taken -> find(spreadsheet, taken) != null);
    }
    ObjectNode banding =
        Messages.tidy("BandedRange", checked(draft, given.put("bandedRangeId", id), id));
    sheet(draft, banding).list(Part.BANDED_RANGES).add(banding);
    ObjectNode reply = Json.object();
    reply.set("bandedRange", banding);
    return reply;
  }

  private static Sheet sheet(Draft draft, ObjectNode banding) {
    return draft.sheet(banding.path("range").path("sheetId").asInt());
  }

  private static ObjectNode checked(Draft draft, ObjectNode banding, int id) {
    Place place = Bodies.place(draft, banding, "range");
    if (!banding.has("rowProperties") && !banding.has("columnProperties")) {
      throw GoogleError.invalid("Must specify at least one of rowProperties or columnProperties.");
    }
    for (ObjectNode other : place.sheet().list(Part.BANDED_RANGES)) {
      if (other.path("bandedRangeId").asInt() != id
          && GridRange.read(other.path("range")).within(place.sheet()).meets(place.area())) {
        throw GoogleError.invalid(
            "You cannot add alternating background colors to a range that already has alternating"
                + " background colors.");
      }
    }
    return banding;
  }

  private static @Nullable ObjectNode find(Spreadsheet spreadsheet, int id) {
    for (Sheet sheet : spreadsheet.sheets()) {
      for (ObjectNode banding : sheet.list(Part.BANDED_RANGES)) {
        if (banding.path("bandedRangeId").asInt() == id) {
          return banding;
        }
      }
    }
    return null;
  }

  private static ObjectNode existing(Draft draft, int id) {
    ObjectNode banding = find(draft.spreadsheet(), id);
    if (banding == null) {
      throw GoogleError.invalid("No banding with id: " + id);
    }
    return banding;
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "bandedRange");
    UpdateMask mask = Bodies.mask(body, "BandedRange");
    int id = given.path("bandedRangeId").asInt();
    ObjectNode old = existing(draft, id);
    ObjectNode after =
        checked(draft, mask.merge("BandedRange", old, given).put("bandedRangeId", id), id);
    List<ObjectNode> from = sheet(draft, old).list(Part.BANDED_RANGES);
    int index = from.indexOf(old);
    from.remove(index);
    List<ObjectNode> to = sheet(draft, after).list(Part.BANDED_RANGES);
    to.add(to == from ? index : to.size(), Messages.tidy("BandedRange", after));
    return null;
  }

  private static @Nullable ObjectNode delete(Draft draft, ObjectNode body) {
    ObjectNode banding = existing(draft, body.path("bandedRangeId").asInt());
    sheet(draft, banding).list(Part.BANDED_RANGES).remove(banding);
    return null;
  }
}
