package dev.lockstep.definition;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said of a `value` expression without Camel. */
final class Template {

  /** Functions of Simple that give another result each time, or on another machine. */
  private static final Pattern UNSTABLE =
      Pattern.compile(
          "\\$\\{\\s*(?<function>date(-with-timezone)?:(?!variable|header|body)|random\\b|uuid\\b"
              + "|exchangeId\\b|exchange\\b|messageId\\b|id}|messageTimestamp\\b|threadId\\b|threadName\\b"
              + "|hostname\\b|camelId\\b|camelContext\\b|stepId\\b|env[.:]|sysenv[.:]|sys\\.)");

  private static final Pattern ENTRY =
      Pattern.compile("\\$\\{\\s*row\\[\\s*['\"]?(?<name>[^\\]'\"]*?)['\"]?\\s*]");

  private Template() {}

  /** Names of the row's entries that it uses. */
  static Set<String> entries(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher entry = ENTRY.matcher(template);
    while (entry.find()) {
      names.add(entry.group("name"));
    }
    return names;
  }

  static Optional<String> problem(String template) {
    int depth = 0;
    for (int i = 0; i < template.length(); i++) {
      if (template.startsWith("${", i)) {
        depth++;
      } else if (template.charAt(i) == '}' && depth > 0) {
        depth--;
      }
    }
    if (depth > 0) {
      return Optional.of("the expression has a '${' that is not closed");
    }
    Matcher unstable = UNSTABLE.matcher(template);
    return unstable.find()
        ? Optional.of(
            "the expression uses '${%s…}', which differs between two evaluations of one row"
                .formatted(unstable.group("function").replace("}", "")))
        : Optional.empty();
  }
}
