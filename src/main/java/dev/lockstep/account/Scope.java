package dev.lockstep.account;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the bearer of a token may do. */
public enum Scope {
  /** Look at everything. */
  READ,
  /** Pause, replay, skip, decide, restore, approve. */
  OPERATE,
  /** Change what is connected. */
  ACCOUNTS,
  /** Make, rotate and revoke tokens. */
  TOKENS;

  /** Stands for all of them, those that come later too. */
  public static final String EVERY = "*";

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every word that a token may have. */
  public static List<String> words() {
    return java.util.stream.Stream.concat(
            Arrays.stream(values()).map(Scope::word), java.util.stream.Stream.of(EVERY))
        .toList();
  }
}
