package dev.lockstep.cli;

import dev.lockstep.embedded.PortOwner;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;

/** Says which port of the application is taken, by whom, and the setting that moves it. */
final class ServerPortAnalyzer extends AbstractFailureAnalyzer<PortInUseException>
    implements Ordered {

  @Override
  protected FailureAnalysis analyze(Throwable root, PortInUseException cause) {
    return new FailureAnalysis(
        "port %d, wanted for the application itself, is in use%s"
            .formatted(
                cause.getPort(),
                PortOwner.of(cause.getPort()).map(owner -> " by " + owner).orElse("")),
        "Stop what has it, or set SERVER_PORT to a free port.",
        cause);
  }

  /** Before Spring's own, which does not know who has the port. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
