package dev.lockstep.routes;

import org.apache.camel.RuntimeCamelException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The same for a file that loads and whose routes Camel cannot make or start. */
final class RouteRefusedAnalyzer extends AbstractFailureAnalyzer<RuntimeCamelException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, RuntimeCamelException cause) {
    return RouteFailureAnalyzer.said(cause, cause);
  }
}
