package dev.lockstep.sandbox.identity;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Authorization codes on their way from the consent page to the token endpoint. */
final class Codes {

  /** How long a code may take, in milliseconds. */
  static final long LIFETIME = 600_000;

  /**
   * What a code stands for.
   *
   * @param challengeMethod S256 or plain, when there is a challenge
   */
  record Consent(
      String email,
      String clientId,
      String redirectUri,
      Set<String> scopes,
      boolean refreshToken,
      @Nullable String challenge,
      String challengeMethod,
      @Nullable String nonce,
      long expiresAt) {}

  private final Map<String, Consent> open = new HashMap<>();

  void put(String code, Consent consent) {
    open.put(code, consent);
  }

  /** A code works once. */
  @Nullable Consent take(String code) {
    return open.remove(code);
  }

  void clear() {
    open.clear();
  }
}
