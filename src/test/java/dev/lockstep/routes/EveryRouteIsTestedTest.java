package dev.lockstep.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.WiringOf;
import java.security.CodeSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.util.ClassUtils;

/** No route of ours is without a test of its wiring. */
class EveryRouteIsTestedTest {

  private static final CodeSource TESTS =
      EveryRouteIsTestedTest.class.getProtectionDomain().getCodeSource();

  @Test
  void everyRouteIsNamedByATestOfItsWiring() {
    assertThat(tested())
        .as("routes named by @WiringOf")
        .containsExactlyInAnyOrderElementsOf(routes());
  }

  private static Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    RouteTexts.routes().forEach(route -> routes.add(route.id()));
    classes(new AssignableTypeFilter(RoutesBuilder.class))
        .filter(type -> !type.getProtectionDomain().getCodeSource().equals(TESTS))
        .map(Class::getSimpleName)
        .forEach(routes::add);
    return routes;
  }

  private static Set<String> tested() {
    return classes(new AnnotationTypeFilter(WiringOf.class))
        .flatMap(type -> Stream.of(type.getAnnotation(WiringOf.class).value()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Class<?>> classes(TypeFilter filter) {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(filter);
    return scanner.findCandidateComponents("dev.lockstep").stream()
        .map(found -> ClassUtils.resolveClassName(found.getBeanClassName(), null));
  }
}
