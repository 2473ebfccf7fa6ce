package dev.lockstep.sandbox.identity;

import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Json;

/** A refusal of the token endpoint in the words of RFC 6749. */
final class OAuthError extends RuntimeException {

  private final int status;
  private final String error;

  OAuthError(int status, String error, String description) {
    super(description, null, false, false);
    this.status = status;
    this.error = error;
  }

  static OAuthError invalidGrant(String description) {
    return new OAuthError(400, "invalid_grant", description);
  }

  static OAuthError invalidRequest(String description) {
    return new OAuthError(400, "invalid_request", description);
  }

  String error() {
    return error;
  }

  Answer answer() {
    return Answer.json(
        status, Json.object().put("error", error).put("error_description", getMessage()));
  }
}
