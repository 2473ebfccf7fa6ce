package dev.lockstep.routes;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the file that nothing could stand in for. */
final class RouteFileBrokenAnalyzer extends AbstractFailureAnalyzer<RouteFileBroken> {

  @Override
  protected FailureAnalysis analyze(Throwable root, RouteFileBroken cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Correct the file, or take it away so that the application's own is used; 'validate' checks"
            + " it without starting anything.",
        cause);
  }
}
