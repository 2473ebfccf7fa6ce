package dev.lockstep.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a process of its own, which cannot be asked to choose one itself. */
public final class FreePort {

  private FreePort() {}

  /** Below those that outgoing connections are given, so that none takes it meanwhile. */
  public static int next() {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken: another one.
      }
    }
    throw new IllegalStateException("no port between 20000 and 30000 is free");
  }
}
