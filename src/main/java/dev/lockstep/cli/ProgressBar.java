package dev.lockstep.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** One line on a terminal that shows how far long work is; nothing where there is none. */
final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 30;
  private static final long REDRAW_AFTER_NANOS = 100_000_000L;

  private final PrintWriter out;
  private final boolean isTerminal;
  private long drawnAt = System.nanoTime() - REDRAW_AFTER_NANOS;
  private boolean isDrawn;

  ProgressBar(PrintWriter out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /** Whether a person sees what is written: since Java 22 there is a console in any case. */
  static boolean isOnTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // An older Java has a console on a terminal only.
    }
  }

  /**
   * @param of 0 where nobody knows how much there is
   */
  void show(long done, long of, String what) {
    long now = System.nanoTime();
    if (!isTerminal || now - drawnAt < REDRAW_AFTER_NANOS) {
      return;
    }
    drawnAt = now;
    isDrawn = true;
    out.print("\r\u001b[K" + line(done, of, what));
    out.flush();
  }

  /** The bar is full at the end only. */
  static String line(long done, long of, String what) {
    if (of <= 0) {
      return "%,d %s".formatted(done, what);
    }
    double share = Math.min(1.0, (double) done / of);
    int full = (int) Math.floor(share * WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %% %s",
        "#".repeat(full),
        "-".repeat(WIDTH - full),
        (int) Math.floor(share * 100),
        what);
  }

  /** Leaves nothing of it on the screen. */
  @Override
  public void close() {
    if (isDrawn) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
