package dev.lockstep.sandbox.calendar;

import dev.lockstep.sandbox.http.GoogleError;

/** What somebody may do with a calendar, from nothing to everything; the names are Google's. */
enum Role {
  none,
  freeBusyReader,
  reader,
  writerWithoutPrivateAccess,
  writer,
  owner;

  boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }

  static Role read(String name) {
    for (Role role : values()) {
      if (role.name().equals(name)) {
        return role;
      }
    }
    throw GoogleError.invalid("Invalid role: " + name);
  }
}
