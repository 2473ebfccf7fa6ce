package dev.lockstep.sandbox.identity;

import java.security.SecureRandom;
import java.util.Base64;

/** Tokens in the shapes of Google's. */
public final class Secrets {

  private final SecureRandom random = new SecureRandom();

  String accessToken() {
    return "ya29.a0" + text(150);
  }

  String refreshToken() {
    return "1//0" + text(72);
  }

  String code() {
    return "4/0A" + text(48);
  }

  private String text(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }
}
