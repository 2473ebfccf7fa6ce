package dev.lockstep.engine.sync;

import dev.lockstep.mapping.Expression;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Evaluates computed fields with Camel's Simple; {@code row} is the map of columns. */
@Component
class SimpleExpression implements Expression {

  private final CamelContext camel;
  private final Map<String, org.apache.camel.Expression> compiled = new ConcurrentHashMap<>();

  SimpleExpression(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public @Nullable String evaluate(String template, Map<String, @Nullable Object> row) {
    org.apache.camel.Expression expression = compiled.computeIfAbsent(template, this::compile);
    Exchange exchange = new DefaultExchange(camel);
    exchange.setVariable("row", row);
    return expression.evaluate(exchange, String.class);
  }

  /**
   * A definition writes {@code row[name]}; Simple knows variables by {@code variable.row[name]}.
   */
  private org.apache.camel.Expression compile(String template) {
    Language simple = camel.resolveLanguage("simple");
    org.apache.camel.Expression expression =
        simple.createExpression(template.replace("${row[", "${variable.row["));
    expression.init(camel);
    return expression;
  }
}
