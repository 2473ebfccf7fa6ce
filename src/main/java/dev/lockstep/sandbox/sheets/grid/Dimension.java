package dev.lockstep.sandbox.sheets.grid;

/** Rows or columns, and how high or wide Google makes them. */
public enum Dimension {
  ROWS(21),
  COLUMNS(100);

  private final int pixels;

  Dimension(int pixels) {
    this.pixels = pixels;
  }

  public int pixels() {
    return pixels;
  }

  public String singular() {
    return this == ROWS ? "row" : "column";
  }
}
