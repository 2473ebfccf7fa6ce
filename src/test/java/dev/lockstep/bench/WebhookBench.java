package dev.lockstep.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many notifications come in, and what they cost. */
@Tag("bench")
class WebhookBench {

  private static final int CHANNELS = 100;
  private static final int CLIENTS = 32;
  private static final int PER_SECOND = 2_000;
  private static final Duration TIME = Duration.ofSeconds(10);

  @Test
  void intake() throws Exception {
    try (Appointments appointments = Appointments.running(CHANNELS, Appointments.NO_LIMITS)) {
      List<PushChannel> channels = new ArrayList<>();
      for (int account = 1; account <= CHANNELS; account++) {
        channels.add(PushChannel.open(appointments, String.valueOf(account)));
      }
      atFullSpeed(channels);
      double perSecond = atFullSpeed(channels);
      Delays delays = atPace(channels);
      Figures.record(
          Budget.WEBHOOK_INTAKE,
          "%d channels, pulls and sandbox included".formatted(CHANNELS),
          perSecond >= PER_SECOND && delays.p99().compareTo(Duration.ofMillis(50)) <= 0,
          "%.0f/s at full speed; at %d/s %s".formatted(perSecond, PER_SECOND, delays));
    }
  }

  @Test
  void aFloodForOnePartition() throws Exception {
    try (Appointments appointments = Appointments.running(1, Appointments.NO_LIMITS)) {
      PushChannel channel = PushChannel.open(appointments, "1");
      appointments.forgetCalls();
      AtomicLong left = new AtomicLong(10_000);
      long start = System.nanoTime();
      clients(
          () -> {
            try (PushChannel.Line line = new PushChannel.Line(channel.port())) {
              while (left.decrementAndGet() >= 0) {
                line.send(channel);
              }
            }
            return List.of();
          });
      double seconds = (System.nanoTime() - start) / 1e9;
      // What was put off comes within a minute.
      Thread.sleep(Duration.ofSeconds(Integer.getInteger("bench.flood.seconds", 40)));
      appointments.awaitIdle();
      int pulls = appointments.calls().size();
      Figures.record(
          Budget.WEBHOOK_FLOOD,
          "",
          pulls <= 3 && pulls > 0,
          "%d pulls (sent within %.1f s)".formatted(pulls, seconds));
    }
  }

  private static double atFullSpeed(List<PushChannel> channels) throws Exception {
    AtomicLong sent = new AtomicLong();
    long start = System.nanoTime();
    clients(
        () -> {
          try (PushChannel.Line line = new PushChannel.Line(channels.getFirst().port())) {
            while (System.nanoTime() - start < TIME.toNanos()) {
              line.send(channels.get((int) (sent.getAndIncrement() % channels.size())));
            }
          }
          return List.of();
        });
    return sent.get() / ((System.nanoTime() - start) / 1e9);
  }

  /** From when each should have been sent, however late it was. */
  private static Delays atPace(List<PushChannel> channels) throws Exception {
    AtomicLong sent = new AtomicLong();
    long start = System.nanoTime();
    long step = 1_000_000_000L / PER_SECOND;
    long last = TIME.toNanos() / step;
    return new Delays(
        clients(
            () -> {
              List<Duration> delays = new ArrayList<>();
              try (PushChannel.Line line = new PushChannel.Line(channels.getFirst().port())) {
                for (long n = sent.getAndIncrement(); n < last; n = sent.getAndIncrement()) {
                  long due = start + n * step;
                  long early = due - System.nanoTime();
                  if (early > 0) {
                    LockSupport.parkNanos(early);
                  }
                  line.send(channels.get((int) (n % channels.size())));
                  delays.add(Duration.ofNanos(System.nanoTime() - due));
                }
              }
              return delays;
            }));
  }

  private static List<Duration> clients(Callable<List<Duration>> client)
      throws InterruptedException, ExecutionException, IOException {
    List<Duration> all = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<List<Duration>>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(threads.submit(client));
      }
      for (Future<List<Duration>> one : running) {
        all.addAll(one.get());
      }
    }
    return all;
  }
}
