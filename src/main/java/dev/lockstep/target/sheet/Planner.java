package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decides what a batch of writes does to the tab as it was read; pure. */
final class Planner {

  private static final String FORMULA =
      "the formula under '%s' is a person's and is not overwritten: remove it to let the table's value in";

  private final TabShape shape;
  private final Block block;
  private final BiFunction<String, Fields, Remote> remote;
  private final Map<String, Outcome> settled = new LinkedHashMap<>();
  private final Map<String, Fields> after = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> kept = new LinkedHashMap<>();
  private final List<Touch> touches = new ArrayList<>();
  private final List<Fields> inserts = new ArrayList<>();

  /**
   * @param remote a row's record, by key and cells
   */
  private Planner(TabShape shape, Block block, BiFunction<String, Fields, Remote> remote) {
    this.shape = shape;
    this.block = block;
    this.remote = remote;
  }

  static Planned plan(
      TabShape shape, Block block, List<Write> writes, BiFunction<String, Fields, Remote> remote) {
    Planner planner = new Planner(shape, block, remote);
    writes.forEach(planner::take);
    return planner.planned();
  }

  /** Writes drawn keys into rows that show none. */
  static FlushPlan keys(Block block, Map<Integer, Fields> keysByRow) {
    List<Touch> touches = new ArrayList<>();
    keysByRow.forEach(
        (index, key) -> {
          GridRow row = block.rows().get(index);
          if (row == null || row.key() != null) {
            return;
          }
          Map<Integer, Value> before = new LinkedHashMap<>();
          row.cells()
              .values()
              .forEach(
                  (field, value) -> {
                    if (!row.formulas().contains(field)) {
                      before.put(block.columns().of(field), value);
                    }
                  });
          Map<Integer, Value> written = new LinkedHashMap<>();
          key.values()
              .forEach(
                  (field, value) -> {
                    if (row.cells().get(field).isNull()) {
                      written.put(block.columns().of(field), value);
                    }
                  });
          touches.add(new Touch(null, index, null, before, written, false, 0, -1));
        });
    return of(touches, List.of(), block);
  }

  private void take(Write write) {
    List<Integer> places = block.rowsByKey().getOrDefault(write.remoteId(), List.of());
    if (places.size() > 1) {
      settled.put(write.key(), twice(write));
      return;
    }
    GridRow row = places.isEmpty() ? null : block.rows().get(places.getFirst());
    if (!places.isEmpty() && (row == null || !write.remoteId().equals(row.key()))) {
      // It moved while it was being read: the next pass finds it.
      settled.put(write.key(), new Outcome.NotTried(write.key()));
      return;
    }
    switch (write) {
      case Write.Insert insert -> insert(insert, insert.fields(), row);
      case Write.Revive revive -> revive(revive, row);
      case Write.Patch patch -> patch(patch, row);
      case Write.Delete delete -> delete(delete, row);
    }
  }

  /** Nobody can tell which of them it is: it waits, as one does that is away. */
  private Outcome twice(Write write) {
    Remote any = remote.apply(write.remoteId(), Fields.EMPTY);
    return new Outcome.Stale(
        write.key(),
        new Remote(
            any.remoteId(),
            any.version(),
            any.updated(),
            any.created(),
            Set.of(Remote.Trait.UNSETTLED),
            any.stamp(),
            Fields.EMPTY));
  }

  private void insert(Write write, Fields fields, @Nullable GridRow row) {
    if (row != null) {
      settled.put(
          write.key(),
          new Outcome.Exists(write.key(), remote.apply(write.remoteId(), row.cells())));
      return;
    }
    Fields whole = whole(shape.keys().cells(write.remoteId()).with(fields));
    inserts.add(whole);
    after.put(write.key(), whole);
  }

  private Fields whole(Fields fields) {
    Map<String, Value> whole = new LinkedHashMap<>();
    shape.fields().forEach(field -> whole.put(field, fields.get(field)));
    return new Fields(whole);
  }

