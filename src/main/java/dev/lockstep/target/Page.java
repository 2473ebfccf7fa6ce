package dev.lockstep.target;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param nextPageToken for the next page; null on the last
 * @param nextCursor what to list from next time; only ever on the last page
 */
public record Page(
    List<Remote> items, @Nullable String nextPageToken, @Nullable String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  public boolean isLast() {
    return nextPageToken == null;
  }
}
