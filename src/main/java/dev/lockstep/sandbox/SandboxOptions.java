package dev.lockstep.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is started.
 *
 * @param port 0 picks a free one
 * @param store a file of JSON lines that keeps everything over restarts; without it all is in
 *     memory
 * @param clock what the sandbox takes as now: `updated`, expiries, quotas
 */
public record SandboxOptions(String host, int port, @Nullable Path store, Clock clock) {

  public SandboxOptions(String host, int port, @Nullable Path store) {
    this(host, port, store, Clock.systemUTC());
  }

  /** In memory on a random port of this machine. */
  public static SandboxOptions inMemory() {
    return new SandboxOptions("127.0.0.1", 0, null);
  }
}
