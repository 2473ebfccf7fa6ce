package dev.lockstep.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.google.calendar.GoogleCalendarEndpoint;
import org.apache.camel.component.google.drive.GoogleDriveEndpoint;
import org.apache.camel.component.google.sheets.GoogleSheetsEndpoint;
import org.apache.camel.support.component.AbstractApiEndpoint;

/**
 * On which Camel's Google components make their calls. Camel keeps one pool per kind of endpoint in
 * the whole process, and whichever application had it made shuts it down at its end; these outlast
 * every application, so that several can run at a time.
 */
public final class GoogleThreads {

  private static final int THREADS = 64;

  private static final List<String> ENDPOINTS =
      List.of(
          "dev.lockstep.google.camel.AccountCalendarEndpoint",
          GoogleCalendarEndpoint.class.getName(),
          GoogleDriveEndpoint.class.getName(),
          GoogleSheetsEndpoint.class.getName());

  private static final Map<String, ExecutorService> POOLS = pools();

  private GoogleThreads() {}

  /** From now on no application makes threads of its own. */
  public static void keep() {
    for (String endpoint : ENDPOINTS) {
      POOLS.compute(endpoint, (name, there) -> there instanceof Kept ? there : new Kept());
    }
  }

  /** Fails where an application did so nevertheless: its end would be the end of others' calls. */
  static void check() {
    POOLS.forEach(
        (endpoint, threads) -> {
          if (!(threads instanceof Kept)) {
            throw new IllegalStateException(endpoint + " made threads that end with it");
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ExecutorService> pools() {
    try {
      var pools = AbstractApiEndpoint.class.getDeclaredField("EXECUTOR_SERVICE_MAP");
      pools.setAccessible(true);
      return (Map<String, ExecutorService>) pools.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Camel keeps the threads of its API components elsewhere", e);
    }
  }

  private static final class Kept extends ThreadPoolExecutor {

    Kept() {
      super(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform()
              .daemon()
              .name("google-", 0)
              .inheritInheritableThreadLocals(false)
              .factory());
      allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable call) {
      super.execute(WorkOfTests.carried(call));
    }
  }
}
