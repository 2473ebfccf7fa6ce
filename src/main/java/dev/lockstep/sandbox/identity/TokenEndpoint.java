package dev.lockstep.sandbox.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import dev.lockstep.sandbox.state.Ticks;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** POST /token: codes, refresh tokens and service accounts' assertions become access tokens. */
final class TokenEndpoint {

  private final Accounts accounts;
  private final Grants grants;
  private final Codes codes;
  private final IdTokens idTokens;
  private final ServiceAccounts serviceAccounts;
  private final Ticks ticks;

  TokenEndpoint(
      Accounts accounts,
      Grants grants,
      Codes codes,
      IdTokens idTokens,
      ServiceAccounts serviceAccounts,
      Ticks ticks) {
    this.accounts = accounts;
    this.grants = grants;
    this.codes = codes;
    this.idTokens = idTokens;
    this.serviceAccounts = serviceAccounts;
    this.ticks = ticks;
  }

  Answer token(Call call) {
    try {
      Params form = form(call);
      String type = form.get("grant_type", "");
      return Answer.json(
          switch (type) {
            case "authorization_code" -> code(form, clientId(call, form));
            case "refresh_token" -> refresh(form, clientId(call, form));
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> assertion(form);
            case "" -> throw OAuthError.invalidRequest("Required parameter is missing: grant_type");
            default ->
                throw new OAuthError(400, "unsupported_grant_type", "Invalid grant_type: " + type);
          });
    } catch (OAuthError error) {
      return error.answer();
    }
  }

  /** A form, or the same in JSON. */
  static Params form(Call call) {
    String type = call.headers().get("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      return call.query().with(new String(call.body(), StandardCharsets.UTF_8));
    }
    StringBuilder pairs = new StringBuilder();
    Json.readObject(call.body())
        .properties()
        .forEach(
            field ->
                pairs
                    .append(field.getKey())
                    .append('=')
                    .append(URLEncoder.encode(field.getValue().asText(), StandardCharsets.UTF_8))
                    .append('&'));
    return call.query().with(pairs.toString());
  }

  private static String clientId(Call call, Params form) {
    String id = form.get("client_id");
    if (id != null && !id.isBlank()) {
      return id;
    }
    String header = call.headers().get("Authorization");
    if (header != null && header.startsWith("Basic ")) {
      try {
        String pair =
            new String(
                Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
        return pair.substring(0, Math.max(0, pair.indexOf(':')));
      } catch (IllegalArgumentException e) {
        throw new OAuthError(401, "invalid_client", "Unauthorized");
      }
    }
    throw OAuthError.invalidRequest("Could not determine client ID from request.");
  }

  private ObjectNode code(Params form, String clientId) {
    String code = form.get("code");
    if (code == null) {
      throw OAuthError.invalidRequest("Missing required parameter: code");
    }
    Codes.Consent consent = codes.take(code);
    if (consent == null) {
      throw OAuthError.invalidGrant(code.startsWith("4/") ? "Bad Request" : "Malformed auth code.");
    }
    if (consent.expiresAt() <= ticks.millis() || !consent.clientId().equals(clientId)) {
      throw OAuthError.invalidGrant("Bad Request");
    }
    if (!consent.redirectUri().equals(form.get("redirect_uri"))) {
      throw new OAuthError(400, "redirect_uri_mismatch", "Bad Request");
    }
    checkVerifier(consent, form.get("code_verifier"));
    // What was allowed before is not part of it unless include_granted_scopes asked for that.
    Set<String> scopes = consent.scopes();
    Grants.Grant grant = grants.allow(consent.email(), clientId, scopes);
    ObjectNode json =
        Json.object()
            .put("access_token", grants.newAccessToken(grant, scopes))
            .put("expires_in", Grants.LIFETIME);
    if (consent.refreshToken()) {
      json.put("refresh_token", grants.newRefreshToken(grant, scopes));
      long seconds = grants.refreshTokenSeconds(scopes);
      if (seconds > 0) {
        json.put("refresh_token_expires_in", seconds);
      }
    }
    json.put("scope", String.join(" ", scopes)).put("token_type", "Bearer");
    idToken(json, clientId, consent.email(), scopes, consent.nonce());
    return json;
  }

  private static void checkVerifier(Codes.Consent consent, @Nullable String verifier) {
    if (consent.challenge() == null) {
      return;
    }
    if (verifier == null) {
      throw OAuthError.invalidGrant("Missing code verifier.");
    }
    String proof =
        consent.challengeMethod().equals("S256")
            ? Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier))
            : verifier;
    if (!proof.equals(consent.challenge())) {
      throw OAuthError.invalidGrant("Invalid code verifier.");
    }
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The answer has no refresh token: the one in hand goes on. */
  private ObjectNode refresh(Params form, String clientId) {
    String token = form.get("refresh_token");
    if (token == null || token.isBlank()) {
      throw OAuthError.invalidRequest("Missing required parameter: refresh_token");
    }
    Grants.Grant grant = grants.ofRefreshToken(token);
    if (grant == null) {
      throw OAuthError.invalidGrant("Token has been expired or revoked.");
    }
    if (!grant.clientId.equals(Grants.CONTROL_CLIENT) && !grant.clientId.equals(clientId)) {
      throw new OAuthError(401, "unauthorized_client", "Unauthorized");
    }
    Set<String> scopes = grant.scopesOf(token);
    String narrower = form.get("scope");
    if (narrower != null && !narrower.isBlank()) {
      Set<String> wanted = Scopes.canonical(narrower);
      if (!scopes.containsAll(wanted)) {
        throw new OAuthError(400, "invalid_scope", "Bad Request");
      }
      scopes = wanted;
    }
    ObjectNode json =
        Json.object()
            .put("access_token", grants.newAccessToken(grant, scopes))
            .put("expires_in", Grants.LIFETIME)
            .put("scope", String.join(" ", scopes))
            .put("token_type", "Bearer");
    // A token of the sandbox's own controls serves any client.
    idToken(
        json,
        grant.clientId.equals(Grants.CONTROL_CLIENT) ? clientId : grant.clientId,
        grant.email,
        scopes,
        null);
    return json;
  }

  private ObjectNode assertion(Params form) {
    String assertion = form.get("assertion");
    if (assertion == null) {
      throw OAuthError.invalidRequest("Missing required parameter: assertion");
    }
    ServiceAccounts.Assertion claims = serviceAccounts.read(assertion);
    String email = claims.subject() == null ? claims.issuer() : claims.subject();
    if (claims.subject() == null) {
      accounts.findOrCreate(email, "UTC");
    } else if (accounts.find(email) == null) {
      throw OAuthError.invalidGrant("Invalid email or User ID");
    }
    Set<String> scopes = Scopes.canonical(claims.scope());
    Grants.Grant grant = grants.allow(email, claims.issuer(), scopes);
    return Json.object()
        .put("access_token", grants.newAccessToken(grant, scopes))
        .put("expires_in", Grants.LIFETIME)
        .put("token_type", "Bearer");
  }

  private void idToken(
      ObjectNode json, String clientId, String email, Set<String> scopes, @Nullable String nonce) {
    Account account = accounts.find(email);
    if (account != null && scopes.contains(Scopes.OPENID)) {
      json.put(
          "id_token",
          idTokens.issue(
              account,
              clientId,
              nonce,
              json.path("access_token").asText(),
              scopes.contains(Scopes.PROFILE)));
    }
  }
}
