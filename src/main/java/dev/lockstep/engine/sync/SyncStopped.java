package dev.lockstep.engine.sync;

import org.jspecify.annotations.Nullable;

/** Work was leased for a sync that does not run in this process. */
public class SyncStopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SyncStopped(String sync, @Nullable String reason) {
    super(
        "sync '%s' does not run: %s"
            .formatted(sync, reason == null ? "there is no definition of it" : reason));
  }
}
