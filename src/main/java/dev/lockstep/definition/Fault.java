package dev.lockstep.definition;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a definition.
 *
 * @param file as a person would open it
 * @param line 1-based; 0 where the whole file is meant
 * @param column 1-based; 0 where the whole file is meant
 * @param sync the sync it stops; null where not even a name could be read
 * @param message what is wrong, naming the thing and the value
 * @param suggestion what to write instead, where there is a guess
 */
public record Fault(
    String file,
    int line,
    int column,
    @Nullable String sync,
    String message,
    @Nullable String suggestion) {

  /** {@code file:line:column: sync 'name': message: suggestion}. */
  @Override
  public String toString() {
    String place = line == 0 ? file : "%s:%d:%d".formatted(file, line, column);
    String who = sync == null ? "" : "sync '%s': ".formatted(sync);
    return place + ": " + who + text();
  }

  /** Message and suggestion without the place. */
  public String text() {
    return suggestion == null ? message : message + ": " + suggestion;
  }
}
