package dev.lockstep.engine;

import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Target;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reads records by id, a few at a time, so that the lease outlasts however many there are. */
@Component
public class Reading {

  private final Leases leases;

  Reading(Leases leases) {
    this.leases = leases;
  }

  /** The records as they are now; an id that the target does not know is missing. */
  public Map<String, Remote> read(Target target, Lease lease, Collection<String> remoteIds) {
    Map<String, Remote> found = new LinkedHashMap<>();
    List<String> ids = List.copyOf(remoteIds);
    int atOnce = Math.min(target.readsAtOnce(), Math.max(1, ids.size()));
    for (int from = 0; from < ids.size(); from += atOnce) {
      if (from > 0) {
        leases.renew(lease);
      }
      found.putAll(
          target.read(lease.partition(), ids.subList(from, Math.min(ids.size(), from + atOnce))));
    }
    return found;
  }
}
