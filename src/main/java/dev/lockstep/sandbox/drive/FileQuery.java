package dev.lockstep.sandbox.drive;

import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.GoogleError;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The search language of files.list: {@code mimeType = 'x' and (name contains 'y' or not trashed =
 * true)}, read once into a test of a file.
 */
final class FileQuery {

  private static final Set<String> COMPARISONS = Set.of("=", "!=", "<=", "<", ">", ">=");

  private final Files files;
  private final Caller caller;
  private final String text;
  private int at;

  private FileQuery(Files files, Caller caller, String text) {
    this.files = files;
    this.caller = caller;
    this.text = text;
  }

  /**
   * @throws GoogleError 400 when it is none, 501 when the sandbox does not know a term of it
   */
  static Predicate<StoredFile> read(Files files, Caller caller, String text) {
    if (text.isBlank()) {
      return file -> true;
    }
    FileQuery query = new FileQuery(files, caller, text);
    Predicate<StoredFile> whole = query.any();
    if (!query.peek().isEmpty()) {
      throw DriveErrors.invalid("q");
    }
    return whole;
  }

  private Predicate<StoredFile> any() {
    Predicate<StoredFile> test = all();
    while (take("or")) {
      test = test.or(all());
    }
    return test;
  }

  private Predicate<StoredFile> all() {
    Predicate<StoredFile> test = one();
    while (take("and")) {
      test = test.and(one());
    }
    return test;
  }

  private Predicate<StoredFile> one() {
    if (take("not")) {
      return one().negate();
    }
    if (take("(")) {
      Predicate<StoredFile> test = any();
      if (!take(")")) {
        throw DriveErrors.invalid("q");
      }
      return test;
    }
    String first = peek();
    return first.startsWith("'") || first.startsWith("\"") ? membership() : term(word());
  }

  private Predicate<StoredFile> term(String field) {
    if (field.equals("properties") || field.equals("appProperties")) {
      return has(field);
    }
    String operator = word();
    return switch (field) {
      case "name", "title" -> named(operator, value());
      case "mimeType" -> {
        String type = value();
        yield switch (operator) {
          case "=" -> file -> file.mimeType.equals(type);
          case "!=" -> file -> !file.mimeType.equals(type);
          case "contains" -> file -> file.mimeType.contains(type);
          default -> throw DriveErrors.invalid("q");
        };
      }
      case "trashed" -> flag(operator, files::isTrashed);
      case "starred" -> flag(operator, file -> file.starred);
      case "sharedWithMe" -> flag(operator, file -> !file.owner().equals(caller.email()));
      case "modifiedTime" -> timed(operator, true);
      case "createdTime" -> timed(operator, false);
      case "fullText", "viewedByMeTime", "visibility", "shortcutDetails.targetId" ->
          throw GoogleError.unsupported("searching files by " + field).atParameter("q");
      default -> throw DriveErrors.invalid("q");
    };
  }

  /** `contains` finds beginnings of words. */
  private static Predicate<StoredFile> named(String operator, String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return switch (operator) {
      case "=" -> file -> file.name.equalsIgnoreCase(value);
      case "!=" -> file -> !file.name.equalsIgnoreCase(value);
      case "contains" ->
          file -> {
            String name = file.name.toLowerCase(Locale.ROOT);
            return name.startsWith(lower)
                || name.contains(" " + lower)
                || name.matches(
                    "(?s).*[^\\p{L}\\p{N}]" + java.util.regex.Pattern.quote(lower) + ".*");
          };
      default -> throw DriveErrors.invalid("q");
    };
  }

  private Predicate<StoredFile> flag(String operator, Predicate<StoredFile> is) {
    boolean wanted =
        switch (word()) {
          case "true" -> true;
          case "false" -> false;
          default -> throw DriveErrors.invalid("q");
        };
    return switch (operator) {
      case "=" -> file -> is.test(file) == wanted;
      case "!=" -> file -> is.test(file) != wanted;
      default -> throw DriveErrors.invalid("q");
    };
  }

  private Predicate<StoredFile> timed(String operator, boolean modified) {
    long wanted = time(value());
    if (!COMPARISONS.contains(operator)) {
      throw DriveErrors.invalid("q");
    }
    return file -> {
      long is = modified ? file.modified : file.created;
      return switch (operator) {
        case "=" -> is == wanted;
        case "!=" -> is != wanted;
        case "<" -> is < wanted;
        case "<=" -> is <= wanted;
        case ">" -> is > wanted;
        default -> is >= wanted;
      };
    };
  }

  /** Without a zone it is UTC, without a time midnight. */
  private static long time(String value) {
    try {
      if (value.length() == 10) {
        return Instant.parse(value + "T00:00:00Z").toEpochMilli();
      }
      return value.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
          ? java.time.OffsetDateTime.parse(value).toInstant().toEpochMilli()
          : LocalDateTime.parse(value).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw DriveErrors.invalid("q");
    }
  }

  private Predicate<StoredFile> membership() {
    String value = value();
    if (!take("in")) {
      throw DriveErrors.invalid("q");
    }
    String where = word();
    String email = value.equals("me") ? caller.email() : value.toLowerCase(Locale.ROOT);
    return switch (where) {
      case "parents" -> {
        String parent = value.equals("root") ? files.root(caller.email()).id : value;
        yield file -> parent.equals(file.parent);
      }
      case "owners" -> file -> file.owner().equals(email);
      case "writers" -> file -> has(file, email, Role.WRITER);
      case "readers" -> file -> has(file, email, Role.READER);
      default -> throw DriveErrors.invalid("q");
    };
  }

  private static boolean has(StoredFile file, String email, Role least) {
    return file.permissions.values().stream()
        .anyMatch(one -> email.equals(one.value()) && one.role().compareTo(least) >= 0);
  }

  /** {@code appProperties has { key='a' and value='b' }}. */
  private Predicate<StoredFile> has(String field) {
    if (!take("has") || !take("{") || !take("key") || !take("=")) {
      throw DriveErrors.invalid("q");
    }
    String key = value();
    if (!take("and") || !take("value") || !take("=")) {
      throw DriveErrors.invalid("q");
    }
    String wanted = value();
    if (!take("}")) {
      throw DriveErrors.invalid("q");
    }
    return file -> {
      Map<String, String> all =
          field.equals("properties")
              ? file.properties
              : file.appProperties.getOrDefault(caller.clientId(), Map.of());
      return wanted.equals(all.get(key));
    };
  }

  private String value() {
    String token = word();
    if (token.length() < 2 || (token.charAt(0) != '\'' && token.charAt(0) != '"')) {
      throw DriveErrors.invalid("q");
    }
    return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private boolean take(String wanted) {
    if (peek().equalsIgnoreCase(wanted)) {
      word();
      return true;
    }
    return false;
  }

  private String peek() {
    int before = at;
    String word = word();
    at = before;
    return word;
  }

  /** The next word, quoted text or sign; empty at the end. */
  private String word() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return "";
    }
    int from = at;
    char first = text.charAt(at);
    if (first == '\'' || first == '"') {
      return quoted(first);
    }
    if ("(){}".indexOf(first) >= 0) {
      at++;
    } else if ("=!<>".indexOf(first) >= 0) {
      while (at < text.length() && "=!<>".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    } else {
      while (at < text.length()
          && !Character.isWhitespace(text.charAt(at))
          && "(){}=!<>'\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
    }
    return text.substring(from, at);
  }

  private String quoted(char quote) {
    int from = at++;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw DriveErrors.invalid("q");
    }
    at++;
    return text.substring(from, at);
  }
}
