package dev.lockstep.owed;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node gives back to the database: leases, turns. Where the database does not take one,
 * this node owes it, and gives it back as soon as the database answers: else it would be closed, to
 * other nodes too, until it runs out.
 *
 * @param <T> what stands for one
 */
public final class Owed<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Owed.class);

  private final Function<T, String> name;
  private final Consumer<T> back;
  private final Queue<T> owed = new ConcurrentLinkedQueue<>();

  /**
   * @param name what the log calls one
   * @param back gives one back; does nothing where it has run out and is somebody else's
   */
  public Owed(Function<T, String> name, Consumer<T> back) {
    this.name = name;
    this.back = back;
  }

  /** Gives this back, now or later; what its holder came to is not hidden by a failure of that. */
  public void giveBack(T held) {
    owed.add(held);
    try {
      giveBackOwed(held);
    } catch (RuntimeException dropped) {
      LOG.debug("a dropped session keeps {}", name.apply(held), dropped);
      giveBackAnew(held);
    }
  }

  /** A dropped session takes the statement with it; the next one is a new one. */
  private void giveBackAnew(T held) {
    try {
      giveBackOwed(held);
    } catch (RuntimeException away) {
      LOG.warn("{} is given back later", name.apply(held), away);
    }
  }

  /**
   * All that is owed; asked often, since this node may have nothing else to give back for long. It
   * ends with the first that is not taken, for the database may be away; that one comes last the
   * next time, so that it keeps no other. Whoever asks goes on: it is not theirs.
   */
  public void giveBackAll() {
    for (T held : owed) {
      try {
        giveBackOwed(held);
      } catch (RuntimeException e) {
        LOG.debug("{} is still owed", name.apply(held), e);
        if (owed.remove(held)) {
          owed.add(held);
        }
        return;
      }
    }
  }

  private void giveBackOwed(T held) {
    back.accept(held);
    owed.remove(held);
  }
}
