package dev.lockstep.sandbox.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;

/**
 * A Google identity.
 *
 * @param sub the number that names the person for good
 * @param timeZone of the primary calendar when it was made
 */
public record Account(String email, String sub, String name, String timeZone) {

  ObjectNode json() {
    return Json.object()
        .put("email", email)
        .put("sub", sub)
        .put("name", name)
        .put("timeZone", timeZone);
  }

  static Account read(JsonNode json) {
    return new Account(
        json.path("email").asText(),
        json.path("sub").asText(),
        json.path("name").asText(),
        json.path("timeZone").asText());
  }
}