  private void revive(Write.Revive revive, @Nullable GridRow row) {
    if (row == null) {
      insert(revive, revive.fields(), null);
    } else {
      overwrite(revive, revive.fields(), row);
    }
  }

  private void patch(Write.Patch patch, @Nullable GridRow row) {
    if (row == null) {
      settled.put(patch.key(), new Outcome.Missing(patch.key(), null));
    } else if (isStale(patch.version(), row)) {
      stale(patch, row);
    } else {
      overwrite(patch, patch.fields(), row);
    }
  }

  private void delete(Write.Delete delete, @Nullable GridRow row) {
    if (row == null) {
      settled.put(delete.key(), new Outcome.Deleted(delete.key(), Duration.ZERO));
    } else if (isStale(delete.version(), row)) {
      stale(delete, row);
    } else {
      touches.add(
          new Touch(
              delete.key(),
              row.index(),
              row.key(),
              plain(row, row.cells().names()),
              Map.of(),
              true,
              0,
              -1));
    }
  }

  private boolean isStale(@Nullable String version, GridRow row) {
    return version != null && !version.equals(shape.version(row.cells()));
  }

  private void stale(Write write, GridRow row) {
    settled.put(
        write.key(), new Outcome.Stale(write.key(), remote.apply(write.remoteId(), row.cells())));
  }

  /** Only cells that differ, and never a person's formula. */
  private void overwrite(Write write, Fields fields, GridRow row) {
    Map<Integer, Value> written = new LinkedHashMap<>();
    Set<String> changed = new LinkedHashSet<>();
    Map<String, String> formulas = new LinkedHashMap<>();
    fields
        .values()
        .forEach(
            (field, value) -> {
              if (row.cells().get(field).same(value)) {
                return;
              }
              if (row.formulas().contains(field)) {
                formulas.put(field, FORMULA.formatted(field));
              } else {
                changed.add(field);
                written.put(block.columns().of(field), value);
              }
            });
    if (!formulas.isEmpty()) {
      kept.put(write.key(), formulas);
    }
    Fields then = row.cells().with(fields.only(changed::contains));
    if (written.isEmpty()) {
      settled.put(
          write.key(),
          new Outcome.Written(
              write.key(), remote.apply(write.remoteId(), then), Duration.ZERO, formulas));
      return;
    }
    after.put(write.key(), then);
    touches.add(
        new Touch(write.key(), row.index(), row.key(), plain(row, changed), written, false, 0, -1));
  }

  private Map<Integer, Value> plain(GridRow row, Set<String> fields) {
    Map<Integer, Value> plain = new LinkedHashMap<>();
    for (String field : fields) {
      if (!row.formulas().contains(field)) {
        plain.put(block.columns().of(field), row.cells().get(field));
      }
    }
    return plain;
  }

  private Planned planned() {
    return new Planned(of(touches, inserts, block), settled, after, kept);
  }

  private static FlushPlan of(List<Touch> touches, List<Fields> inserts, Block block) {
    int first = FlushPlan.firstSaved(FlushPlan.HEADER_SAVED + 1, touches);
    List<Touch> saved = saved(touches, first);
    return new FlushPlan(
        true,
        FlushPlan.HEADER_SAVED,
        first + saved.size(),
        saved,
        inserts,
        block.bare() ? -1 : block.lastKeyed() + 1,
        List.of());
  }

  /** In the tab's order, each with its place in the hidden tab. */
  private static List<Touch> saved(List<Touch> touches, int first) {
    List<Touch> sorted = new ArrayList<>(touches);
    sorted.sort(Comparator.comparingInt(Touch::row));
    for (int i = 0; i < sorted.size(); i++) {
      sorted.set(i, sorted.get(i).savedAt(first + i));
    }
    return sorted;
  }

