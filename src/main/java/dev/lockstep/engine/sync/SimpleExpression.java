package dev.lockstep.engine.sync;

import dev.lockstep.mapping.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Evaluates computed fields with Camel's Simple; {@code row} is the map of columns. */
@Component
public class SimpleExpression implements Expression {

  /** {@code ${row[venue][address][city]}}: a way into a JSON column. */
  private static final Pattern PATH = Pattern.compile("\\$\\{row((?:\\[[^\\[\\]]+]){2,})}");

  private static final Pattern STEP = Pattern.compile("\\[([^\\[\\]]+)]");

  private final CamelContext camel;
  private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

  public SimpleExpression(CamelContext camel) {
    this.camel = camel;
  }

  /**
   * @param paths ways into JSON columns, each the value of a variable of its own
   */
  private record Compiled(org.apache.camel.Expression expression, List<List<String>> paths) {}

  @Override
  public @Nullable String evaluate(String template, Map<String, @Nullable Object> row) {
    Compiled known = compiled.computeIfAbsent(template, this::compile);
    Exchange exchange = new DefaultExchange(camel);
    exchange.setVariable("row", row);
    for (int i = 0; i < known.paths().size(); i++) {
      exchange.setVariable("path" + i, at(row, known.paths().get(i)));
    }
    return known.expression().evaluate(exchange, String.class);
  }

  /**
   * Why its syntax cannot be read; empty where it can, whether the beans that it names are there or
   * not.
   */
  public Optional<String> problem(String template) {
    try {
      compile(template);
      return Optional.empty();
    } catch (SimpleIllegalSyntaxException e) {
      // Without a place in the text it is about something that only a start brings, as a bean.
      return e.getIndex() < 0
          ? Optional.empty()
          : String.valueOf(e.getMessage()).lines().findFirst();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** What stands there; nothing where any step of the way is missing. */
  private static @Nullable Object at(@Nullable Object row, List<String> path) {
    Object here = row;
    for (String step : path) {
      if (here instanceof Map<?, ?> map) {
        here = map.get(step);
      } else if (here instanceof List<?> list && step.matches("\\d{1,9}")) {
        int index = Integer.parseInt(step);
        here = index < list.size() ? list.get(index) : null;
      } else {
        return null;
      }
    }
    return here;
  }

  /**
   * A definition writes {@code row[name]}; Simple knows variables by {@code variable.row[name]}.
   */
  private Compiled compile(String template) {
    List<List<String>> paths = new ArrayList<>();
    String text =
        PATH.matcher(template)
            .replaceAll(
                way -> {
                  paths.add(
                      STEP.matcher(way.group(1)).results().map(step -> step.group(1)).toList());
                  return Matcher.quoteReplacement("${variable.path" + (paths.size() - 1) + "}");
                });
    Language simple = camel.resolveLanguage("simple");
    org.apache.camel.Expression expression =
        simple.createExpression(text.replace("${row[", "${variable.row["));
    expression.init(camel);
    return new Compiled(expression, List.copyOf(paths));
  }
}
