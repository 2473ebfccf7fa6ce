package dev.lockstep.routes;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the route file that does not load, and what is wrong with it. */
final class RouteFailureAnalyzer
    extends AbstractFailureAnalyzer<CamelSpringBootInitializationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, CamelSpringBootInitializationException cause) {
    return said(cause.getCause(), cause);
  }

  static FailureAnalysis said(@Nullable Throwable first, Throwable cause) {
    String causes =
        Stream.iterate(first, failure -> failure != null, Throwable::getCause)
            .map(failure -> String.valueOf(failure.getMessage()))
            .distinct()
            .collect(Collectors.joining(System.lineSeparator() + "  because: "));
    return new FailureAnalysis(
        "the routes do not start: " + causes,
        "Correct the file in routes/. 'validate' checks what can be known without starting anything:"
            + " that files load, and that components and languages are there; not beans, nor what"
            + " only a start tries.",
        cause);
  }
}
