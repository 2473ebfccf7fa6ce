package dev.lockstep.target;

import dev.lockstep.definition.SyncDefinition;

/** Gives each sync its target. */
public interface Targets {

  /**
   * The target of a definition.
   *
   * @param instance fingerprint of this installation, part of every id and stamp (PROTOCOL 6.1)
   */
  Target of(SyncDefinition definition, String instance);
}
