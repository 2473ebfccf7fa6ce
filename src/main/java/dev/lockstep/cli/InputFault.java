package dev.lockstep.cli;

/** What the caller gave cannot be used; the message names it. */
final class InputFault extends RuntimeException {

  private static final long serialVersionUID = 1;

  InputFault(String message) {
    super(message);
  }
}
