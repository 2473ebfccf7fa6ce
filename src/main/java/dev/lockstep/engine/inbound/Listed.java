package dev.lockstep.engine.inbound;

import dev.lockstep.engine.Traced;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lease;
import dev.lockstep.target.Remote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Records as the target shows them, to be merged.
 *
 * @param queued by remote id: the queue's items that asked for them; empty for a page of a pull
 * @param matched by remote id: the key of the row that it was recognised as (PROTOCOL 11.1)
 * @param after the pull as it stands once these are applied
 * @param echoes how many were dropped as our own writes
 */
public record Listed(
    Pull pull,
    List<Seen> items,
    Map<String, Item> queued,
    Map<String, String> matched,
    Pull after,
    int echoes)
    implements Traced {

  static final int AT_MOST = 100;

  public Listed {
    items = List.copyOf(items);
    queued = Map.copyOf(queued);
    matched = Map.copyOf(matched);
  }

  /**
   * One record, with what the echo filter knows its version by.
   *
   * @param versionId {@link VersionId} as text
   */
  public record Seen(Remote remote, String versionId) {}

  @Override
  public Lease lease() {
    return pull.lease();
  }

  @Override
  public boolean isIdle() {
    return queued.isEmpty();
  }

  @Override
  public List<String> traces() {
    return queued.values().stream().map(Item::trace).filter(Objects::nonNull).toList();
  }

  Listed with(List<Seen> items, int echoes) {
    return new Listed(pull, items, queued, matched, after, echoes);
  }

  /**
   * These records in parts of a hundred at most, each one transaction; one empty part where there
   * are none, for the cursor moves with the last.
   */
  public List<Part> getParts() {
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < items.size(); from += AT_MOST) {
      int to = Math.min(items.size(), from + AT_MOST);
      parts.add(new Part(this, items.subList(from, to), to == items.size()));
    }
    if (parts.isEmpty()) {
      parts.add(new Part(this, List.of(), true));
    }
    return parts;
  }

  /**
   * What goes into one transaction.
   *
   * @param last whether the cursor moves with it
   */
  public record Part(Listed listed, List<Seen> items, boolean last) {
    public Part {
      items = List.copyOf(items);
    }
  }
}
