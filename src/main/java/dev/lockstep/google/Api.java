package dev.lockstep.google;

/** One of Google's APIs, as the unit of quotas. */
public enum Api {
  CALENDAR,
  SHEETS_READ,
  SHEETS_WRITE,
  DRIVE
}
