package dev.lockstep.engine;

/** What a person asked for cannot be done; the message names the thing and says why. */
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Why why;

  private Refused(Why why, String message) {
    super(message);
    this.why = why;
  }

  static Refused unknown(String message) {
    return new Refused(Why.UNKNOWN, message);
  }

  static Refused notNow(String message) {
    return new Refused(Why.NOT_NOW, message);
  }

  static Refused unfit(String message) {
    return new Refused(Why.UNFIT, message);
  }

  public Why why() {
    return why;
  }

  /** What was at fault. */
  public enum Why {
    /** There is no such thing. */
    UNKNOWN,
    /** There is, and it does not stand so that this could be done. */
    NOT_NOW,
    /** What was asked does not fit it. */
    UNFIT
  }
}
