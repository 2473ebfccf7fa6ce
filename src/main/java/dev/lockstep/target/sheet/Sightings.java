package dev.lockstep.target.sheet;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sightings of one look, against those of the looks before. */
final class Sightings {

  private final Map<String, Sighting> before;
  private final Instant now;
  private final Duration settle;
  private final Map<String, Sighting> after = new LinkedHashMap<>();

  Sightings(Map<String, Sighting> before, Instant now, Duration settle) {
    this.before = before;
    this.now = now;
    this.settle = settle;
  }

  /** Notes it; whether two looks at least the settling time apart have shown it the same. */
  boolean settled(String what, String hash) {
    Sighting sighting = note(what, hash);
    return sighting.looks() > 1 && !sighting.firstSeen().plus(settle).isAfter(now);
  }

  /** Notes it; how many looks running have shown it, whatever it looked like. */
  int running(String what) {
    return note(what, "").looks();
  }

  private Sighting note(String what, String hash) {
    Sighting found = before.get(what);
    Sighting sighting =
        found != null && found.hash().equals(hash)
            ? found.again()
            : new Sighting(what, hash, now, 1, false);
    after.put(what, sighting);
    return sighting;
  }

  /** Whether people are to be told of what was just noted: once, as long as it stays the same. */
  boolean tell(String what) {
    Sighting sighting = after.get(what);
    if (sighting == null || sighting.told()) {
      return false;
    }
    after.put(what, sighting.told(true));
    return true;
  }

  /** What looks before have shown of a kind, by name. */
  List<String> namedBefore(String kind) {
    return before.keySet().stream()
        .filter(what -> what.startsWith(kind))
        .map(what -> what.substring(kind.length()))
        .toList();
  }

  Map<String, Sighting> after() {
    return after;
  }

  /** When the next of them will have settled; null where none is on its way. */
  @Nullable Instant nextSettled() {
    return after.values().stream()
        .filter(sighting -> !sighting.what().startsWith(Judge.RESTLESS))
        .filter(sighting -> !sighting.told())
        .filter(sighting -> sighting.looks() < 2 || sighting.firstSeen().plus(settle).isAfter(now))
        .map(sighting -> sighting.firstSeen().plus(settle))
        .min(Instant::compareTo)
        .orElse(null);
  }
}
