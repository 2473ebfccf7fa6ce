package dev.lockstep.target.sheet;

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

  private final int pageSize;
  private final Supplier<Seen> look;
  private final Shown shown;
  private @Nullable Seen seen;

  SheetPreview(int pageSize, Supplier<Seen> look, Shown shown) {
    this.pageSize = pageSize;
    this.look = look;
    this.shown = shown;
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

  /** Rows as records. */
  interface Shown {
    Remote row(SheetRow row, Instant at);

    Remote gone(String key, Instant at);

    Remote unsettled(String key, Instant at);
  }

  @Override
  public Page page(@Nullable String pageToken) {
    Seen all = seen();
    int from = pageToken == null ? 0 : Integer.parseInt(pageToken);
    List<SheetRow> rows = all.rows();
    int to = Math.min(rows.size(), from + pageSize);
    List<Remote> items = new ArrayList<>();
    rows.subList(from, to).forEach(row -> items.add(shown.row(row, all.at())));
    if (to < rows.size()) {
      return new Page(items, String.valueOf(to), null);
    }
    all.judged().gone().forEach(key -> items.add(shown.gone(key, all.at())));
    return new Page(items, null, null);
  }

  /** What should be there and is neither seen nor gone is nothing that anybody can tell. */
  @Override
  public Map<String, Remote> read(Collection<String> remoteIds) {
    Seen all = seen();
    Set<String> wanted = new HashSet<>(remoteIds);
    Map<String, Remote> found = new LinkedHashMap<>();
    for (SheetRow row : all.judged().changed()) {
      if (row.key() != null && wanted.contains(row.key())) {
        found.put(row.key(), shown.row(row, all.at()));
      }
    }
    wanted.removeAll(found.keySet());
    all.judged().gone().forEach(wanted::remove);
    for (String key : wanted) {
      KnownRecord known = all.known().get(key);
      if (known != null && known.expected()) {
        found.put(key, shown.unsettled(key, all.at()));
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
