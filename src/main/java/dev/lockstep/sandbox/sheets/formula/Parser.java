package dev.lockstep.sandbox.sheets.formula;

import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.grid.Value.Failure;
import dev.lockstep.sandbox.sheets.shift.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a formula as English (United States) writes it. */
final class Parser {

  /** What is not a formula. */
  static final class Unreadable extends RuntimeException {
    Unreadable() {
      super("Formula parse error.", null, false, false);
    }
  }

  private static final Pattern NUMBER =
      Pattern.compile("(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
  private static final Pattern ERROR =
      Pattern.compile("#(?:REF!|DIV/0!|N/A|NAME\\?|VALUE!|NUM!|NULL!|ERROR!)");
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("<=", ">=", "<>", "=", "<", ">"),
          List.of("&"),
          List.of("+", "-"),
          List.of("*", "/"),
          List.of("^"));

  private final String text;
  private int at;

  private Parser(String text) {
    this.text = text;
  }

  /**
   * @param formula with its equals sign
   * @throws Unreadable when it is none
   */
  static Expression parse(String formula) {
    Parser parser = new Parser(formula.substring(1));
    Expression expression = parser.level(0);
    parser.space();
    if (parser.at < parser.text.length()) {
      throw new Unreadable();
    }
    return expression;
  }

  private Expression level(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    Expression left = level(level + 1);
    for (String operator = any(LEVELS.get(level));
        operator != null;
        operator = any(LEVELS.get(level))) {
      left = new Expression.Binary(operator, left, level(level + 1));
    }
    return left;
  }

  private Expression unary() {
    String sign = any(List.of("+", "-"));
    if (sign != null) {
      return new Expression.Unary(sign, unary());
    }
    Expression operand = operand();
    while (take("%")) {
      operand = new Expression.Unary("%", operand);
    }
    return operand;
  }

  private Expression operand() {
    space();
    if (take("(")) {
      Expression inner = level(0);
      if (!take(")")) {
        throw new Unreadable();
      }
      return inner;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return new Expression.Constant(new Value.Text(string()));
    }
    References.Found reference = References.at(text, at);
    if (reference != null) {
      at = reference.end();
      return new Expression.Lookup(reference.reference());
    }
    Matcher found = looking(NUMBER);
    if (found != null) {
      return new Expression.Constant(new Value.Number(Double.parseDouble(found.group())));
    }
    found = looking(ERROR);
    if (found != null) {
      return new Expression.Constant(failure(found.group()));
    }
    found = looking(NAME);
    if (found == null) {
      throw new Unreadable();
    }
    return named(found.group());
  }

  private Expression named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (take("(")) {
      return new Expression.Call(upper, arguments());
    }
    if (upper.equals("TRUE") || upper.equals("FALSE")) {
      return new Expression.Constant(new Value.Flag(upper.equals("TRUE")));
    }
    return new Expression.Name(name);
  }

  private List<Expression> arguments() {
    List<Expression> arguments = new ArrayList<>();
    if (take(")")) {
      return arguments;
    }
    do {
      space();
      boolean missing = at < text.length() && ",)".indexOf(text.charAt(at)) >= 0;
      arguments.add(missing ? new Expression.Nothing() : level(0));
    } while (take(","));
    if (!take(")") && at < text.length()) {
      throw new Unreadable();
    }
    return arguments;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    for (at++; at < text.length(); at++) {
      if (text.charAt(at) != '"') {
        string.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        string.append('"');
        at++;
      } else {
        at++;
        return string.toString();
      }
    }
    throw new Unreadable();
  }

  private static Failure failure(String shown) {
    for (Failure.Kind kind : Failure.Kind.values()) {
      if (kind.shown().equals(shown)) {
        return new Failure(kind, kind == Failure.Kind.REFERENCE ? "Reference does not exist." : "");
      }
    }
    throw new Unreadable();
  }

  private @Nullable Matcher looking(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    matcher.useTransparentBounds(true);
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private @Nullable String any(List<String> operators) {
    for (String operator : operators) {
      if (take(operator)) {
        return operator;
      }
    }
    return null;
  }

  private boolean take(String wanted) {
    space();
    if (text.startsWith(wanted, at)) {
      at += wanted.length();
      return true;
    }
    return false;
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
