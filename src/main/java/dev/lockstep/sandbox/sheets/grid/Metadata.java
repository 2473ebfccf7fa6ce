package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Developer metadata, wherever it hangs: on the spreadsheet, a sheet, a row or a column. What hangs
 * on a row or column is kept in its {@link Band} without a location, so that it goes where that row
 * goes and ends with it.
 */
public final class Metadata {

  private Metadata() {}

  /** Everything there is, each with the location where it is now. */
  public static List<ObjectNode> all(Spreadsheet spreadsheet) {
    List<ObjectNode> found = new ArrayList<>(spreadsheet.metadata());
    for (Sheet sheet : spreadsheet.sheets()) {
      found.addAll(sheet.list(Part.DEVELOPER_METADATA));
      for (Dimension dimension : Dimension.values()) {
        for (int index : sheet.grid().banded(dimension)) {
          found.addAll(of(sheet, dimension, index));
        }
      }
    }
    return found;
  }

  /** What hangs on one row or column. */
  public static List<ObjectNode> of(Sheet sheet, Dimension dimension, int index) {
    List<ObjectNode> found = new ArrayList<>();
    for (ObjectNode one : sheet.grid().band(dimension, index).metadata()) {
      ObjectNode located = one.deepCopy();
      ObjectNode location = located.putObject("location");
      location.put("locationType", dimension == Dimension.ROWS ? "ROW" : "COLUMN");
      ObjectNode range = location.putObject("dimensionRange");
      range
          .put("sheetId", sheet.id())
          .put("dimension", dimension.name())
          .put("startIndex", index)
          .put("endIndex", index + 1);
      found.add(Messages.tidy("DeveloperMetadata", located));
    }
    return found;
  }

  /**
   * @param filter a DataFilter: a lookup, or a range whose metadata is wanted
   */
  public static List<ObjectNode> search(Spreadsheet spreadsheet, JsonNode filter) {
    List<ObjectNode> found = new ArrayList<>();
    Predicate<ObjectNode> wanted = wanted(spreadsheet, filter);
    for (ObjectNode one : all(spreadsheet)) {
      if (wanted.test(one)) {
        found.add(one);
      }
    }
    return found;
  }

  private static Predicate<ObjectNode> wanted(Spreadsheet spreadsheet, JsonNode filter) {
    JsonNode lookup = filter.get("developerMetadataLookup");
    if (lookup != null) {
      boolean intersecting =
          lookup.path("locationMatchingStrategy").asText().equals("INTERSECTING_LOCATION");
      JsonNode location = lookup.path("metadataLocation");
      if (intersecting && location.path("spreadsheet").asBoolean()) {
        throw GoogleError.invalid(
            "INTERSECTING_LOCATION cannot be specified when the metadataLocation is the"
                + " spreadsheet.");
      }
      return one ->
          fits(one, lookup) && (location.isMissingNode() || lies(one, location, intersecting));
    }
    A1.Place place =
        filter.has("a1Range")
            ? A1.parse(filter.get("a1Range").asText(), spreadsheet)
            : GridRange.read(filter.path("gridRange")).on(spreadsheet);
    return one -> touches(one.path("location"), place);
  }

  private static boolean fits(ObjectNode one, JsonNode lookup) {
    return same(one, lookup, "metadataId")
        && same(one, lookup, "metadataKey")
        && same(one, lookup, "metadataValue")
        && same(one, lookup, "visibility")
        && (!lookup.has("locationType")
            || lookup.get("locationType").equals(one.path("location").get("locationType")));
  }

  private static boolean same(ObjectNode one, JsonNode lookup, String field) {
    return !lookup.has(field) || lookup.get(field).equals(one.get(field));
  }

  private static boolean lies(ObjectNode one, JsonNode asked, boolean intersecting) {
    JsonNode location = one.path("location");
    if (asked.path("spreadsheet").asBoolean()) {
      return location.path("spreadsheet").asBoolean();
    }
    JsonNode range = asked.path("dimensionRange");
    if (range.isMissingNode()) {
      boolean onSheet =
          sheet(location) == asked.path("sheetId").asInt() && !location.has("spreadsheet");
      return onSheet && (intersecting || !location.has("dimensionRange"));
    }
    JsonNode own = location.path("dimensionRange");
    if (!intersecting) {
      return own.equals(range);
    }
    return sheet(location) == range.path("sheetId").asInt()
        && (own.isMissingNode()
            || !own.path("dimension").equals(range.path("dimension"))
            || (own.path("startIndex").asInt() < range.path("endIndex").asInt(Integer.MAX_VALUE)
                && own.path("endIndex").asInt() > range.path("startIndex").asInt()));
  }

