package dev.lockstep.core;

/** Whether whole sets of values mean the same. */
final class Sameness {

  private Sameness() {}

  static boolean of(Fields one, Fields other) {
    return one.names().equals(other.names())
        && one.names().stream().allMatch(name -> one.get(name).same(other.get(name)));
  }
}