  /**
   * Puts back what was hit, cell by cell, where it still shows what we made of it.
   *
   * @param savesEnd rows of the hidden tab that are in use
   */
  static FlushPlan putBack(Look look, List<Misplaced> misplaced, TabShape shape, int savesEnd) {
    Map<String, List<SheetRow>> byKey = look.byKey();
    List<Touch> touches = new ArrayList<>();
    List<FlushPlan.Restored> restored = new ArrayList<>();
    for (Misplaced hit : misplaced) {
      if (hit.deleted()) {
        boolean isThere = hit.key() != null && byKey.containsKey(hit.key());
        if (!isThere && !hit.blank()) {
          restored.add(
              new FlushPlan.Restored(Math.clamp(hit.row(), 1, look.height()), hit.saved()));
        }
        continue;
      }
      SheetRow row = row(look, byKey, hit, shape);
      if (row != null && hit.made()) {
        takeAway(touches, look, row, hit);
      } else if (row != null) {
        putBack(touches, look, row, hit);
      }
    }
    int first = FlushPlan.firstSaved(savesEnd + 1, touches);
    List<Touch> saved = saved(touches, first);
    return new FlushPlan(false, savesEnd, first + saved.size(), saved, List.of(), -1, restored);
  }

  /** A row of ours goes; where a person wrote beside our cells, only those do. */
  private static void takeAway(List<Touch> touches, Look look, SheetRow row, Misplaced hit) {
    Map<Integer, Value> ours = new LinkedHashMap<>();
    Map<Integer, Value> blank = new LinkedHashMap<>();
    for (int column : new TreeSet<>(hit.wrote().keySet())) {
      int at = hit.at(column, look);
      if (!shown(row, at).same(hit.wrote().get(column))) {
        return; // It is a row of somebody else's.
      }
      ours.put(at, shown(row, at));
      blank.put(at, Value.NULL);
    }
    boolean isOursAlone =
        IntStream.range(0, row.raw().size())
            .allMatch(column -> ours.containsKey(column) || shown(row, column).isNull());
    touches.add(
        new Touch(
            null,
            row.index(),
            row.key(),
            ours,
            isOursAlone ? Map.of() : blank,
            isOursAlone,
            0,
            -1));
  }

  private static void putBack(List<Touch> touches, Look look, SheetRow row, Misplaced hit) {
    Map<Integer, Value> before = new LinkedHashMap<>();
    Map<Integer, Value> back = new LinkedHashMap<>();
    Map<Integer, Integer> sources = new LinkedHashMap<>();
    for (int column : new TreeSet<>(hit.wrote().keySet())) {
      int at = hit.at(column, look);
      Value now = shown(row, at);
      if (now.same(hit.wrote().get(column))) {
        before.put(at, now);
        back.put(at, hit.shown().get(column));
        sources.put(at, column);
      }
    }
    if (!back.isEmpty()) {
      touches.add(
          new Touch(null, row.index(), row.key(), before, back, false, 0, hit.saved(), sources));
    }
  }

  /**
   * Where the row that was hit stands now: by its key, else the one row that shows our values.
   * Whose key we overwrote does not bear it: another may, which got it by a mistake of ours.
   */
  private static @Nullable SheetRow row(
      Look look, Map<String, List<SheetRow>> byKey, Misplaced hit, TabShape shape) {
    boolean hasItsKey =
        shape.keyFields().stream()
            .noneMatch(field -> hit.wrote().containsKey(hit.columns().of(field)));
    if (hasItsKey && hit.key() != null && byKey.getOrDefault(hit.key(), List.of()).size() == 1) {
      return byKey.get(hit.key()).getFirst();
    }
    List<SheetRow> ours = look.rows().stream().filter(row -> showsOurs(look, row, hit)).toList();
    return ours.size() == 1
        ? ours.getFirst()
        : ours.stream().filter(row -> row.index() == hit.row()).findFirst().orElse(null);
  }

  private static boolean showsOurs(Look look, SheetRow row, Misplaced hit) {
    return hit.wrote().entrySet().stream()
        .allMatch(wrote -> shown(row, hit.at(wrote.getKey(), look)).same(wrote.getValue()));
  }

  private static Value shown(SheetRow row, int column) {
    return column < row.raw().size() ? Cells.value(row.raw().get(column)) : Value.NULL;
  }
}
