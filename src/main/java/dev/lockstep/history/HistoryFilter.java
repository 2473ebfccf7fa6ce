package dev.lockstep.history;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines to read; what is null or empty does not filter.
 *
 * @param since lines at or after this instant
 */
public record HistoryFilter(
    @Nullable String sync,
    @Nullable String account,
    @Nullable String key,
    Set<Kind> kinds,
    @Nullable Instant since) {

  public static final HistoryFilter ALL = new HistoryFilter(null, null, null, Set.of(), null);

  public HistoryFilter {
    kinds = Set.copyOf(kinds);
  }

  public static HistoryFilter ofSync(String sync) {
    return new HistoryFilter(sync, null, null, Set.of(), null);
  }

  public static HistoryFilter ofRecord(String sync, String key) {
    return new HistoryFilter(sync, null, key, Set.of(), null);
  }

  public static HistoryFilter ofAccount(String account) {
    return new HistoryFilter(null, account, null, Set.of(), null);
  }

  public HistoryFilter only(Kind... wanted) {
    return new HistoryFilter(sync, account, key, Set.of(wanted), since);
  }

  /** The kinds of line. */
  public enum Kind {
    CHANGE,
    ATTEMPT,
    PASS,
    NOTICE
  }
}
