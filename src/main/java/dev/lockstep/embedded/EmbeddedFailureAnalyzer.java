package dev.lockstep.embedded;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what keeps the embedded part from starting instead of showing a stack trace. */
final class EmbeddedFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedFailure> {

  @Override
  protected FailureAnalysis analyze(Throwable root, EmbeddedFailure cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
