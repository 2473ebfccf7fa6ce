package dev.lockstep.sandbox.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Programs with an identity of their own. One that was made here must sign with its key; of any
 * other the assertion is believed, so that an existing key file can be used.
 */
public final class ServiceAccounts {

  private static final long HOUR = 3_600;
  private static final long SKEW = 300;

  /**
   * A checked assertion.
   *
   * @param subject the person it acts for, by domain-wide delegation
   */
  record Assertion(String issuer, @Nullable String subject, String scope) {}

  private record Known(String publicKey, boolean delegation) {}

  private final Journal journal;
  private final Ticks ticks;
  private final Map<String, Known> known = new HashMap<>();

  public ServiceAccounts(Journal journal, Ticks ticks) {
    this.journal = journal;
    this.ticks = ticks;
    journal.replay(
        "service_account",
        (email, json) ->
            known.put(
                email,
                new Known(json.path("publicKey").asText(), json.path("delegation").asBoolean())));
  }

  /**
   * Makes a service account.
   *
   * @param delegation whether it may act for people
   * @return its key file as Google's console gives it
   */
  public ObjectNode create(String email, boolean delegation, String rootUrl) {
    KeyPair pair = SigningKeys.get();
    String publicKey = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    known.put(email, new Known(publicKey, delegation));
    journal.put(
        "service_account",
        email,
        () -> Json.object().put("publicKey", publicKey).put("delegation", delegation));
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return Json.object()
        .put("type", "service_account")
        .put("project_id", "lockstep-sandbox")
        .put("private_key_id", "5f1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b")
        .put("private_key", pem)
        .put("client_email", email)
        .put("client_id", "100000000000000000001")
        .put("auth_uri", rootUrl + "o/oauth2/auth")
        .put("token_uri", rootUrl + "token")
        .put("universe_domain", "googleapis.com");
  }

  Assertion read(String jwt) {
    String[] parts = jwt.split("\\.");
    if (parts.length != 3) {
      throw OAuthError.invalidGrant("Invalid JWT: Failed to parse.");
    }
    JsonNode claims = decode(parts[1]);
    String issuer = claims.path("iss").asText();
    if (!decode(parts[0]).path("alg").asText().equals("RS256") || !issuer.contains("@")) {
      throw OAuthError.invalidGrant("Invalid JWT Signature.");
    }
    long now = ticks.millis() / 1_000;
    long issued = claims.path("iat").asLong();
    long expires = claims.path("exp").asLong();
    if (issued > now + SKEW || expires < now - SKEW || expires > issued + HOUR + SKEW) {
      throw OAuthError.invalidGrant(
          "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable"
              + " timeframe. Check your iat and exp values in the JWT claim.");
    }
    if (!claims.path("aud").asText().endsWith("/token")) {
      throw OAuthError.invalidGrant("Invalid JWT: Failed audience check.");
    }
    String scope = claims.path("scope").asText();
    if (scope.isBlank()) {
      throw new OAuthError(
          400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.");
    }
    String subject = claims.hasNonNull("sub") ? claims.get("sub").asText() : null;
    Known account = known.get(issuer);
    if (account != null) {
      verify(account, parts);
      if (subject != null && !subject.equals(issuer) && !account.delegation) {
        throw new OAuthError(
            401,
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not"
                + " authorized for any of the scopes requested.");
      }
    }
    return new Assertion(issuer, subject == null || subject.equals(issuer) ? null : subject, scope);
  }

  private static JsonNode decode(String part) {
    try {
      return Json.MAPPER.readTree(Base64.getUrlDecoder().decode(part));
    } catch (java.io.IOException | IllegalArgumentException e) {
      throw OAuthError.invalidGrant("Invalid JWT: Failed to parse.");
    }
  }

  private static void verify(Known account, String[] parts) {
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new X509EncodedKeySpec(Base64.getDecoder().decode(account.publicKey)));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      if (signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
        return;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw OAuthError.invalidGrant("Invalid JWT Signature.");
    }
    throw OAuthError.invalidGrant("Invalid JWT Signature.");
  }

  public void clear() {
    known.clear();
  }
}
