package dev.lockstep.target;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a row of the tab, for the history and a person.
 *
 * @param name tells it from others wherever the row stands, so that it is a dead letter until it is
 *     mended; null: told once, and that is all
 * @param key the record's key, where there is one
 * @param row counted from 1, as a person counts; 0 for the whole tab
 * @param seen the text of each cell of the row; empty where nobody needs it
 */
public record Problem(
    @Nullable String name,
    @Nullable String key,
    int row,
    String text,
    Map<String, @Nullable String> seen) {

  /** Without what the row showed. */
  public Problem(@Nullable String name, @Nullable String key, int row, String text) {
    this(name, key, row, text, Map.of());
  }
}
