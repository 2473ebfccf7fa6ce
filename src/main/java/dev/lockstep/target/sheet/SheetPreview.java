package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Page;
import dev.lockstep.target.Preview;
import dev.lockstep.target.Problem;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A tab as one look shows it, page by page; that look is taken when it is first asked. */
final class SheetPreview implements Preview {

  private final PartitionKey partition;
  private final Supplier<Seen> look;
  private final Remotes remotes;
  private @Nullable Seen seen;

  SheetPreview(PartitionKey partition, Supplier<Seen> look, Remotes remotes) {
    this.partition = partition;
    this.look = look;
    this.remotes = remotes;
  }

  /**
   * What the look said.
   *
   * @param known what was known of the records before, by key
   * @param at when it was taken
   */
  record Seen(Judged judged, Map<String, KnownRecord> known, Instant at) {

    /** Of a tab that is not there yet. */
    static final Seen NOTHING =
        new Seen(
            new Judged(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                Map.of(), null, false),
            Map.of(),
            Instant.EPOCH);

    List<SheetRow> rows() {
      List<SheetRow> rows = new ArrayList<>(judged.changed());
      rows.addAll(judged.keyless());
      return rows;
    }
  }

  @Override
  public Page page(@Nullable String pageToken) {
    Seen all = seen();
    int from = pageToken == null ? 0 : Integer.parseInt(pageToken);
    List<SheetRow> rows = all.rows();
    int to = Math.min(rows.size(), from + Listings.PAGE);
    List<Remote> items = new ArrayList<>();
    rows.subList(from, to).forEach(row -> items.add(remote(row, all.at())));
    if (to < rows.size()) {
      return new Page(items, String.valueOf(to), null);
    }
    all.judged().gone().forEach(key -> items.add(remotes.gone(key, all.at())));
    return new Page(items, null, null);
  }

  private Remote remote(SheetRow row, Instant at) {
    return row.key() == null ? remotes.typed(row) : remotes.of(partition, row, at);
  }

  /** What should be there and is neither seen nor gone is nothing that anybody can tell. */
  @Override
  public Map<String, Remote> read(Collection<String> remoteIds) {
    Seen all = seen();
    Set<String> wanted = new HashSet<>(remoteIds);
    Map<String, Remote> found = new LinkedHashMap<>();
    for (SheetRow row : all.judged().changed()) {
      if (row.key() != null && wanted.contains(row.key())) {
        found.put(row.key(), remote(row, all.at()));
      }
    }
    wanted.removeAll(found.keySet());
    all.judged().gone().forEach(wanted::remove);
    for (String key : wanted) {
      KnownRecord known = all.known().get(key);
      if (known != null && known.expected()) {
        found.put(key, remotes.unsettled(partition, key, all.at()));
      }
    }
    return found;
  }

  @Override
  public List<Problem> problems() {
    return seen().judged().problems();
  }

  private Seen seen() {
    Seen known = seen;
    if (known == null) {
      known = look.get();
      seen = known;
    }
    return known;
  }
}
