package dev.lockstep.metrics;

import java.util.List;

/** Tells what a person must fix; every bean of this type is asked when health is. */
public interface HealthFacts {

  /** What stands open now; empty when all is well. */
  List<Fact> open();

  /** What is so because somebody wanted it: shown, and no reason to be down. */
  default List<Fact> wanted() {
    return List.of();
  }

  /**
   * One thing that no retry mends.
   *
   * @param subject what it is about: a sync, an account, a partition
   * @param message what happened and what to do
   */
  record Fact(String subject, String message) {}
}
