package dev.lockstep.core;

/** Which way values flow. */
public enum Direction {
  TO_GOOGLE,
  FROM_GOOGLE,
  BOTH;

  public boolean toGoogle() {
    return this != FROM_GOOGLE;
  }

  public boolean fromGoogle() {
    return this != TO_GOOGLE;
  }
}