  private static int sheet(JsonNode location) {
    return location.has("dimensionRange")
        ? location.get("dimensionRange").path("sheetId").asInt()
        : location.path("sheetId").asInt();
  }

  private static boolean touches(JsonNode location, A1.Place place) {
    if (location.path("spreadsheet").asBoolean() || sheet(location) != place.sheet().id()) {
      return false;
    }
    JsonNode own = location.path("dimensionRange");
    Area area = place.area();
    boolean rows = own.path("dimension").asText().equals("ROWS");
    return own.isMissingNode()
        || (own.path("startIndex").asInt() < (rows ? area.bottom() : area.right())
            && own.path("endIndex").asInt() > (rows ? area.top() : area.left()));
  }

  /**
   * Hangs metadata where its location says.
   *
   * @param metadata DeveloperMetadata with id and location
   * @throws GoogleError 400 when the location is none
   */
  public static void add(Spreadsheet spreadsheet, ObjectNode metadata) {
    JsonNode location = metadata.path("location");
    JsonNode range = location.path("dimensionRange");
    if (location.path("spreadsheet").asBoolean()) {
      spreadsheet.metadata().add(located(metadata, "SPREADSHEET"));
      return;
    }
    Sheet sheet = spreadsheet.sheet(sheet(location));
    if (sheet == null) {
      throw GoogleError.invalid("No grid with id: " + sheet(location));
    }
    if (range.isMissingNode()) {
      if (!location.has("sheetId")) {
        throw GoogleError.invalid("DeveloperMetadataLocation must be set.");
      }
      sheet.list(Part.DEVELOPER_METADATA).add(located(metadata, "SHEET"));
      return;
    }
    int start = range.path("startIndex").asInt(-1);
    boolean single = range.path("endIndex").asInt(-1) == start + 1 && start >= 0;
    if (!single || !range.has("dimension")) {
      throw GoogleError.invalid("DimensionRange must represent a single row or column.");
    }
    Dimension dimension = Dimension.valueOf(range.path("dimension").asText());
    if (start >= sheet.grid().count(dimension)) {
      throw GoogleError.invalid(
          "Cannot create developer metadata beyond the last "
              + dimension.singular()
              + ": "
              + start);
    }
    ObjectNode bare = Json.object();
    bare.setAll(metadata);
    bare.remove("location");
    List<ObjectNode> list = new ArrayList<>(sheet.grid().band(dimension, start).metadata());
    list.add(bare);
    sheet.grid().put(dimension, start, sheet.grid().band(dimension, start).withMetadata(list));
  }

  private static ObjectNode located(ObjectNode metadata, String type) {
    ObjectNode located = metadata.deepCopy();
    ((ObjectNode) located.get("location")).put("locationType", type);
    return Messages.tidy("DeveloperMetadata", located);
  }

  /**
   * Takes one away by its id.
   *
   * @return what it was, or null
   */
  public static @Nullable ObjectNode remove(Spreadsheet spreadsheet, int id) {
    ObjectNode gone = null;
    for (ObjectNode one : all(spreadsheet)) {
      if (one.path("metadataId").asInt() == id) {
        gone = one;
      }
    }
    if (gone == null) {
      return null;
    }
    UnaryOperator<List<ObjectNode>> without =
        list -> list.stream().filter(one -> one.path("metadataId").asInt() != id).toList();
    spreadsheet.metadata().removeIf(one -> one.path("metadataId").asInt() == id);
    for (Sheet sheet : spreadsheet.sheets()) {
      sheet.list(Part.DEVELOPER_METADATA).removeIf(one -> one.path("metadataId").asInt() == id);
      for (Dimension dimension : Dimension.values()) {
        for (int index : sheet.grid().banded(dimension)) {
          Band band = sheet.grid().band(dimension, index);
          List<ObjectNode> rest = without.apply(band.metadata());
          if (rest.size() < band.metadata().size()) {
            sheet.grid().put(dimension, index, band.withMetadata(rest));
          }
        }
      }
    }
    return gone;
  }
}
