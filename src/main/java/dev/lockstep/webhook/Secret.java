package dev.lockstep.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** A channel's own secret, 256 bits; only its SHA-256 is stored. */
record Secret(String text) {

  static Secret draw(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  byte[] hash() {
    return hash(text);
  }

  /** Whether the claimed secret has this hash; takes the same time whatever differs. */
  static boolean matches(String claimed, byte[] hash) {
    return MessageDigest.isEqual(hash(claimed), hash);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Secret[masked]";
  }
}
