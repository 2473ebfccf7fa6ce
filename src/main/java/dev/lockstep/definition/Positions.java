package dev.lockstep.definition;

import java.util.Map;

/**
 * Where in its file each part of a definition stands, by path: {@code source.table}, {@code
 * fields.summary.column}.
 */
public record Positions(Map<String, Position> byPath) {

  public static final Positions NONE = new Positions(Map.of());

  public Positions {
    byPath = Map.copyOf(byPath);
  }

  /** A place in a file, 1-based. */
  public record Position(int line, int column) {
    static final Position NOWHERE = new Position(0, 0);
  }

  /** The place of the path, or of the nearest part around it that the file has. */
  Position of(String path) {
    String part = path;
    while (true) {
      Position position = byPath.get(part);
      if (position != null) {
        return position;
      }
      int dot = part.lastIndexOf('.');
      if (dot < 0) {
        return byPath.getOrDefault("", Position.NOWHERE);
      }
      part = part.substring(0, dot);
    }
  }
}
