package dev.lockstep.testing;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Empties the static fields of a class of tests when its last test has ended. All classes run in
 * one process, and each that had an application of its own would keep it until all have ended.
 */
public final class LetGo implements TestExecutionListener {

  @Override
  public void executionFinished(TestIdentifier ended, TestExecutionResult how) {
    if (ended.getSource().orElse(null) instanceof ClassSource type) {
      empty(type.getJavaClass());
    }
  }

  static void empty(Class<?> tests) {
    for (Field field : tests.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      if (Modifier.isStatic(modifiers)
          && !Modifier.isFinal(modifiers)
          && !field.getType().isPrimitive()) {
        try {
          field.setAccessible(true);
          field.set(null, null);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(field.toString(), e);
        }
      }
    }
  }
}
