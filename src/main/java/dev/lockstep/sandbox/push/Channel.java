package dev.lockstep.sandbox.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/**
 * One subscription.
 *
 * @param resource what is watched, by a name of the sandbox's own
 * @param resourceUri as the watcher asked for it
 * @param email who made it; only that account through that client may stop it
 * @param expiration Unix milliseconds, a whole second
 * @param stoppedAt Unix milliseconds, 0 while it lives
 */
record Channel(
    String id,
    String resource,
    String resourceId,
    String resourceUri,
    String address,
    @Nullable String token,
    String email,
    String clientId,
    long expiration,
    long stoppedAt) {

  boolean live(long now) {
    return stoppedAt == 0 && now < expiration;
  }

  Channel stopped(long now) {
    return new Channel(
        id, resource, resourceId, resourceUri, address, token, email, clientId, expiration, now);
  }

  /** The answer to the watch call. */
  ObjectNode answer() {
    ObjectNode json =
        Json.object()
            .put("kind", "api#channel")
            .put("id", id)
            .put("resourceId", resourceId)
            .put("resourceUri", resourceUri);
    if (token != null) {
      json.put("token", token);
    }
    return json.put("expiration", Long.toString(expiration));
  }

  ObjectNode json() {
    return Json.object()
        .put("id", id)
        .put("resource", resource)
        .put("resourceId", resourceId)
        .put("resourceUri", resourceUri)
        .put("address", address)
        .put("token", token)
        .put("email", email)
        .put("clientId", clientId)
        .put("expiration", expiration)
        .put("stoppedAt", stoppedAt);
  }

  static Channel read(JsonNode json) {
    return new Channel(
        json.path("id").asText(),
        json.path("resource").asText(),
        json.path("resourceId").asText(),
        json.path("resourceUri").asText(),
        json.path("address").asText(),
        json.hasNonNull("token") ? json.get("token").asText() : null,
        json.path("email").asText(),
        json.path("clientId").asText(),
        json.path("expiration").asLong(),
        json.path("stoppedAt").asLong());
  }
}
