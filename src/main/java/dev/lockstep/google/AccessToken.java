package dev.lockstep.google;

import java.time.Instant;

/**
 * A bearer token of one account. It never shows in text.
 *
 * @param expiresAt when Google stops taking it
 */
public record AccessToken(String value, Instant expiresAt) {

  @Override
  public String toString() {
    return "AccessToken[…, expiresAt=" + expiresAt + "]";
  }
}
