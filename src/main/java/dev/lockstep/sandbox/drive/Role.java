package dev.lockstep.sandbox.drive;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may do with a file, from little to much. */
public enum Role {
  READER,
  COMMENTER,
  WRITER,
  OWNER;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Role of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    return null;
  }

  /** The greater of two, where absence is nothing at all. */
  static @Nullable Role greater(@Nullable Role one, @Nullable Role other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) >= 0 ? one : other;
  }
}
