package dev.lockstep.target.sheet;

/** A batch that was thought lost has arrived: it is to be settled first. */
final class BatchOvertaken extends Exception {

  private static final long serialVersionUID = 1L;

  BatchOvertaken(BatchRefused refusal) {
    super(refusal.getMessage(), refusal);
  }
}
