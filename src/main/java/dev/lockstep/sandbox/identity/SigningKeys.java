package dev.lockstep.sandbox.identity;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;

/**
 * One RSA key for every sandbox of a process: making one takes long enough to hold up everybody
 * else's calls, so it is made aside, as soon as somebody may need it.
 */
final class SigningKeys {

  private static final class Making {
    static final CompletableFuture<KeyPair> KEY = CompletableFuture.supplyAsync(SigningKeys::make);
  }

  private SigningKeys() {}

  /** Begins to make the key. */
  static void prepare() {
    Making.KEY.isDone();
  }

  static KeyPair get() {
    return Making.KEY.join();
  }

  private static KeyPair make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("RSA is not available", e);
    }
  }
}
