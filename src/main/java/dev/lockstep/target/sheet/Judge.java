package dev.lockstep.target.sheet;

import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.LessSafe;
import dev.lockstep.target.Problem;
import dev.lockstep.target.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides what a look says about the tab's records (PROTOCOL 7.3); pure. */
final class Judge {

  static final String ABSENT = "absent:";
  static final String NEW = "new:";
  static final String KEYLESS = "keyless:";
  static final String TWICE = "twice:";
  static final String BAD_KEY = "badkey:";
  static final String RENAMED = "renamed:";
  static final String RESTLESS = "restless:";
  static final String EMPTIED = "emptied:";
  static final String UNSAVED = LessSafe.SIGHTING;

  /** How many looks running a row may differ before it counts as changing by itself. */
  private static final int RESTLESS_AFTER = 5;

  /** Below this many records the brake holds nothing (PROTOCOL 10). */
  private static final int BRAKED_FROM = 5;

  private final TabShape shape;
  private final boolean takesUp;
  private final boolean drawsKeys;
  private final Duration settle;

  /**
   * @param takesUp whether a row that a person typed becomes a record
   * @param drawsKeys whether the key's column has a default to draw keys from
   * @param settle how long a row must look the same before it counts
   */
  Judge(TabShape shape, boolean takesUp, boolean drawsKeys, Duration settle) {
    this.shape = shape;
    this.takesUp = takesUp;
    this.drawsKeys = drawsKeys;
    this.settle = settle;
  }

  /**
   * @param all whether everything is asked for, not only what changed
   */
  Judged judge(
      Look look,
      Map<String, KnownRecord> known,
      Map<String, Sighting> before,
      Instant now,
      boolean all) {
    return new Round(look, known, new Sightings(before, now, settle), all).judge();
  }

  /** One look on its way to a judgement. */
  private final class Round {
    private final Look look;
    private final Map<String, KnownRecord> known;
    private final Sightings sightings;
    private final boolean all;
    private final Map<String, List<SheetRow>> byKey;
    private final List<SheetRow> changed = new ArrayList<>();
    private final List<String> fresh = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final List<SheetRow> keyless = new ArrayList<>();
    private final List<SheetRow> misnamed = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Standing> standing = new ArrayList<>();
    private boolean lively;

    Round(Look look, Map<String, KnownRecord> known, Sightings sightings, boolean all) {
      this.look = look;
      this.known = known;
      this.sightings = sightings;
      this.all = all;
      this.byKey = look.byKey();
    }

    Judged judge() {
      Map<String, SheetRow> single = singles();
      Map<String, String> vanished = vanished();
      List<SheetRow> strangers = new ArrayList<>();
      single.forEach(
          (key, row) -> {
            KnownRecord before = known.get(key);
            if (before == null) {
              strangers.add(row);
            } else {
              linked(row, before);
            }
          });
      for (SheetRow row : look.rows()) {
        if (row.keyFault() != null) {
          badKey(row);
        } else if (row.key() == null) {
          strangers.add(row);
        }
      }
      strangers(strangers, vanished);
      misnamed(vanished);
      absent(vanished);
      goneBeforeTaken();
      unsaved();
      return new Judged(
          changed,
          fresh,
          gone,
          keyless,
          problems,
          marks,
          standing,
          sightings.after(),
          sightings.nextSettled(),
          lively);
    }

    /** Of rows with one key the one that is as known keeps it; else nobody has it. */
    private Map<String, SheetRow> singles() {
      Map<String, SheetRow> single = new LinkedHashMap<>();
      byKey.forEach(
          (key, rows) -> {
            if (rows.size() == 1) {
              single.put(key, rows.getFirst());
              return;
            }
            SheetRow owner = owner(rows, known.get(key));
            twice(key, rows, owner);
            if (owner != null) {
              single.put(key, owner);
            }
          });
      return single;
    }

