package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One tab: its name and settings, its grid, and the {@link Part}s that lie on it. */
public final class Sheet {

  private final int id;
  private final Grid grid;
  private String title;
  private ObjectNode settings = Json.object();
  private final Map<Part, List<ObjectNode>> parts = new EnumMap<>(Part.class);

  public Sheet(int id, String title, Grid grid) {
    this.id = id;
    this.title = title;
    this.grid = grid;
  }

  /** A draft to be written while the original stays as it is. */
  Sheet copy() {
    return copyAs(id, title);
  }

  /** The same sheet under another id and name. */
  public Sheet copyAs(int newId, String newTitle) {
    Sheet copy = new Sheet(newId, newTitle, grid.copy());
    copy.settings = settings;
    parts.forEach((part, list) -> copy.parts.put(part, new ArrayList<>(list)));
    return copy;
  }

  public int id() {
    return id;
  }

  public String title() {
    return title;
  }

  public void title(String name) {
    title = name;
  }

  public Grid grid() {
    return grid;
  }

  public boolean isHidden() {
    return settings.path("hidden").asBoolean();
  }

  public int frozen(Dimension dimension) {
    return settings
        .path("gridProperties")
        .path(dimension == Dimension.ROWS ? "frozenRowCount" : "frozenColumnCount")
        .asInt();
  }

  /** Elements are replaced, never changed; the list itself is the draft's own. */
  public List<ObjectNode> list(Part part) {
    return parts.computeIfAbsent(part, p -> new ArrayList<>());
  }

  /** SheetProperties, at a place among the others. */
  public ObjectNode properties(int index) {
    ObjectNode json = Json.object().put("sheetId", id).put("title", title).put("index", index);
    json.put("sheetType", "GRID");
    ObjectNode sizes =
        Json.object().put("rowCount", grid.rowCount()).put("columnCount", grid.columnCount());
    json.setAll(settings);
    json.set(
        "gridProperties",
        sizes.setAll(
            settings.path("gridProperties") instanceof ObjectNode more ? more : Json.object()));
    return Messages.tidy("SheetProperties", json);
  }

  /**
   * Takes over SheetProperties: title, sizes and all settings; not the id and not the index.
   *
   * @param properties whole, as {@link #properties} told them and somebody changed them
   */
  public void properties(ObjectNode properties) {
    title = properties.path("title").asText(title);
    ObjectNode gridProperties =
        properties.path("gridProperties") instanceof ObjectNode given
            ? given.deepCopy()
            : Json.object();
    grid.resize(Dimension.ROWS, gridProperties.path("rowCount").asInt(grid.rowCount()));
    grid.resize(Dimension.COLUMNS, gridProperties.path("columnCount").asInt(grid.columnCount()));
    gridProperties.remove("rowCount");
    gridProperties.remove("columnCount");
    ObjectNode rest = Json.object();
    rest.setAll(properties);
    rest.remove(List.of("sheetId", "title", "index", "sheetType", "gridProperties"));
    if (!gridProperties.isEmpty()) {
      rest.set("gridProperties", gridProperties);
    }
    settings = rest;
  }
}
