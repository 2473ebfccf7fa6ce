package dev.lockstep.api;

import dev.lockstep.core.Direction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The contract's words and the constants that they stand for; others it has refused already. */
final class Words {

  private Words() {}

  static Direction direction(String word) {
    return Direction.valueOf(constant(word));
  }

  static <E extends Enum<E>> @Nullable E of(Class<E> type, @Nullable String word) {
    return word == null ? null : Enum.valueOf(type, constant(word));
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
