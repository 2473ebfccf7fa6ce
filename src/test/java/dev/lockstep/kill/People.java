package dev.lockstep.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Those who edit rows and events at random, and remember what must have come of it. No field of a
 * record is edited on both sides, so that no conflict is a right one.
 */
final class People {

  /** A record as it must be in the end; null for what nobody has touched. */
  private static final class Expected {
    private final Kind kind;
    private String title;
    private String place = "Main St";
    private Instant start;
    private boolean isGone;

    Expected(Kind kind, String title) {
      this.kind = kind;
      this.title = title;
    }
  }

  /** Who does what with a record. */
  private enum Kind {
    /** Everything by the row: edits, moves to the other owner, the end. */
    BY_ROW,
    /** Everything by a person at Google, the end too. */
    BY_PERSON,
    /** The title by the row, the place and the times by a person. */
    TIMES_BY_PERSON,
    /** The title and the times by the row, the place by a person. */
    TIMES_BY_ROW
  }

  private final TwoSides sides;
  private final Random random;
  private final String[] owners;
  private final Map<Long, Expected> records = new TreeMap<>();
  private int count;
  private int ends;

  People(TwoSides sides, Random random, String... owners) {
    this.sides = sides;
    this.random = random;
    this.owners = owners;
  }

  void act(int times, Runnable between) {
    for (int i = 0; i < times; i++) {
      act();
      between.run();
    }
  }

  private void act() {
    List<Long> living = records.keySet().stream().filter(id -> !records.get(id).isGone).toList();
    if (living.size() < 6 || random.nextInt(6) == 0) {
      String title = "record " + ++count;
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      records.put(
          sides.write(owners[random.nextInt(owners.length)], title), new Expected(kind, title));
      return;
    }
    long id = living.get(random.nextInt(living.size()));
    Expected record = records.get(id);
    switch (record.kind) {
      case BY_ROW -> {
        switch (random.nextInt(5)) {
          case 0 -> move(id);
          case 1 -> {
            if (mayEnd()) {
              sides.erase(id);
              record.isGone = true;
            }
          }
          default -> byRow(id, record, random.nextBoolean());
        }
      }
      case BY_PERSON -> byPerson(id, record, true, random.nextInt(6) == 0 && mayEnd());
      case TIMES_BY_PERSON -> {
        if (random.nextBoolean()) {
          byRow(id, record, false);
        } else {
          byPerson(id, record, random.nextBoolean(), false);
        }
      }
      case TIMES_BY_ROW -> {
        if (random.nextBoolean()) {
          byRow(id, record, random.nextBoolean());
        } else {
          byPerson(id, record, false, false);
        }
      }
    }
  }

  /** So many that the brake does not hold them. */
  private boolean mayEnd() {
    return ends++ < 20;
  }

  private void move(long id) {
    sides.set(
        id,
        "owner = CASE owner WHEN '%s' THEN '%s' ELSE '%1$s' END".formatted(owners[0], owners[1]));
  }

  private void byRow(long id, Expected record, boolean withTimes) {
    record.title = "record " + id + ", edit " + ++count;
    String times = "";
    if (withTimes) {
      record.start = someday();
      times =
          ", starts_at = '%s', ends_at = '%s'"
              .formatted(record.start, record.start.plusSeconds(3600));
    }
    sides.set(id, "title = '" + record.title + "'" + times);
  }

  /** Only what is at Google already can be edited there. */
  private void byPerson(long id, Expected record, boolean withTimes, boolean removes) {
    String owner = owner(id);
    JsonNode event = sides.event(owner, id);
    if (event == null) {
      return;
    }
    if (removes) {
      sides.remove(owner, id);
      record.isGone = true;
      return;
    }
    record.place = "Street " + ++count;
    String times = "";
    if (withTimes) {
      record.start = someday();
      times =
          ", \"start\": {\"dateTime\": \"%s\"}, \"end\": {\"dateTime\": \"%s\"}"
              .formatted(record.start, record.start.plusSeconds(3600));
    }
    sides.edit(owner, id, "{\"location\": \"" + record.place + "\"" + times + "}");
  }

  private String owner(long id) {
    return String.valueOf(sides.value(id, "owner"));
  }

  private Instant someday() {
    return Instant.now()
        .truncatedTo(ChronoUnit.HOURS)
        .plus(1 + random.nextInt(500), ChronoUnit.HOURS);
  }

  /** I2: what each of them did last is what both sides show. */
  void areContent() {
    List<String> missing = new ArrayList<>();
    records.forEach(
        (id, record) -> {
          String place = sides.value(id, "place");
          if (record.isGone != (place == null)) {
            missing.add("record %d is %s".formatted(id, place == null ? "gone" : "still there"));
          } else if (!record.isGone) {
            compare(missing, id, record.title, sides.value(id, "title"));
            compare(missing, id, record.place, place);
            if (record.start != null) {
              Instant start =
                  sides
                      .jdbc()
                      .sql("SELECT starts_at FROM public.visits WHERE id = :id")
                      .param("id", id)
                      .query(java.time.OffsetDateTime.class)
                      .single()
                      .toInstant();
              compare(missing, id, record.start.toString(), start.toString());
            }
          }
        });
    assertThat(missing).as("I2").isEmpty();
  }

  private static void compare(List<String> missing, long id, String expected, String shown) {
    if (!expected.equals(shown)) {
      missing.add("record %d shows %s, not %s".formatted(id, shown, expected));
    }
  }
}
