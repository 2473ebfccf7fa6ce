package dev.lockstep.engine.outbound;

import java.util.List;

/**
 * Claimed records with rows and mappings, ready to be merged.
 *
 * @param round how often records of this pass were merged already
 */
public record Loaded(Claimed pass, List<Candidate> candidates, int round) {
  public Loaded {
    candidates = List.copyOf(candidates);
  }

  /** Whether anything is left to be merged. */
  public boolean isUnsettled() {
    return !candidates.isEmpty();
  }
}
