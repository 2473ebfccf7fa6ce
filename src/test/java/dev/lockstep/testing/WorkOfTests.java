package dev.lockstep.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.slf4j.LoggerFactory;

/**
 * Tells for which class of tests a thread works, since several classes run at a time: the thread
 * that runs its tests does, and so do those that such a thread starts, an application's among them.
 */
public final class WorkOfTests implements TestExecutionListener {

  private static final InheritableThreadLocal<@Nullable Class<?>> TESTS =
      new InheritableThreadLocal<>();

  /** Null for threads of nobody. */
  static @Nullable Class<?> current() {
    return TESTS.get();
  }

  /** The same work, whichever thread does it. */
  static Runnable carried(Runnable work) {
    Class<?> tests = TESTS.get();
    return () -> {
      Class<?> others = TESTS.get();
      TESTS.set(tests);
      try {
        work.run();
      } finally {
        TESTS.set(others);
      }
    };
  }

  /** Whichever application starts first may be one that leaves the log as it is. */
  @Override
  public void testPlanExecutionStarted(TestPlan all) {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
  }

  @Override
  public void executionStarted(TestIdentifier started) {
    started
        .getSource()
        .map(
            source ->
                switch (source) {
                  case ClassSource type -> type.getJavaClass();
                  case MethodSource method -> method.getJavaClass();
                  default -> null;
                })
        .ifPresent(TESTS::set);
  }
}
