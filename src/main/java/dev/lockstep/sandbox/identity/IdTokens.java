package dev.lockstep.sandbox.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Identity documents signed with RS256, and the key that proves them. */
final class IdTokens {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String KEY_ID = "5f1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b";

  private final Journal journal;
  private final Ticks ticks;
  private @Nullable RSAPrivateCrtKey key;

  IdTokens(Journal journal, Ticks ticks) {
    this.journal = journal;
    this.ticks = ticks;
    Map<String, JsonNode> kept = new TreeMap<>();
    journal.replay("signing_key", kept::put);
    JsonNode pkcs8 = kept.get("id_token");
    if (pkcs8 != null) {
      key = read(Base64.getDecoder().decode(pkcs8.asText()));
    } else {
      SigningKeys.prepare();
    }
  }

  /**
   * @param accessToken that is handed out beside it
   */
  String issue(
      Account account,
      String clientId,
      @Nullable String nonce,
      String accessToken,
      boolean withProfile) {
    long now = ticks.millis() / 1_000;
    ObjectNode claims =
        Json.object()
            .put("iss", "https://accounts.google.com")
            .put("azp", clientId)
            .put("aud", clientId)
            .put("sub", account.sub())
            .put("email", account.email())
            .put("email_verified", true)
            .put(
                "at_hash",
                BASE64.encodeToString(Arrays.copyOf(TokenEndpoint.sha256(accessToken), 16)));
    if (nonce != null) {
      claims.put("nonce", nonce);
    }
    if (withProfile) {
      claims
          .put("name", account.name())
          .put("given_name", account.name())
          .put("picture", OAuthApi.picture(account));
    }
    claims.put("iat", now).put("exp", now + 3600);
    ObjectNode header = Json.object().put("alg", "RS256").put("kid", KEY_ID).put("typ", "JWT");
    String signed = encode(header) + "." + encode(claims);
    return signed + "." + BASE64.encodeToString(sign(signed));
  }

  private static String encode(ObjectNode json) {
    return BASE64.encodeToString(Json.bytes(json, false));
  }

  /** The key set at /oauth2/v3/certs. */
  ObjectNode keySet() {
    RSAPrivateCrtKey rsa = key();
    ObjectNode one =
        Json.object()
            .put("kty", "RSA")
            .put("alg", "RS256")
            .put("use", "sig")
            .put("kid", KEY_ID)
            .put("n", unsigned(rsa.getModulus()))
            .put("e", unsigned(rsa.getPublicExponent()));
    ObjectNode set = Json.object();
    set.putArray("keys").add(one);
    return set;
  }

  /** The same key at /oauth2/v1/certs: certificates by key id. */
  ObjectNode certificates() {
    RSAPrivateCrtKey rsa = key();
    return Json.object().put(KEY_ID, Certificate.pem(publicKey(rsa), rsa));
  }

  private static PublicKey publicKey(RSAPrivateCrtKey rsa) {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is not available", e);
    }
  }

  /** What a document says, all of it as text; null when it is none of ours or has expired. */
  @Nullable ObjectNode read(String document) {
    String[] parts = document.split("\\.");
    if (parts.length != 3) {
      return null;
    }
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(publicKey(key()));
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
        return null;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
    ObjectNode claims = Json.readObject(Base64.getUrlDecoder().decode(parts[1]));
    if (claims.path("exp").asLong() * 1_000 <= ticks.millis()) {
      return null;
    }
    ObjectNode told = Json.object();
    claims.properties().forEach(c -> told.put(c.getKey(), c.getValue().asText()));
    return told.put("alg", "RS256").put("kid", KEY_ID).put("typ", "JWT");
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return BASE64.encodeToString(
        bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RS256 is not available", e);
    }
  }

  /** Taken when first needed: few users of the sandbox read identity documents. */
  private RSAPrivateCrtKey key() {
    RSAPrivateCrtKey known = key;
    if (known == null) {
      known = (RSAPrivateCrtKey) SigningKeys.get().getPrivate();
      key = known;
      byte[] encoded = known.getEncoded();
      journal.put(
          "signing_key",
          "id_token",
          () -> Json.MAPPER.getNodeFactory().textNode(Base64.getEncoder().encodeToString(encoded)));
    }
    return known;
  }

  private static RSAPrivateCrtKey read(byte[] pkcs8) {
    try {
      return (RSAPrivateCrtKey)
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the store's signing key is not readable", e);
    }
  }
}
