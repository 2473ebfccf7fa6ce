package dev.lockstep.google.camel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which account an endpoint speaks as. */
final class Owner {

  /** The option and, with the component's prefix, the header that names the account. */
  static final String OPTION = "user";

  private Owner() {}

  static @Nullable String of(@Nullable String user, @Nullable String applicationName) {
    return isSet(user) ? user : isSet(applicationName) ? applicationName : null;
  }

  static @Nullable String of(Map<String, Object> arguments) {
    return of(text(arguments.get(OPTION)), text(arguments.get("applicationName")));
  }

  static String require(@Nullable String owner, String scheme) {
    if (owner == null) {
      throw new IllegalArgumentException(
          "%s: which account? Name a connected account's owner in the option user (or applicationName)"
              .formatted(scheme));
    }
    return owner;
  }

  private static boolean isSet(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
