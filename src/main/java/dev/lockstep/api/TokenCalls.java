package dev.lockstep.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.account.AccessTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tokens of the API itself; each method is the step of one operation. */
@Component
final class TokenCalls {

  private final AccessTokens tokens;

  TokenCalls(AccessTokens tokens) {
    this.tokens = tokens;
  }

  public Answer create(ApiRequest request) {
    List<String> scopes = new ArrayList<>();
    request.body().path("scopes").forEach(scope -> scopes.add(scope.asText()));
    handOn(request, scopes);
    Duration lifetime =
        request.body().has("lifetime_seconds")
            ? Duration.ofSeconds(request.body().get("lifetime_seconds").asLong())
            : null;
    return new Answer(
        201, json(tokens.create(String.valueOf(request.said("name")), scopes, lifetime)));
  }

  public Answer rotate(ApiRequest request) {
    AccessTokens.Holder holder = tokens.find(id(request)).orElseThrow(() -> unknown(request));
    handOn(request, holder.scopes());
    return Answer.ok(json(tokens.rotate(holder.id()).orElseThrow(() -> unknown(request))));
  }

  /** Nobody gets a secret that can do more than they can. */
  private static void handOn(ApiRequest request, Collection<String> scopes) {
    AccessTokens.Holder caller = request.caller();
    if (caller == null || !caller.mayHandOn(scopes)) {
      throw ApiProblem.forbidden(String.join(" ", scopes));
    }
  }

  public Answer revoke(ApiRequest request) {
    if (!tokens.revoke(id(request))) {
      throw unknown(request);
    }
    return Answer.nothing(204);
  }

  private static UUID id(ApiRequest request) {
    return UUID.fromString(request.text("id"));
  }

  private static ApiProblem unknown(ApiRequest request) {
    return ApiProblem.notFound(
        "there is no token %s, or it is revoked or expired".formatted(request.text("id")));
  }

  private static ObjectNode json(AccessTokens.Made made) {
    ObjectNode json = Answer.JSON.createObjectNode();
    json.put("id", made.id().toString());
    json.put("name", made.name());
    made.scopes().stream().sorted().forEach(json.putArray("scopes")::add);
    if (made.expiresAt() != null) {
      json.put("expires_at", made.expiresAt().toString());
    }
    json.put("token", made.token());
    return json;
  }
}
