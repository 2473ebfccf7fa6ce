package dev.lockstep.engine.sync;

import dev.lockstep.core.PartitionKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The syncs that run in this process, and those that are stopped with the reason. */
@Component
public class Syncs {

  private final Map<String, RunningSync> running = new ConcurrentHashMap<>();
  private final Map<String, String> stopped = new ConcurrentHashMap<>();

  /** Takes up a sync, in place of an older state of it. */
  public void start(RunningSync sync) {
    stopped.remove(sync.name());
    running.put(sync.name(), sync);
  }

  /** Keeps a sync from running; its links and its queue stay. */
  public void stop(String name, String reason) {
    running.remove(name);
    stopped.put(name, reason);
  }

  public Optional<RunningSync> find(String name) {
    return Optional.ofNullable(running.get(name));
  }

  /**
   * @throws SyncStopped where it does not run here
   */
  public RunningSync running(String name) {
    return find(name).orElseThrow(() -> new SyncStopped(name, stopped.get(name)));
  }

  /** How people call where the records of a sync stand: calendar, tab or feed. */
  public String place(String sync) {
    return find(sync).map(found -> found.definition().target().place()).orElse("calendar");
  }

  /** A partition as log lines begin with it. */
  public String named(PartitionKey partition) {
    return "sync=%s account=%s %s=%s"
        .formatted(
            partition.sync(), partition.account(), place(partition.sync()), partition.calendar());
  }

  public Collection<RunningSync> all() {
    return running.values();
  }

  /** Why each stopped sync does not run, by name. */
  public Map<String, String> stopped() {
    return Map.copyOf(stopped);
  }
}
