package dev.lockstep.target.sheet;

/** A batch was carried out; why nobody can tell yet which of its rows show what was sent. */
final class BatchUnjudged extends Exception {

  private static final long serialVersionUID = 1L;
  private final Exception why;

  BatchUnjudged(Exception why) {
    super(why);
    this.why = why;
  }

  Exception why() {
    return why;
  }
}
