package dev.lockstep.sandbox.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one refresh token stands for. Times are Unix milliseconds.
 *
 * @param scopes that were allowed when it was made
 * @param expiresAt the end of a grant for a limited time, 0 without one
 */
record RefreshToken(Set<String> scopes, long usedAt, long expiresAt) {

  /** Unused for longer than this it is dead. */
  private static final long UNUSED = Duration.ofDays(180).toMillis();

  boolean live(long now) {
    return now - usedAt < UNUSED && (expiresAt == 0 || now < expiresAt);
  }

  RefreshToken used(long now) {
    return new RefreshToken(scopes, now, expiresAt);
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("usedAt", usedAt).put("expiresAt", expiresAt);
    scopes.forEach(json.putArray("scopes")::add);
    return json;
  }

  static RefreshToken read(JsonNode json) {
    Set<String> scopes = new LinkedHashSet<>();
    json.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    return new RefreshToken(scopes, json.path("usedAt").asLong(), json.path("expiresAt").asLong());
  }
}
