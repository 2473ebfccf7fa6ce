package dev.lockstep.queue;

/** A scope that waits as a whole, wider than a record. */
public sealed interface BackOff {

  /** One partition. */
  record OfPartition(Lease lease) implements BackOff {}

  /** Every partition of an account. */
  record OfAccount(String account) implements BackOff {}

  /** Everything. */
  record OfProject() implements BackOff {}
}
