package dev.lockstep.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the template of a computed field over a row; the engine does it with Camel's Simple.
 */
@FunctionalInterface
public interface Expression {

  /**
   * @param template such as {@code "with ${row[trainer]}"}
   * @param row columns and what enriching added, by name
   */
  @Nullable String evaluate(String template, Map<String, @Nullable Object> row);
}
