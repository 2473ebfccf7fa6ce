package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One spreadsheet. What is stored is never written: a copy is, and then takes its place. */
public final class Spreadsheet {

  /** Google's limits. */
  public static final long MOST_CELLS = 10_000_000;

  public static final int MOST_COLUMNS = 18_278;

  private final String id;
  private final String owner;
  private ObjectNode properties;
  private final List<Sheet> sheets = new ArrayList<>();
  private final List<ObjectNode> namedRanges = new ArrayList<>();
  private final List<ObjectNode> metadata = new ArrayList<>();

  /**
   * @param owner the address of whoever made it
   * @param properties SpreadsheetProperties
   */
  public Spreadsheet(String id, String owner, ObjectNode properties) {
    this.id = id;
    this.owner = owner;
    this.properties = properties;
  }

  /** A draft to be written while this one stays as it is. */
  public Spreadsheet copy() {
    return copyAs(id, owner, properties);
  }

  /** The same content in another file. */
  public Spreadsheet copyAs(String newId, String newOwner, ObjectNode newProperties) {
    Spreadsheet copy = new Spreadsheet(newId, newOwner, newProperties);
    sheets.forEach(sheet -> copy.sheets.add(sheet.copy()));
    copy.namedRanges.addAll(namedRanges);
    copy.metadata.addAll(metadata);
    return copy;
  }

  public String id() {
    return id;
  }

  public String owner() {
    return owner;
  }

  public String title() {
    return properties.path("title").asText();
  }

  public ObjectNode properties() {
    return properties;
  }

  public void properties(ObjectNode changed) {
    properties = changed;
  }

  /** In their order; the draft's own list. */
  public List<Sheet> sheets() {
    return sheets;
  }

  /** NamedRange messages; elements are replaced, never changed. */
  public List<ObjectNode> namedRanges() {
    return namedRanges;
  }

  /** DeveloperMetadata of the spreadsheet as a whole. */
  public List<ObjectNode> metadata() {
    return metadata;
  }

  public @Nullable Sheet sheet(int sheetId) {
    for (Sheet sheet : sheets) {
      if (sheet.id() == sheetId) {
        return sheet;
      }
    }
    return null;
  }

  /** By name, upper and lower case alike when no name fits exactly. */
  public @Nullable Sheet sheet(String title) {
    Sheet alike = null;
    for (Sheet sheet : sheets) {
      if (sheet.title().equals(title)) {
        return sheet;
      }
      if (sheet.title().equalsIgnoreCase(title)) {
        alike = sheet;
      }
    }
    return alike;
  }

  public int index(Sheet sheet) {
    return sheets.indexOf(sheet);
  }

  /** What counts against the limit: every place of every grid, used or not. */
  public long cells() {
    long sum = 0;
    for (Sheet sheet : sheets) {
      sum += sheet.grid().all().cells();
    }
    return sum;
  }
}
