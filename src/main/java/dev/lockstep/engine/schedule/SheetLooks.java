package dev.lockstep.engine.schedule;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.Trigger;
import dev.lockstep.source.WakeUp;
import dev.lockstep.target.DueLooks;
import java.util.Collection;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks for a pull of each tab whose time has come: Google tells nobody of an edit in a sheet. */
@Component
public class SheetLooks {

  private final DueLooks looks;
  private final Pulls pulls;
  private final WakeUp wakeUp;
  private final TransactionTemplate transaction;

  SheetLooks(DueLooks looks, Pulls pulls, WakeUp wakeUp, TransactionTemplate transaction) {
    this.looks = looks;
    this.pulls = pulls;
    this.wakeUp = wakeUp;
    this.transaction = transaction;
  }

  /** A step of route `sheet-looks`. */
  public void ask() {
    Collection<PartitionKey> due =
        transaction.execute(
            status -> {
              Collection<PartitionKey> found = looks.due();
              pulls.ask(found, Trigger.of(Trigger.By.SCHEDULE));
              return found;
            });
    if (!due.isEmpty()) {
      wakeUp.wake();
    }
  }
}