    private void twice(String key, List<SheetRow> rows, @Nullable SheetRow owner) {
      String what = TWICE + key;
      String hash = rows.size() + (owner == null ? "" : owner.version());
      sightings.settled(what, hash);
      for (SheetRow row : rows) {
        if (row != owner) {
          misnamed.add(row);
          marks.add(
              new Mark(
                  row.index(),
                  what + row.version(),
                  "the key '%s' stands in more than one row: give this one another, or delete it"
                      .formatted(key)));
        }
      }
      tell(
          what,
          key,
          rows.getLast(),
          "key '%s' stands in rows %s: %s"
              .formatted(
                  key,
                  String.join(", ", rows.stream().map(row -> "" + (row.index() + 1)).toList()),
                  owner == null
                      ? "none of them is read or written until one is left"
                      : "row %d, which is unchanged, keeps it; the others are left alone"
                          .formatted(owner.index() + 1)));
    }

    /** It stands; people are told of it once. */
    private void tell(String what, @Nullable String key, SheetRow row, String text) {
      standing.add(new Standing(what, row.index() + 1, text));
      if (sightings.tell(what)) {
        problems.add(new Problem(what, key, row.index() + 1, text, row.shown(shape)));
      }
    }

    private void linked(SheetRow row, KnownRecord before) {
      boolean same = row.version().equals(before.version());
      // One that had gone and is there as it was is news all the same.
      if (all || !same || !before.expected()) {
        changed.add(row);
      }
      if (!same && before.version() != null) {
        String what = RESTLESS + row.key();
        int running = sightings.running(what);
        if (running < RESTLESS_AFTER) {
          lively = true;
        } else if (sightings.tell(what)) {
          problems.add(
              new Problem(
                  null,
                  row.key(),
                  row.index() + 1,
                  "row %d (key '%s') changed in %d looks running: it seems to change by itself"
                      .formatted(row.index() + 1, row.key(), running)));
        }
      }
    }

    private void badKey(SheetRow row) {
      String what = BAD_KEY + row.keyFault() + row.version();
      sightings.settled(what, "");
      misnamed.add(row);
      marks.add(new Mark(row.index(), what, String.valueOf(row.keyFault())));
      tell(
          what,
          null,
          row,
          "row %d has no usable key: %s".formatted(row.index() + 1, row.keyFault()));
    }

    /** Keys that should be there and are not, by what their other cells showed last. */
    private Map<String, String> vanished() {
      Map<String, String> vanished = new LinkedHashMap<>();
      known.forEach(
          (key, before) -> {
            if (before.expected() && !byKey.containsKey(key)) {
              vanished.put(key, before.version() == null ? "" : before.version());
            }
          });
      return vanished;
    }

    private void strangers(List<SheetRow> strangers, Map<String, String> vanished) {
      Map<String, String> renamed = renamed(strangers, vanished);
      Map<String, Integer> alike = new HashMap<>();
      for (SheetRow row : strangers) {
        if (renamed.containsKey(row.version()) && !shape.isOtherwiseBlank(row.cells(shape))) {
          String key = renamed.get(row.version());
          String what = RENAMED + key;
          sightings.settled(what, String.valueOf(row.key()));
          marks.add(
              new Mark(
                  row.index(),
                  what + row.key(),
                  "this row had the key '%s': write it back, or delete the row".formatted(key)));
          tell(what, key, row, renamed(row, key));
        } else if (row.key() == null) {
          keyless(row, alike.merge(row.version(), 1, Integer::sum));
        } else {
          unknown(row);
        }
      }
      renamed.values().forEach(vanished::remove);
    }

    /** A key that was overwritten with another row's, or with nonsense, is not deleted either. */
    private void misnamed(Map<String, String> vanished) {
      Map<String, String> renamed = renamed(misnamed, vanished);
      for (SheetRow row : misnamed) {
        String key = renamed.get(row.version());
        if (key != null) {
          String what = RENAMED + key;
          sightings.settled(what, String.valueOf(row.key()));
          tell(what, key, row, renamed(row, key));
        }
      }
      renamed.values().forEach(vanished::remove);
    }

