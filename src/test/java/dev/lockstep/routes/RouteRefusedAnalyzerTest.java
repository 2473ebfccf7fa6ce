package dev.lockstep.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

class RouteRefusedAnalyzerTest {

  @Test
  void aRouteThatNeedsAComponentThatIsNotThereIsNamedAndNotATrace() throws Exception {
    assertThat(said(failureOf("tmer:x")))
        .singleElement()
        .satisfies(
            said ->
                assertThat(said.getDescription())
                    .contains("the routes do not start", "tmer", "mine"));
  }

  private static List<FailureAnalysis> said(Exception failure) {
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((m, f) -> {}))
        .stream()
        .filter(analyzer -> analyzer.getClass().getPackageName().equals("dev.lockstep.routes"))
        .map(analyzer -> analyzer.analyze(new IllegalStateException(failure)))
        .filter(analysis -> analysis != null)
        .toList();
  }

  private static Exception failureOf(String uri) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri).routeId("mine").to("mock:end");
            }
          });
      camel.start();
    } catch (Exception failure) {
      return failure;
    }
    throw new AssertionError("it started");
  }
}
