package dev.lockstep.routes;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the route file that does not load, and what is wrong with it. */
final class RouteFailureAnalyzer
    extends AbstractFailureAnalyzer<CamelSpringBootInitializationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, CamelSpringBootInitializationException cause) {
    String causes =
        Stream.iterate(cause.getCause(), failure -> failure != null, Throwable::getCause)
            .map(failure -> String.valueOf(failure.getMessage()))
            .distinct()
            .collect(Collectors.joining(System.lineSeparator() + "  because: "));
    return new FailureAnalysis(
        "the routes do not start: " + causes,
        "Correct the file in routes/; 'validate' checks it without starting anything.",
        cause);
  }
}
