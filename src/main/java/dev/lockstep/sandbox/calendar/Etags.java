package dev.lockstep.sandbox.calendar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Etags of what has no time of change in it. */
final class Etags {

  private Etags() {}

  /** Twenty-seven characters made of the content. */
  static String opaque(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(content.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
