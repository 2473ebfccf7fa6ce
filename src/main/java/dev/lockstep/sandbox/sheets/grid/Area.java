package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;

/** A rectangle of cells; the upper bounds are outside, as in Google's GridRange. */
public record Area(int top, int bottom, int left, int right) {

  public static Area cell(int row, int column) {
    return new Area(row, row + 1, column, column + 1);
  }

  public int rows() {
    return Math.max(0, bottom - top);
  }

  public int columns() {
    return Math.max(0, right - left);
  }

  public boolean isEmpty() {
    return rows() == 0 || columns() == 0;
  }

  public long cells() {
    return (long) rows() * columns();
  }

  public boolean has(int row, int column) {
    return row >= top && row < bottom && column >= left && column < right;
  }

  public boolean contains(Area other) {
    return other.top >= top && other.bottom <= bottom && other.left >= left && other.right <= right;
  }

  public boolean meets(Area other) {
    return !meet(other).isEmpty();
  }

  /** What both have; empty when they do not touch. */
  public Area meet(Area other) {
    return new Area(
        Math.max(top, other.top),
        Math.min(bottom, other.bottom),
        Math.max(left, other.left),
        Math.min(right, other.right));
  }

  /** As a GridRange with all its bounds; the sheet of id 0 is not named, as Google does it. */
  public ObjectNode json(int sheetId) {
    ObjectNode json = Json.object();
    if (sheetId != 0) {
      json.put("sheetId", sheetId);
    }
    return json.put("startRowIndex", top)
        .put("endRowIndex", bottom)
        .put("startColumnIndex", left)
        .put("endColumnIndex", right);
  }
}