    /** By version: a key that vanished while a stranger shows the same other cells. */
    private Map<String, String> renamed(List<SheetRow> strangers, Map<String, String> vanished) {
      Map<String, String> byVersion = new HashMap<>();
      vanished.forEach((key, version) -> byVersion.put(version, key));
      Map<String, String> renamed = new LinkedHashMap<>();
      for (SheetRow row : strangers) {
        String key = byVersion.get(row.version());
        if (key != null && !shape.isOtherwiseBlank(row.cells(shape))) {
          renamed.put(row.version(), key);
        }
      }
      return renamed;
    }

    private static String renamed(SheetRow row, String key) {
      return row.key() == null
          ? "row %d lost its key '%s': write it back, or delete the row"
              .formatted(row.index() + 1, key)
          : ("row %d had key '%s' and has '%s' now: both are held until the old key is back,"
                  + " or another cell of the row changes")
              .formatted(row.index() + 1, key, row.key());
    }

    private void unknown(SheetRow row) {
      String key = Objects.requireNonNull(row.key());
      boolean settled = takesUp && sightings.settled(NEW + key, row.version());
      lively |= takesUp && !settled;
      if (all || settled) {
        changed.add(row);
      }
      if (!settled) {
        fresh.add(key);
      }
    }

    private void keyless(SheetRow row, int number) {
      if (!takesUp) {
        return;
      }
      String what = KEYLESS + row.version() + "#" + number;
      boolean settled = sightings.settled(what, "");
      lively |= !settled;
      if (!settled) {
        return;
      }
      if (drawsKeys) {
        keyless.add(row);
        standing.add(new Standing(what, row.index() + 1, null));
        return;
      }
      marks.add(new Mark(row.index(), what, "this row needs a key"));
      tell(
          what,
          null,
          row,
          "row %d needs a key: write one under '%s'"
              .formatted(row.index() + 1, String.join("', '", shape.keyFields())));
    }

    /** A row that nobody had taken up yet may have been a dead letter. */
    private void goneBeforeTaken() {
      for (String key : sightings.namedBefore(NEW)) {
        if (!byKey.containsKey(key) && !known.containsKey(key)) {
          gone.add(key);
        }
      }
    }

    /** It stands in the status for as long as it is so. */
    private void unsaved() {
      if (look.batch() >= 0) {
        return;
      }
      sightings.settled(UNSAVED, "");
      if (sightings.tell(UNSAVED)) {
        problems.add(new Problem(null, null, 0, LessSafe.REASON));
      }
    }

    private void absent(Map<String, String> vanished) {
      boolean othersAreThere = byKey.keySet().stream().anyMatch(known::containsKey);
      if (!vanished.isEmpty() && !othersAreThere && vanished.size() < BRAKED_FROM) {
        sightings.settled(EMPTIED, "" + vanished.size());
        if (sightings.tell(EMPTIED)) {
          problems.add(
              new Problem(
                  null,
                  null,
                  0,
                  "no row shows a known key any more: nothing counts as deleted until one does"));
        }
        return;
      }
      for (String key : vanished.keySet()) {
        if (sightings.settled(ABSENT + key, "")) {
          gone.add(key);
        } else {
          lively = true;
        }
      }
    }
  }

  /** The one row of several with one key that shows what was seen last; null where none or more. */
  static @Nullable SheetRow owner(List<SheetRow> rows, @Nullable KnownRecord known) {
    if (rows.size() == 1) {
      return rows.getFirst();
    }
    List<SheetRow> unchanged =
        known == null || known.version() == null
            ? List.of()
            : rows.stream().filter(row -> row.version().equals(known.version())).toList();
    return unchanged.size() == 1 ? unchanged.getFirst() : null;
  }
}
