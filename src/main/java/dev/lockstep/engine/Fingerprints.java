package dev.lockstep.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which texts were there, in eight bytes each: of a million two are taken for one another once in
 * tens of millions of times.
 */
final class Fingerprints {

  private final MessageDigest sha256;
  private long[] slots = new long[1024];
  private int size;

  Fingerprints() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  /** Adds it; whether it was not there before. */
  boolean add(String text) {
    if (size * 2 >= slots.length) {
      grow();
    }
    boolean isNew = put(slots, print(text));
    size += isNew ? 1 : 0;
    return isNew;
  }

  boolean has(String text) {
    long print = print(text);
    int slot = first(slots, print);
    while (slots[slot] != 0) {
      if (slots[slot] == print) {
        return true;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return false;
  }

  private static boolean put(long[] slots, long print) {
    int slot = first(slots, print);
    while (slots[slot] != 0) {
      if (slots[slot] == print) {
        return false;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = print;
    return true;
  }

  private static int first(long[] slots, long print) {
    return (int) (print & (slots.length - 1));
  }

  private void grow() {
    long[] wider = new long[slots.length * 2];
    for (long print : slots) {
      if (print != 0) {
        put(wider, print);
      }
    }
    slots = wider;
  }

  private long print(String text) {
    long print = ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    return print == 0 ? 1 : print; // 0 marks an empty slot.
  }
}
