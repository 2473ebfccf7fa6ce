package dev.lockstep.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings that a command was given, as `--name=value` or as environment variables. */
final class Settings {

  private final Map<String, String> given = new HashMap<>();
  private final Map<String, String> environment;

  Settings(List<String> arguments, Map<String, String> environment) {
    this.environment = environment;
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals > 0) {
        given.put(argument.substring("--".length(), equals), argument.substring(equals + 1));
      }
    }
  }

  /** The setting `lockstep.database.url` or the variable `LOCKSTEP_DATABASE_URL`. */
  String get(String name, String otherwise) {
    String variable = name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
    String underscored = name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    String value =
        given.getOrDefault(
            name, environment.getOrDefault(underscored, environment.getOrDefault(variable, "")));
    return value.isBlank() ? otherwise : value.strip();
  }
}
