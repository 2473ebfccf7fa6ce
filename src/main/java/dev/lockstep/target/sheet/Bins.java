package dev.lockstep.target.sheet;

import com.google.api.services.drive.model.File;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Failures;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps us out of spreadsheets that lie in Drive's bin. Sheets reads and writes them as ever; only
 * Drive knows. It is asked when a spreadsheet's structure is read and before a write, unless it was
 * asked half a minute ago and nobody told of a change since.
 */
final class Bins {

  private static final Logger LOG = LoggerFactory.getLogger(Bins.class);

  private static final Duration FRESH = Duration.ofSeconds(30);

  private final SheetCalls calls;
  private final SheetStore store;
  private final Map<String, Instant> outside = new ConcurrentHashMap<>();

  Bins(SheetCalls calls, SheetStore store) {
    this.calls = calls;
    this.store = store;
  }

  /** It was made a moment ago. */
  void isNew(String spreadsheetId) {
    outside.put(spreadsheetId, store.now());
  }

  /**
   * @throws TabFault where it lies in the bin, as far as Drive lets the account know
   */
  void requireOutside(PartitionKey partition, String spreadsheetId) {
    Instant now = store.now();
    if (isFresh(outside.get(spreadsheetId), now, store.looks().heard(partition))) {
      return;
    }
    File file = file(partition.account(), spreadsheetId);
    if (file != null && Boolean.TRUE.equals(file.getTrashed())) {
      outside.remove(spreadsheetId);
      throw new TabFault(
          "trashed",
          "spreadsheet '%s' (%s) is in Drive's bin: take it out, and all goes on by itself"
              .formatted(file.getName(), spreadsheetId));
    }
    outside.put(spreadsheetId, now);
  }

  private static boolean isFresh(@Nullable Instant asked, Instant now, @Nullable Instant heard) {
    return asked != null
        && asked.plus(FRESH).isAfter(now)
        && (heard == null || heard.isBefore(asked));
  }

  /** Null where the account is let into the spreadsheet without being shown it as a file. */
  private @Nullable File file(String account, String spreadsheetId) {
    try {
      return calls.file(account, spreadsheetId);
    } catch (Exception e) {
      LOG.debug("Drive does not say where {} is: {}", spreadsheetId, Failures.of(e).message());
      return null;
    }
  }
}
