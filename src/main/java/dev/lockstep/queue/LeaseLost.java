package dev.lockstep.queue;

/** Another worker has the partition now: what this one did not commit is not to be recorded. */
public class LeaseLost extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LeaseLost(Lease lease) {
    super(
        "partition %s: lease %d of %s is not the newest"
            .formatted(lease.partition(), lease.token(), lease.node()));
  }
}
