package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a row or a column has of its own, whichever place it moves to.
 *
 * @param pixels how high or wide
 * @param metadata DeveloperMetadata without its location, which is wherever this is
 */
public record Band(
    int pixels, boolean hiddenByUser, boolean hiddenByFilter, List<ObjectNode> metadata) {

  public Band {
    metadata = List.copyOf(metadata);
  }

  public static Band usual(Dimension dimension) {
    return new Band(dimension.pixels(), false, false, List.of());
  }

  public Band withPixels(int size) {
    return new Band(size, hiddenByUser, hiddenByFilter, metadata);
  }

  public Band hiddenByUser(boolean hidden) {
    return new Band(pixels, hidden, hiddenByFilter, metadata);
  }

  public Band hiddenByFilter(boolean hidden) {
    return new Band(pixels, hiddenByUser, hidden, metadata);
  }

  public Band withMetadata(List<ObjectNode> all) {
    return new Band(pixels, hiddenByUser, hiddenByFilter, all);
  }
}
