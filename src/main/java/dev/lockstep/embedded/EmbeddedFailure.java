package dev.lockstep.embedded;

/** The embedded part cannot start; the message says what is in the way, the remedy what helps. */
public final class EmbeddedFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String remedy;

  EmbeddedFailure(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  EmbeddedFailure(String message, String remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
