package dev.lockstep.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class SimpleExpressionTest {

  private static final Row ROW =
      new Row(
          "1",
          Map.of(
              "title",
              ColumnType.of("text").read("Fair"),
              "venue",
              ColumnType.of("jsonb")
                  .read(
                      """
                      {"name": "Hall", "address": {"city": "Berlin", "lines": ["A 1", "Yard"]}, "seats": 120}
                      """)));

  private static String evaluate(String template) {
    try (var camel = new DefaultCamelContext()) {
      return String.valueOf(
          new SimpleExpression(camel).evaluate(template, new LinkedHashMap<>(ROW.objects())));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void nestedJsonIsReached() {
    assertThat(evaluate("${row[title]} at ${row[venue][name]}")).isEqualTo("Fair at Hall");
    assertThat(evaluate("${row[venue][address][city]}")).isEqualTo("Berlin");
    assertThat(evaluate("${row[venue][address][lines][1]}")).isEqualTo("Yard");
    assertThat(evaluate("${row[venue][seats]}")).isEqualTo("120");
    assertThat(evaluate("[${row[venue][nothing]}]")).isEqualTo("[]");
  }

  @Test
  void aWayThatEndsHalfwayIsNothing() {
    assertThat(evaluate("${row[venue][owner][name]}")).isEqualTo("null");
    assertThat(evaluate("in ${row[venue][owner][city]}!")).isEqualTo("in !");
    assertThat(evaluate("${row[title][city]}")).isEqualTo("null");
    assertThat(evaluate("${row[venue][address][lines][7]}")).isEqualTo("null");
  }
}
