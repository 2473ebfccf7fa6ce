package dev.lockstep.engine.dispatch;

import dev.lockstep.engine.sync.Syncs;
import org.springframework.stereotype.Component;

/**
 * Hourly: says that somebody works off the capture log, so that triggers go on appending, and makes
 * again what a tool has dropped of them (PROTOCOL 1.2, 1.5).
 */
@Component("captureRepair")
public class CaptureRepair {

  private final Syncs syncs;
  private final SyncLoader loader;

  CaptureRepair(Syncs syncs, SyncLoader loader) {
    this.syncs = syncs;
    this.loader = loader;
  }

  /** Does nothing before the engine has started: its start does the same. */
  public void repair() {
    if (!syncs.all().isEmpty()) {
      loader.ensureCapture();
    }
  }
}
