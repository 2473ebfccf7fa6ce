package dev.lockstep.definition;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be said of a {@code where} without a database. */
final class Predicate {

  /** Why it cannot be used, and what to write instead. */
  record Problem(String message, @Nullable String suggestion) {}

  private record Rule(Pattern pattern, String message, @Nullable String suggestion) {}

  private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"");
  private static final String WINDOW = "for time use `window`";

  private static final List<Rule> RULES =
      List.of(
          rule("--|/\\*", "where holds a comment", "take it out, or put it behind a # of YAML"),
          rule(";", "where holds a ';'", "it is one predicate, not a statement"),
          rule("['\"]", "where has a quote that is not closed", null),
          rule(
              "\\bselect\\b|\\bexists\\b",
              "where holds a subquery: it would not see when another table changes",
              "bring the column into a view and use capture: poll"),
          rule(
              "\\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|age)\\s*\\("
                  + "|\\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\\b",
              "where holds '%s', which changes without the row changing",
              WINDOW),
          rule(
              "\\b(random|gen_random_uuid|nextval|currval|txid_current|pg_[a-z_]+|current_setting)\\s*\\("
                  + "|\\b(current_user|session_user|user)\\b",
              "where holds '%s', which changes without the row changing",
              "only immutable functions of the row can be used"),
          rule("\\$", "where holds a parameter or a $-quoted text", "write texts in single quotes"),
          rule("\\?", "where holds the operator '?'", "write jsonb_exists(column, 'key')"),
          rule(
              "(?<!:):(?=[A-Za-z_])",
              "where holds a ':' that reads as a parameter",
              "put blanks around it"));

  private Predicate() {}

  private static Rule rule(String pattern, String message, @Nullable String suggestion) {
    return new Rule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), message, suggestion);
  }

  static Optional<Problem> problem(String where) {
    String bare = LITERAL.matcher(where).replaceAll(" ");
    for (Rule rule : RULES) {
      Matcher found = rule.pattern().matcher(bare);
      if (found.find()) {
        String word = found.group().replaceAll("\\s*\\($", "()");
        return Optional.of(new Problem(rule.message().formatted(word), rule.suggestion()));
      }
    }
    int depth = 0;
    for (int i = 0; i < bare.length() && depth >= 0; i++) {
      depth += bare.charAt(i) == '(' ? 1 : bare.charAt(i) == ')' ? -1 : 0;
    }
    return depth == 0
        ? Optional.empty()
        : Optional.of(new Problem("where has parentheses that do not pair", null));
  }
}
