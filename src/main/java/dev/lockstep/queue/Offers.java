package dev.lockstep.queue;

import java.time.Duration;
import java.util.Collection;

/**
 * What is queued alike.
 *
 * @param debounce quiet time before each record is due
 */
public record Offers(Lane lane, Duration debounce, Collection<Offer> offers) {

  /** Edits that are due at once. */
  public static Offers live(Collection<Offer> offers) {
    return new Offers(Lane.LIVE, Duration.ZERO, offers);
  }
}
