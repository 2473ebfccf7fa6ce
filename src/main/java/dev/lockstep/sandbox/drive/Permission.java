package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/**
 * Who has which role on a file.
 *
 * @param type user, group, domain or anyone
 * @param value the address, the domain, or null for anyone
 * @param discoverable whether a domain or anyone finds it without the link
 */
record Permission(String id, String type, @Nullable String value, Role role, boolean discoverable) {

  static final String ANYONE = "anyoneWithLink";

  static Permission user(String email, Role role) {
    return new Permission(idOf(email), "user", email, role, false);
  }

  /** Twenty digits, the same for the same address. */
  static String idOf(String email) {
    long hash = 7;
    for (char c : email.toCharArray()) {
      hash = 1_000_003 * hash + c;
    }
    return "%020d".formatted(hash & Long.MAX_VALUE);
  }

  boolean concerns(String email) {
    return switch (type) {
      case "anyone" -> true;
      case "domain" -> email.endsWith("@" + value);
      default -> email.equals(value);
    };
  }

  Permission with(Role other) {
    return new Permission(id, type, value, other, discoverable);
  }

  ObjectNode json() {
    return Json.object()
        .put("id", id)
        .put("type", type)
        .put("value", value)
        .put("role", role.name())
        .put("discoverable", discoverable);
  }

  static Permission read(JsonNode json) {
    return new Permission(
        json.path("id").asText(),
        json.path("type").asText(),
        json.hasNonNull("value") ? json.get("value").asText() : null,
        Role.valueOf(json.path("role").asText()),
        json.path("discoverable").asBoolean());
  }
}
