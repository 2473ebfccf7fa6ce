package dev.lockstep.google;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Turns that were taken before the calls that use them: a reading that is worth nothing without the
 * write after it does not begin before both may go.
 */
public final class Prepaid {

  private static final ThreadLocal<@Nullable Prepaid> CURRENT = new ThreadLocal<>();

  private final String owner;
  private final Map<Api, Integer> left = new EnumMap<>(Api.class);

  private Prepaid(String owner) {
    this.owner = owner;
  }

  /**
   * Takes one turn of each, then runs the work; its calls as this owner use them up first.
   *
   * @throws IOException when a turn is too far away to wait for
   */
  public static <T> T call(RateLimits limits, String owner, List<Api> turns, Callable<T> work)
      throws Exception {
    Prepaid prepaid = new Prepaid(owner);
    for (Api api : turns) {
      limits.take(api, owner, "POST");
      prepaid.left.merge(api, 1, Integer::sum);
    }
    CURRENT.set(prepaid);
    try {
      return work.call();
    } finally {
      CURRENT.remove();
    }
  }

  /** Whether this thread has a turn left for such a call; it is used up then. */
  static boolean use(Api api, String owner) {
    Prepaid prepaid = CURRENT.get();
    if (prepaid == null || !prepaid.owner.equals(owner)) {
      return false;
    }
    Integer left = prepaid.left.get(api);
    if (left == null || left == 0) {
      return false;
    }
    prepaid.left.put(api, left - 1);
    return true;
  }
}
