package dev.lockstep.account;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which key is at fault and how stored tokens can be read again. */
final class KeyFaultAnalyzer extends AbstractFailureAnalyzer<KeyFault> {

  @Override
  protected FailureAnalysis analyze(Throwable root, KeyFault cause) {
    return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
  }
}
