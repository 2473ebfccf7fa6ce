package dev.lockstep.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What connected accounts cost that do nothing: this process and PostgreSQL together. To make them
 * takes longer than to measure them, so that fewer are made where {@code bench.accounts} says so.
 */
@Tag("bench")
class IdleBench {

  private static final int ACCOUNTS = Integer.getInteger("bench.accounts", 10_000);
  private static final int PROMISED = 10_000;
  private static final Duration TIME = Duration.ofSeconds(30);

  /** Of the clock that /proc counts in, on every Linux that matters. */
  private static final double TICKS_PER_SECOND = 100;

  @Test
  void idleAccounts() throws Exception {
    try (Appointments appointments = Appointments.prepared(1, Appointments.NO_LIMITS)) {
      try (var four = Executors.newFixedThreadPool(4)) {
        IntStream.rangeClosed(2, ACCOUNTS)
            .forEach(
                account ->
                    four.execute(
                        () ->
                            appointments
                                .lockstep()
                                .connect(String.valueOf(account), Appointments.email(account))));
      }
      appointments.insert(1, ACCOUNTS, ACCOUNTS);
      appointments.run("6h");
      long start = System.nanoTime();
      appointments.awaitIdle();
      double firstLoad = (System.nanoTime() - start) / 1e9;
      Thread.sleep(Duration.ofSeconds(5));
      double before = cpuSeconds();
      Thread.sleep(TIME);
      double share = (cpuSeconds() - before) / TIME.toSeconds();
      double pulls = pullSeconds(appointments);
      Figures.record(
          Budget.IDLE_ACCOUNTS,
          "%,d accounts, between two pulls".formatted(ACCOUNTS),
          share <= 0.05,
          "%.1f %% of one core (first load of one event each: %.0f s)"
              .formatted(100 * share, firstLoad));
      // Pulls cost as much each, however many accounts there are.
      double withPulls = share + pulls / ACCOUNTS * PROMISED / Duration.ofMinutes(5).toSeconds();
      Figures.record(
          Budget.IDLE_ACCOUNTS,
          "each pulled every 5 minutes, by %,d accounts' pulls, sandbox included"
              .formatted(ACCOUNTS),
          withPulls <= 0.05,
          "%.1f %% of one core (%.2f ms a pull)"
              .formatted(100 * withPulls, 1000 * pulls / ACCOUNTS));
    }
  }

  private static double pullSeconds(Appointments appointments) throws IOException {
    double before = cpuSeconds();
    appointments.lockstep().bean(dev.lockstep.engine.schedule.ScheduledPulls.class).ask("bench");
    appointments.awaitIdle();
    return cpuSeconds() - before;
  }

  private static double cpuSeconds() throws IOException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double postgres = 0;
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    for (ProcessHandle child : children) {
      postgres += ticks(child.pid()) / TICKS_PER_SECOND;
    }
    return system.getProcessCpuTime() / 1e9 + postgres;
  }

  /** The process's own and those of its children that have ended. */
  private static double ticks(long pid) throws IOException {
    Path stat = Path.of("/proc/" + pid + "/stat");
    if (!Files.exists(stat)) {
      return 0;
    }
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return IntStream.rangeClosed(11, 14).mapToDouble(i -> Double.parseDouble(fields[i])).sum();
  }
}
