package dev.lockstep.account;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what must not be read from a database dump: AES-256-GCM, stored as {@code
 * keyid:base64(iv|text|tag)}. The key id says which key was used, so that keys can rotate.
 */
final class Vault {

  private static final int KEY_BYTES = 32;
  private static final String MAKE_ONE =
      "Set the key that stored tokens were encrypted with. For a new installation make"
          + " one: `openssl rand -hex 32`.";

  private final Map<String, AesGcmJce> ciphers = new LinkedHashMap<>();
  private final String current;

  Vault(TokenSettings settings) {
    current = add("TOKENS_ENCRYPTION_KEY", KeyFile.orSet(settings));
    settings.oldEncryptionKeys().forEach(key -> add("TOKENS_OLD_ENCRYPTION_KEYS", key));
  }

  /**
   * @param context what the secret belongs to; a ciphertext moved elsewhere does not open
   */
  String encrypt(String secret, String context) {
    try {
      byte[] sealed =
          ciphers
              .get(current)
              .encrypt(
                  secret.getBytes(StandardCharsets.UTF_8),
                  context.getBytes(StandardCharsets.UTF_8));
      return current + ":" + Base64.getEncoder().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt the secret of " + context, e);
    }
  }

  String decrypt(String stored, String context) {
    String keyId = keyId(stored);
    AesGcmJce cipher = ciphers.get(keyId);
    if (cipher == null) {
      throw new KeyFault(
          "the secret of %s is encrypted with key %s, but TOKENS_ENCRYPTION_KEY is key %s"
              .formatted(context, keyId, current),
          "Set TOKENS_ENCRYPTION_KEY to the key that it was written with, or add that one to"
              + " TOKENS_OLD_ENCRYPTION_KEYS. Where it is lost, accounts must be connected again.");
    }
    try {
      byte[] sealed = Base64.getDecoder().decode(stored.substring(keyId.length() + 1));
      return new String(
          cipher.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException("the stored secret of " + context + " is damaged", e);
    }
  }

  boolean isCurrent(String stored) {
    return keyId(stored).equals(current);
  }

  static String keyId(String stored) {
    int colon = stored.indexOf(':');
    if (colon < 1) {
      throw new IllegalStateException("a stored secret has no key id");
    }
    return stored.substring(0, colon);
  }

  private String add(String setting, @Nullable String hex) {
    if (hex == null || hex.isBlank()) {
      throw new KeyFault(
          setting + " is not set: it must be 32 random bytes as 64 hex digits", MAKE_ONE);
    }
    byte[] key = bytes(setting, hex.strip());
    try {
      String id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 4);
      ciphers.put(id, new AesGcmJce(key));
      return id;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(setting + " cannot be used as an AES key", e);
    }
  }

  private static byte[] bytes(String setting, String hex) {
    byte[] key;
    try {
      key = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      // The exception quotes the text, and the text is the key.
      throw new KeyFault(
          "%s is malformed: it must be 32 bytes as 64 hex digits, but it has %d characters that are not all hex pairs"
              .formatted(setting, hex.length()),
          MAKE_ONE);
    }
    if (key.length != KEY_BYTES) {
      throw new KeyFault(
          "%s is malformed: it must be 32 bytes as 64 hex digits, but it has %d bytes"
              .formatted(setting, key.length),
          MAKE_ONE);
    }
    return key;
  }
}
