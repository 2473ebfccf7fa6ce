package dev.lockstep.engine.dispatch;

import dev.lockstep.queue.Lease;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/** Tells failures apart as ever, and only remembers which reaction each one reached. */
public final class RecordedErrors extends PassErrors {

  private final List<String> reactions = new CopyOnWriteArrayList<>();

  public RecordedErrors() {
    super(null, null, null, null, null, null);
  }

  @Override
  public void dropLateWork(Exchange exchange) {
    add("dropLateWork", exchange);
  }

  @Override
  public void waitForQuota(Exchange exchange) {
    add("waitForQuota", exchange);
  }

  @Override
  public void waitForOwner(Exchange exchange) {
    add("waitForOwner", exchange);
  }

  @Override
  public void backOff(Exchange exchange) {
    add("backOff", exchange);
  }

  @Override
  public void keep(Exchange exchange) {
    add("keep", exchange);
  }

  @Override
  void unsettled(Lease lease, Throwable cause) {
    reactions.add("unsettled " + cause.getClass().getSimpleName());
  }

  private void add(String reaction, Exchange exchange) {
    reactions.add(reaction + " " + PassErrors.exception(exchange).getClass().getSimpleName());
  }

  /** What was recorded, which is forgotten then. */
  public List<String> taken() {
    List<String> taken = List.copyOf(reactions);
    reactions.clear();
    return taken;
  }
}
