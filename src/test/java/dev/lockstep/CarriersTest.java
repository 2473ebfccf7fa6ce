package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.BesideOthers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@BesideOthers
class CarriersTest {

  /** Two virtual threads load classes and wait for what a third has, which has no carrier then. */
  static final class Knot {

    private static final Object LOCK = new Object();

    private static final class First {
      static final int VALUE = waited();
    }

    private static final class Second {
      static final int VALUE = waited();
    }

    private static int waited() {
      synchronized (LOCK) {
        return LOCK.hashCode();
      }
    }

    public static void main(String[] args) throws InterruptedException {
      Carriers.raise();
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch free = new CountDownLatch(1);
      Thread holder = Thread.ofVirtual().start(() -> hold(held, free));
      held.await();
      List<Thread> loading =
          List.of(
              Thread.ofVirtual().start(() -> System.out.println(First.VALUE)),
              Thread.ofVirtual().start(() -> System.out.println(Second.VALUE)));
      while (!loading.stream().allMatch(each -> each.getState() == Thread.State.BLOCKED)) {
        Thread.onSpinWait();
      }
      free.countDown();
      holder.join();
      for (Thread each : loading) {
        each.join();
      }
    }

    private static void hold(CountDownLatch held, CountDownLatch free) {
      synchronized (LOCK) {
        held.countDown();
        try {
          free.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @Test
  void threadsThatLoadClassesOnTwoProcessorsDoNotWaitForEver() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=2",
                "-cp",
                System.getProperty("java.class.path"),
                Knot.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
