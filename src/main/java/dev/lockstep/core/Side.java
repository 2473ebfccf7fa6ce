package dev.lockstep.core;

/** One of the two that are kept in step. */
public enum Side {
  SOURCE,
  TARGET
}
