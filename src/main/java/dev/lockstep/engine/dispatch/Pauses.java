package dev.lockstep.engine.dispatch;

/** Why a direction is paused, as stored with the partition. */
public final class Pauses {

  /** Its definition is gone or invalid; it goes on, and reconciles, when that returns. */
  public static final String STOPPED = "the sync is stopped";

  /** A person said so. */
  public static final String BY_HAND = "paused by hand";

  /** Its account is disconnected or disabled; it goes on, and reconciles, when that returns. */
  public static final String DISCONNECTED = "the account is not connected";

  private Pauses() {}
}
