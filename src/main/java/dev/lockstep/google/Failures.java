package dev.lockstep.google;

import dev.lockstep.core.Failure;

/** Tells the kind and scope of a failure (PROTOCOL 9) from what Google's clients threw. */
public final class Failures {

  private Failures() {}

  /** The failure behind an exception, however deeply wrapped. */
  public static Failure of(Throwable thrown) {
    throw new UnsupportedOperationException("follows");
  }
}
