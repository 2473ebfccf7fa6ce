package dev.lockstep.cli;

import java.util.List;

/** Settings that keep the application from starting, all of them. */
final class StartRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  StartRefused(List<String> faults) {
    super(String.join(System.lineSeparator(), faults));
  }
}
