package dev.lockstep.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over `timestamp.body`, by each of the secrets that count now. */
record Signatures(List<String> secrets) {

  private static final String ALGORITHM = "HmacSHA256";

  boolean isEmpty() {
    return secrets.isEmpty();
  }

  /** Whether one of the secrets made it; takes the same time whatever differs. */
  boolean isGood(byte[] signature, String timestamp, byte[] body) {
    boolean isGood = false;
    for (String secret : secrets) {
      isGood |= MessageDigest.isEqual(sign(secret, timestamp, body), signature);
    }
    return isGood;
  }

  static byte[] sign(String secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update(timestamp.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) '.');
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "Signatures[masked]";
  }
}
