package dev.lockstep.logs;

import org.slf4j.MDC;

/** On a thread whose failures whoever runs it tells in a line of their own. */
public final class Told {

  private static final String KEY = "failuresAreTold";

  private Told() {}

  /**
   * What fails on this thread is told by the caller until this is closed: the log need not have it
   * a second time.
   *
   * @param what the caller has run, as the log's context is to name it
   */
  public static MDC.MDCCloseable byCaller(String what) {
    return MDC.putCloseable(KEY, what);
  }

  static boolean isByCaller() {
    return MDC.get(KEY) != null;
  }
}
