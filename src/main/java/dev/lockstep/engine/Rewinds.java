package dev.lockstep.engine;

import dev.lockstep.engine.link.WriteNumbers;
import dev.lockstep.target.Remote;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Notices a rewound or second database: a record with our stamp and a write number that this
 * database has not issued (PROTOCOL 11.5).
 */
@Component
public class Rewinds {

  private final InstanceGuard instance;
  private final WriteNumbers writeNumbers;

  Rewinds(InstanceGuard instance, WriteNumbers writeNumbers) {
    this.instance = instance;
    this.writeNumbers = writeNumbers;
  }

  /**
   * @throws InstanceInDoubt where a record bears a write number from a future that is not ours
   */
  public void check(List<Remote> listed) {
    Remote newest = newest(listed);
    if (newest == null) {
      return;
    }
    if (instance.isAccepted()) {
      // It goes on from where the one before it was.
      writeNumbers.issueBeyond(number(newest));
    } else {
      throw new InstanceInDoubt(doubt(newest));
    }
  }

  /** What {@link #check} would throw, or accept; null where nothing is in doubt. */
  @Nullable String doubt(List<Remote> listed) {
    Remote newest = newest(listed);
    return newest == null ? null : doubt(newest);
  }

  private String doubt(Remote newest) {
    return "record '%s' bears our write number %d, but this database has only issued %d: it was rewound, or another one writes as this installation"
        .formatted(newest.remoteId(), number(newest), writeNumbers.last());
  }

  /** The record with the highest write number, where that is from a future that is not ours. */
  private @Nullable Remote newest(List<Remote> listed) {
    Remote newest = null;
    for (Remote remote : listed) {
      Remote.Stamp stamp = remote.stamp();
      if (stamp != null
          && stamp.instance().equals(instance.id())
          && (newest == null || stamp.writeNumber() > number(newest))) {
        newest = remote;
      }
    }
    return newest == null || number(newest) <= writeNumbers.last() ? null : newest;
  }

  private static long number(Remote remote) {
    return remote.stamp() == null ? 0 : remote.stamp().writeNumber();
  }
}
