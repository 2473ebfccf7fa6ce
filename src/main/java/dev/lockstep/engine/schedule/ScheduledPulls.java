package dev.lockstep.engine.schedule;

import dev.lockstep.core.Direction;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.Trigger;
import dev.lockstep.source.WakeUp;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What the scheduled pull's one step does. */
@Component
public class ScheduledPulls {

  private final Partitions partitions;
  private final Pulls pulls;
  private final WakeUp wakeUp;
  private final TransactionTemplate transaction;

  ScheduledPulls(
      Partitions partitions, Pulls pulls, WakeUp wakeUp, TransactionTemplate transaction) {
    this.partitions = partitions;
    this.pulls = pulls;
    this.wakeUp = wakeUp;
    this.transaction = transaction;
  }

  /** Asks for a pull of each partition of the sync; one that is asked for already stays one. */
  public void ask(String sync) {
    List<Partition> asked =
        partitions.ofSync(sync).stream()
            .filter(partition -> !partition.isPaused(Direction.FROM_GOOGLE))
            .toList();
    transaction.executeWithoutResult(
        status ->
            pulls.ask(
                asked.stream().map(Partition::key).toList(), Trigger.of(Trigger.By.SCHEDULE)));
    wakeUp.wake();
  }
}
