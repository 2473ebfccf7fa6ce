package dev.lockstep.kill;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What Java cannot tell a process: to stop, and to go on. */
final class Signals {

  private Signals() {}

  static void send(String signal, long pid) {
    try {
      int code = new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + signal + " " + pid + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
