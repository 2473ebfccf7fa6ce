package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.BesideOthers;
import java.nio.file.Path;
import java.util.List;
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
      Thread holder =
          Thread.ofVirtual()
              .start(
                  () -> {
                    synchronized (LOCK) {
                      aWhile();
                    }
                  });
      Thread.sleep(300);
      List<Thread> loading =
          List.of(
              Thread.ofVirtual().start(() -> System.out.println(First.VALUE)),
              Thread.ofVirtual().start(() -> System.out.println(Second.VALUE)));
      holder.join();
      for (Thread each : loading) {
        each.join();
      }
    }

    private static void aWhile() {
      try {
        Thread.sleep(1500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
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
