package dev.lockstep.account;

/** The key that stored tokens are encrypted with is missing, malformed or another one. */
final class KeyFault extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * @param action what an operator does about it
   */
  KeyFault(String message, String action) {
    super(message);
    this.action = action;
  }

  String action() {
    return action;
  }
}
