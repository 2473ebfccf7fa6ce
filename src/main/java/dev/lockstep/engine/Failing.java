package dev.lockstep.engine;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Retry;
import dev.lockstep.queue.BackOff;
import dev.lockstep.queue.BackOffs;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What becomes of a record that failed (PROTOCOL 9): the core decides, the queue is told. */
@Component
public class Failing {

  private static final Retry RETRY = Retry.DEFAULT;

  private final Claims claims;
  private final BackOffs backOffs;
  private final PassLog passes;
  private final RandomGenerator random = RandomGenerator.getDefault();

  Failing(Claims claims, BackOffs backOffs, PassLog passes) {
    this.claims = claims;
    this.backOffs = backOffs;
    this.passes = passes;
  }

  /**
   * Makes the item a dead letter that is tried again by itself: what stands in its way a person may
   * take away unnoticed.
   *
   * @param left the text of each value that was not written
   */
  public boolean left(
      Lease lease, Item item, Failure failure, Map<String, @Nullable String> left, Duration again) {
    passes.failed(failure.kind());
    return claims.park(lease, item, failure, Payload.json(left), again);
  }

  /**
   * Puts the item back for later, or makes it a dead letter: then true.
   *
   * @param tried the text of each value that was to be sent or taken; empty where none are known
   * @param othersSucceeded whether others of its partition got through, so that it is to blame
   */
  public boolean settle(
      Lease lease,
      Item item,
      Failure failure,
      Map<String, @Nullable String> tried,
      boolean othersSucceeded) {
    passes.failed(failure.kind());
    Retry.Trouble trouble =
        new Retry.Trouble(
            item.attempts(), 0, RETRY.merges(), othersSucceeded, true, random.nextDouble());
    return switch (RETRY.to(failure, trouble)) {
      case Retry.Reaction.Again again -> {
        if (again.usesAttempt()) {
          claims.retry(lease, List.of(item), again.after(), failure);
        } else {
          claims.postpone(lease, List.of(item), again.after());
        }
        yield false;
      }
      case Retry.Reaction.Park park ->
          claims.park(lease, item, failure, Payload.json(tried), park.slowRetry());
      case Retry.Reaction.Widen widen -> {
        claims.postpone(lease, List.of(item), widen.after());
        backOffs.failed(new BackOff.OfPartition(lease), failure);
        yield false;
      }
      case Retry.Reaction.MergeAgain again -> {
        claims.postpone(lease, List.of(item), Duration.ZERO);
        yield false;
      }
      case Retry.Reaction.DecideAsDeleted deleted -> {
        claims.postpone(lease, List.of(item), Duration.ofSeconds(1));
        yield false;
      }
      case Retry.Reaction.Reconnect reconnect -> {
        claims.postpone(lease, List.of(item), Duration.ofSeconds(1));
        backOffs.failed(new BackOff.OfAccount(lease.partition().account()), failure);
        yield false;
      }
    };
  }
}
