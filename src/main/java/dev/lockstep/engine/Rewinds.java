package dev.lockstep.engine;

import dev.lockstep.engine.link.Mappings;
import dev.lockstep.target.Remote;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Notices a rewound or second database: a record with our stamp and a write number that this
 * database has not issued (PROTOCOL 11.5).
 */
@Component
public class Rewinds {

  private final InstanceGuard instance;
  private final Mappings mappings;

  Rewinds(InstanceGuard instance, Mappings mappings) {
    this.instance = instance;
    this.mappings = mappings;
  }

  /**
   * @throws InstanceInDoubt where a record bears a write number from a future that is not ours
   */
  public void check(List<Remote> listed) {
    Remote newest = null;
    for (Remote remote : listed) {
      Remote.Stamp stamp = remote.stamp();
      if (stamp != null
          && stamp.instance().equals(instance.id())
          && (newest == null || stamp.writeNumber() > number(newest))) {
        newest = remote;
      }
    }
    if (newest == null || number(newest) <= mappings.lastWriteNumber()) {
      return;
    }
    if (instance.isAccepted()) {
      // It goes on from where the one before it was.
      mappings.issueBeyond(number(newest));
    } else {
      throw new InstanceInDoubt(
          "record '%s' bears our write number %d, but this database has only issued %d: it was rewound, or another one writes as this installation"
              .formatted(newest.remoteId(), number(newest), mappings.lastWriteNumber()));
    }
  }

  private static long number(Remote remote) {
    return remote.stamp() == null ? 0 : remote.stamp().writeNumber();
  }
}
