package dev.lockstep;

/**
 * The threads that carry virtual ones. By default there are as many as processors; a virtual thread
 * that waits for a lock while it loads a class keeps its own. Where two do so on two processors,
 * and the one that has the lock was set aside, all of them wait for ever. Passes have threads of
 * their own for that reason; what comes over HTTP has room here.
 */
final class Carriers {

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final String AT_MOST = "jdk.virtualThreadScheduler.maxPoolSize";

  private static final int ENOUGH = 64;

  private Carriers() {}

  /** Before the first virtual thread begins; what somebody has set stays. */
  static void raise() {
    if (System.getProperty(PARALLELISM) == null && System.getProperty(AT_MOST) == null) {
      int carriers = Math.max(ENOUGH, Runtime.getRuntime().availableProcessors());
      System.setProperty(PARALLELISM, String.valueOf(carriers));
      System.setProperty(AT_MOST, String.valueOf(Math.max(256, carriers)));
    }
  }
}
