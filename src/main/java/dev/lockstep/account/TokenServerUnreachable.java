package dev.lockstep.account;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The token server gave no usable answer; nothing is known about the grant. */
final class TokenServerUnreachable extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  TokenServerUnreachable(String owner, IOException cause) {
    super(
        "the token of account '%s' cannot be refreshed: %s".formatted(owner, cause.getMessage()),
        cause);
  }
}
