package dev.lockstep.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The routes whose wiring a test class holds; every route of ours must be named by one. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WiringOf {
  /** Ids of routes in YAML, simple names of route builders in Java. */
  String[] value();
}
