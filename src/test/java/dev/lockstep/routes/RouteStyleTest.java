package dev.lockstep.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.routes.RouteTexts.Flow;
import dev.lockstep.routes.RouteTexts.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How our route files are written. */
class RouteStyleTest {

  private static final Pattern VERB_OBJECT = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final Set<String> SCRIPTS =
      Set.of("script", "groovy", "joor", "java", "js", "mvel", "ognl", "python", "spel");
  private static final Set<String> FAILURE_HANDLING =
      Set.of("onException", "doTry", "circuitBreaker", "onFallback");
  private static final Set<String> WITH_ENDPOINT = Set.of("to", "toD", "wireTap", "enrich");
  private static final Pattern SQL =
      Pattern.compile("\\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\\b");

  private static List<Flow> routes() {
    return RouteTexts.routes();
  }

  private static Stream<Flow> flows() {
    return Stream.concat(routes().stream(), RouteTexts.configurations().stream());
  }

  @ParameterizedTest
  @MethodSource("flows")
  void itHasAnIdAndADescriptionOfItsOwn(Flow flow) {
    assertThat(flow.body().get("id")).isInstanceOf(String.class);
    assertThat(flow.id()).matches(VERB_OBJECT);
    assertThat(flow.description()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("flows")
  void everyStepHasAnId(Flow flow) {
    assertThat(flow.steps())
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.id()).as(step.name()).isNotNull().matches(VERB_OBJECT));
  }

  /** Camel refuses to start with one id twice, be it of a route or of a step. */
  @Test
  void noIdStandsTwiceInAllFiles() {
    assertThat(
            flows()
                .flatMap(
                    flow ->
                        Stream.concat(Stream.of(flow.id()), flow.steps().stream().map(Step::id))))
        .doesNotHaveDuplicates();
  }

  /** A forged header could choose the method otherwise. */
  @ParameterizedTest
  @MethodSource("flows")
  void everyBeanIsNamedWithItsMethod(Flow flow) {
    assertThat(steps(flow, "bean"))
        .allSatisfy(
            bean -> assertThat(bean.options().keySet().toArray()).contains("ref", "method"));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aRouteChoosesOnceAtMostAndFitsOnAScreen(Flow route) {
    assertThat(steps(route, "choice")).hasSizeLessThanOrEqualTo(1);
    assertThat(route.steps()).hasSizeLessThanOrEqualTo(10);
  }

  @ParameterizedTest
  @MethodSource("flows")
  void thereAreNoScriptsInIt(Flow flow) {
    assertThat(names(flow.body())).doesNotContainAnyElementsOf(SCRIPTS);
  }

  /** The demo's own tables are what an integrator's would be; the engine's are behind beans. */
  @Test
  void thereIsNoSqlInOurFiles() {
    RouteTexts.files()
        .forEach(
            (file, text) -> {
              if (!file.startsWith("demo/")) {
                assertThat(SQL.matcher(text).find()).as(file).isFalse();
              }
            });
  }

  @ParameterizedTest
  @MethodSource("routes")
  void whatHappensOnFailureStandsInAConfiguration(Flow route) {
    assertThat(names(route.body())).doesNotContainAnyElementsOf(FAILURE_HANDLING);
    if (route.body().containsKey("errorHandler")) {
      // The caller's configuration decides.
      assertThat(RouteTexts.map(route.body().get("errorHandler")).keySet().toArray())
          .containsExactly("noErrorHandler");
    }
    if (route.body().containsKey("routeConfigurationId")) {
      assertThat(RouteTexts.configurations())
          .extracting(Flow::id)
          .contains(String.valueOf(route.body().get("routeConfigurationId")));
    }
  }

  @ParameterizedTest
  @MethodSource("flows")
  void optionsOfAnEndpointAreParameters(Flow flow) {
    assertThat(flow.from()).doesNotContain("?");
    assertThat(flow.steps())
        .filteredOn(step -> WITH_ENDPOINT.contains(step.name()))
        .allSatisfy(
            step -> assertThat(String.valueOf(step.options().get("uri"))).doesNotContain("?"));
  }

  private static List<Step> steps(Flow flow, String name) {
    return flow.steps().stream().filter(step -> step.name().equals(name)).toList();
  }

  /** Every key of the tree. */
  private static List<String> names(Object node) {
    return switch (node) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(
                  entry ->
                      Stream.concat(
                          Stream.of(String.valueOf(entry.getKey())),
                          names(entry.getValue()).stream()))
              .toList();
      case List<?> list -> list.stream().flatMap(element -> names(element).stream()).toList();
      default -> List.of();
    };
  }
}
