package dev.lockstep.core;

import java.util.List;

/**
 * What is to be done about one record. {@link #link()} is to be stored with it: bases have moved
 * where both sides are equal; those of written fields move with the outcome ({@link Outcomes}).
 */
public sealed interface Decision {

  Situation situation();

  Link link();

  /** New reports only; what was reported before with the same values is not among them. */
  default List<Report> reports() {
    return List.of();
  }

  /** The target must be read before anything can be decided; then decide again. */
  record Look(Situation situation, Link link) implements Decision {}

  /** An insert of unknown fate may still arrive: look again once it is forgotten or seen. */
  record Later(Situation situation, Link link) implements Decision {}

  /** Nothing is to be written on either side. */
  record Nothing(Situation situation, Link link, List<Report> reports) implements Decision {
    public Nothing {
      reports = List.copyOf(reports);
    }
  }

  /** Writes for one side or both; where both, the source's comes first. */
  record Write(
      Situation situation, ToSource toSource, ToTarget toTarget, Link link, List<Report> reports)
      implements Decision {
    public Write {
      reports = List.copyOf(reports);
    }
  }

  /** This record alone cannot go on: it is parked with the failure. */
  record Fail(Situation situation, Failure failure, Link link) implements Decision {}
}
