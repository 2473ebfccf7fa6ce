package dev.lockstep.cli;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists the settings at fault. */
final class StartRefusedAnalyzer extends AbstractFailureAnalyzer<StartRefused> {

  @Override
  protected FailureAnalysis analyze(Throwable root, StartRefused cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Set them as environment variables, or start without profile production to try Lockstep"
            + " with an embedded database and a sandbox of Google's APIs.",
        cause);
  }
}
