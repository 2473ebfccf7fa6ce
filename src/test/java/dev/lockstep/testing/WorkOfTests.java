package dev.lockstep.testing;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

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
