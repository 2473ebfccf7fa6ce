package dev.lockstep.webhook;

import dev.lockstep.webhook.ChannelTable.Found;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Channels by id, as they were at most half a minute ago. Ids that are not ours can be made up
 * without end, so only so many of them are looked up.
 */
final class KnownChannels {

  private static final Duration FRESH = Duration.ofSeconds(30);

  /** Spread over a second; a real burst of new channels stays far below. */
  private static final int UNKNOWN_LOOKUPS_PER_SECOND = 200;

  private final ChannelTable table;
  private final LongSupplier nanos;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final AtomicLong nextLookup = new AtomicLong(Long.MIN_VALUE);

  KnownChannels(ChannelTable table, LongSupplier nanos) {
    this.table = table;
    this.nanos = nanos;
  }

  /**
   * The channel, if it is ours.
   *
   * @throws TooMany when too many unknown ones were asked for
   */
  Optional<Known> find(String id) throws TooMany {
    Known cached = known.get(id);
    long now = nanos.getAsLong();
    if (cached != null && now - cached.readAt < FRESH.toNanos()) {
      return Optional.of(cached);
    }
    if (cached == null) {
      takeLookup(now);
    }
    Optional<Known> found = table.find(id).map(row -> new Known(row, now));
    found.ifPresentOrElse(row -> known.put(id, row), () -> known.remove(id));
    return found;
  }

  void forget(String id) {
    known.remove(id);
  }

  void forgetAll() {
    known.clear();
  }

  /** A leaky bucket in one number: when the next look-up would be due at an even pace. */
  private void takeLookup(long now) throws TooMany {
    long step = Duration.ofSeconds(1).toNanos() / UNKNOWN_LOOKUPS_PER_SECOND;
    long second = Duration.ofSeconds(1).toNanos();
    while (true) {
      long next = nextLookup.get();
      long from = next == Long.MIN_VALUE || next - (now - second) < 0 ? now - second : next;
      if (from - now > 0) {
        throw new TooMany();
      }
      if (nextLookup.compareAndSet(next, from + step)) {
        return;
      }
    }
  }

  /**
   * A channel as it was read.
   *
   * @param readAt in nanoseconds of this process
   */
  record Known(Channel channel, long nanosLeft, long readAt) {

    Known(Found found, long readAt) {
      this(
          found.channel(),
          found.channel().expiresAt() == null
              ? Long.MAX_VALUE
              : Duration.between(found.now(), found.channel().expiresAt()).toNanos(),
          readAt);
    }

    boolean hasExpiredAt(long nanos) {
      return nanos - readAt >= nanosLeft;
    }
  }

  /** More unknown channels than anyone honest would name. */
  static final class TooMany extends Exception {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("too many unknown channels", null, false, false);
    }
  }
}
