package dev.lockstep.target.sheet;

import java.time.Instant;

/**
 * Something out of the ordinary that looks have shown: it counts once it has been the same for a
 * while (PROTOCOL 7.3).
 *
 * @param what kind and name: `absent:7`, `new:8`
 * @param hash what it looked like; another look begins anew
 * @param firstSeen by PostgreSQL's clock
 * @param looks how many looks have shown it
 * @param told whether people were told of it
 */
record Sighting(String what, String hash, Instant firstSeen, int looks, boolean told) {

  Sighting again() {
    return new Sighting(what, hash, firstSeen, looks + 1, told);
  }

  Sighting told(boolean now) {
    return new Sighting(what, hash, firstSeen, looks, now);
  }
}
