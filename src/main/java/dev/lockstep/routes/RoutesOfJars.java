package dev.lockstep.routes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.camel.RoutesBuilder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

/**
 * Builders of routes that a jar brings as beans: named as automatic configuration, or made by a
 * method of one. They may ask for any bean, so what they define shows at a start only.
 */
final class RoutesOfJars {

  private RoutesOfJars() {}

  /** Names of the classes that are or make such builders. */
  static List<String> builders() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return StreamSupport.stream(
            ImportCandidates.load(AutoConfiguration.class, loader).spliterator(), false)
        .filter(name -> isBuilder(name, loader))
        .toList();
  }

  private static boolean isBuilder(String name, ClassLoader loader) {
    try {
      Class<?> type = ClassUtils.forName(name, loader);
      return RoutesBuilder.class.isAssignableFrom(type)
          || Arrays.stream(type.getDeclaredMethods())
              .anyMatch(method -> RoutesBuilder.class.isAssignableFrom(method.getReturnType()));
    } catch (ClassNotFoundException | LinkageError conditional) {
      // configuration for a library that is not there; it is not taken up either
      return false;
    }
  }
}
