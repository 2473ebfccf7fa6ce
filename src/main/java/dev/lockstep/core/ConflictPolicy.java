package dev.lockstep.core;

/** What decides when both sides changed one field to different values (PROTOCOL 3.1, 3.4). */
public enum ConflictPolicy {
  /** The side that changed later; ties go to the source. */
  LATEST_WINS,
  SOURCE_WINS,
  GOOGLE_WINS,
  /** Nobody but a person: both values wait. */
  MANUAL
}
