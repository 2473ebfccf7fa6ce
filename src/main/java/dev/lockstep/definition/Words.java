package dev.lockstep.definition;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Enum constants as definitions spell them: {@code to-google}, {@code googleChanged}. */
final class Words {

  private Words() {}

  static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String camel(Enum<?> constant) {
    StringBuilder word = new StringBuilder();
    for (String part : constant.name().split("_")) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    word.setCharAt(0, Character.toLowerCase(word.charAt(0)));
    return word.toString();
  }

  static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> dashed(constant).equals(word) || camel(constant).equals(word))
        .findFirst();
  }
}
