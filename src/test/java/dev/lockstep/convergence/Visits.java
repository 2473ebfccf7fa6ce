package dev.lockstep.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Those who edit visits and their events, and remember what they did: what must have come of it is
 * compared in the end. Most records are edited so that no field of theirs is touched on both sides;
 * the contested ones are edited without any such care.
 */
public final class Visits {

  /** Who does what with a record. */
  private enum Kind {
    /** Everything by the row: edits, moves to the other owner, the end. */
    BY_ROW,
    /** Everything but the title by a person at Google, the end too. */
    BY_PERSON,
    /** The title by the row, the place and the times by a person. */
    TIMES_BY_PERSON,
    /** The title and the times by the row, the place by a person. */
    TIMES_BY_ROW,
    /** Anything by anybody. */
    CONTESTED
  }

  /** A record and the last that each side wrote into each of its columns. */
  private static final class Visit {
    private final Kind kind;
    private final Map<String, String> here = new TreeMap<>();
    private final Map<String, String> there = new TreeMap<>();
    private final Map<String, String> own = new TreeMap<>();
    private @Nullable Long id;
    private @Nullable String eventId;
    private @Nullable String madeBy;
    private boolean isErased;
    private boolean isRemoved;
    private boolean hasMoved;
    private boolean isRaced;
    private boolean wasSeries;
    private boolean isSeries;

    Visit(Kind kind) {
      this.kind = kind;
    }

    boolean isContested() {
      return kind == Kind.CONTESTED;
    }
  }

  private static final int BURST = 10;

  /** So many records are on their way at once. */
  private static final int RACING = 3;

  private static final String LOST =
      """
      {"kind": "apply-then-drop", "method": "PATCH", "path": "/events/", "account": "%s",
       "times": 1}
      """;

  private final TwoSides sides;
  private final String[] owners;
  private final int kinds;
  private final int mostEnds;
  private final List<Visit> visits = new ArrayList<>();
  private final Map<String, String> strangers = new HashMap<>();
  private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
  private int ends;

  /**
   * @param contested whether there are records that both sides edit without care
   * @param mostEnds so many records end that the brake does not hold them
   */
  public Visits(TwoSides sides, boolean contested, int mostEnds, String... owners) {
    this.sides = sides;
    this.owners = owners;
    this.kinds = Kind.values().length - (contested ? 0 : 1);
    this.mostEnds = mostEnds;
  }

  public void play(Step step) {
    switch (step.act()) {
      case ROW_WRITE -> writeRow(step);
      case EVENT_CREATE -> createEvent(step);
      case EVENT_OWN -> ownEvent(step);
      case EVENT_COPY -> copyEvent(step);
      default -> {
        if (step.record() >= 0) {
          touch(step, visits.get(step.record()));
        }
      }
    }
  }

  private void touch(Step step, Visit visit) {
    if (visit.isRaced) {
      return;
    }
    switch (step.act()) {
      case ROW_EDIT -> editRow(step, visit);
      case ROW_ERASE -> eraseRow(visit);
      case ROW_MOVE -> moveRow(visit);
      case EVENT_EDIT -> editEvent(step, visit);
      case EVENT_REMOVE -> removeEvent(visit);
      case EVENT_ALL_DAY -> takeAllDay(step, visit);
      case EVENT_REPEAT -> repeat(visit);
      case EVENT_GUEST -> addGuest(step, visit);
      case VISIT_RACE -> race(step, visit);
      default -> throw new IllegalArgumentException(step.toString());
    }
  }

  private Visit made(Step step) {
    // The last is the contested kind: half of what is interesting happens there.
    int drawn = step.choice(kinds + (kinds == Kind.values().length ? 2 : 0));
    Visit visit = new Visit(Kind.values()[Math.min(drawn, kinds - 1)]);
    visits.add(visit);
    return visit;
  }

  // At the row

  private void writeRow(Step step) {
    Visit visit = made(step);
    String title = "visit " + step.number();
    visit.here.put("title", title);
    visit.here.put("place", "Main St");
    visit.id = sides.write(owners[step.other(owners.length)], title);
  }

  /** Some edits come in a burst, the last while an earlier one is on its way. */
  private void editRow(Step step, Visit visit) {
    for (int i = step.flag(3) ? 0 : BURST - 1; i < BURST; i++) {
      editRow(step, visit, step.number() + "." + i);
      LockSupport.parkNanos(Duration.ofMillis(8).toNanos());
    }
  }

  private void editRow(Step step, Visit visit, String mark) {
    boolean title = visit.isContested() ? step.flag(0) : visit.kind != Kind.BY_PERSON;
    boolean place = visit.isContested() && step.flag(1);
    boolean times =
        step.flag(2)
            && (visit.isContested()
                || visit.kind == Kind.BY_ROW
                || visit.kind == Kind.TIMES_BY_ROW);
    Map<String, String> edits = new TreeMap<>();
    List<String> assignments = new ArrayList<>();
    if (title) {
      edits.put("title", "visit edited in " + mark);
      assignments.add("title = '" + edits.get("title") + "'");
    }
    if (place) {
      edits.put("place", "Row Street " + mark);
      assignments.add("place = '" + edits.get("place") + "'");
    }
    if (times) {
      Instant start = someday(step);
      edits.put("starts_at", start.toString());
      assignments.add(
          "starts_at = '%s', ends_at = '%s'".formatted(start, start.plusSeconds(length(step))));
    }
    Long id = key(visit);
    if (id != null && !edits.isEmpty() && sides.set(id, String.join(", ", assignments))) {
      visit.here.putAll(edits);
    }
  }

  private void eraseRow(Visit visit) {
    Long id = key(visit);
    if (id != null
        && (visit.kind == Kind.BY_ROW || (visit.isContested() && !visit.wasSeries))
        && mayEnd()) {
      visit.isErased |= sides.erase(id);
    }
  }

  private void moveRow(Visit visit) {
    Long id = key(visit);
    if (id != null && visit.kind == Kind.BY_ROW) {
      visit.hasMoved |=
          sides.set(
              id,
              "owner = CASE owner WHEN '%s' THEN '%s' ELSE '%1$s' END"
                  .formatted(owners[0], owners[1]));
    }
  }

  private boolean mayEnd() {
    return ends++ < mostEnds;
  }

  // At the event

  private void createEvent(Step step) {
    Visit visit = made(step);
    Instant start = someday(step);
    visit.there.put("title", "visit " + step.number());
    visit.there.put("place", "Made St");
    visit.there.put("starts_at", start.toString());
    visit.madeBy = owners[step.other(owners.length)];
    JsonNode event =
        TwoSides.require(
            sides.google(
                visit.madeBy,
                "POST",
                "",
                "{\"summary\": \"%s\", \"location\": \"Made St\", %s}"
                    .formatted(visit.there.get("title"), timed(start, length(step)))));
    visit.eventId = event.path("id").asText();
  }

  private void editEvent(Step step, Visit visit) {
    boolean title = visit.isContested() && step.flag(0);
    boolean place = visit.isContested() ? step.flag(1) : visit.kind != Kind.BY_ROW;
    boolean times = step.flag(2) && timesArePersons(visit) && !visit.isSeries;
    Map<String, String> edits = new TreeMap<>();
    List<String> json = new ArrayList<>();
    if (title) {
      edits.put("title", "visit renamed in " + step.number());
      json.add("\"summary\": \"%s\"".formatted(edits.get("title")));
    }
    if (place) {
      edits.put("place", "Event Street " + step.number());
      json.add("\"location\": \"%s\"".formatted(edits.get("place")));
    }
    if (times) {
      Instant start = someday(step);
      edits.put("starts_at", start.toString());
      json.add(timed(start, length(step)));
    }
    if (!edits.isEmpty() && patch(visit, "{" + String.join(", ", json) + "}")) {
      visit.there.putAll(edits);
    }
  }

  private static boolean timesArePersons(Visit visit) {
    return visit.isContested()
        || visit.kind == Kind.BY_PERSON
        || visit.kind == Kind.TIMES_BY_PERSON;
  }

  private void removeEvent(Visit visit) {
    if ((visit.kind == Kind.BY_PERSON || (visit.isContested() && !visit.wasSeries)) && mayEnd()) {
      JsonNode event = event(visit);
      visit.isRemoved |=
          event != null
              && isDone(sides.google(owner(visit), "DELETE", "/" + event.path("id").asText(), ""));
    }
  }

  private void takeAllDay(Step step, Visit visit) {
    if (!timesArePersons(visit) || visit.isSeries) {
      return;
    }
    LocalDate day = someday(step).atZone(TwoSides.ZONE).toLocalDate();
    if (patch(
        visit,
        """
        {"start": {"date": "%s", "dateTime": null}, "end": {"date": "%s", "dateTime": null}}"""
            .formatted(day, day.plusDays(1 + step.choice(3))))) {
      visit.there.put("starts_at", day.atStartOfDay(TwoSides.ZONE).toInstant().toString());
    }
  }

  private void repeat(Visit visit) {
    if (!visit.isContested()) {
      return;
    }
    JsonNode event = event(visit);
    if (visit.isSeries) {
      visit.isSeries = !patch(visit, "{\"recurrence\": null}");
    } else if (event != null && event.path("start").hasNonNull("dateTime")) {
      Instant start = TwoSides.instant(event.path("start"));
      Instant end = TwoSides.instant(event.path("end"));
      String json =
          """
          {"start": {"dateTime": "%s", "timeZone": "Europe/Berlin"},
           "end": {"dateTime": "%s", "timeZone": "Europe/Berlin"},
           "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}"""
              .formatted(start, end);
      if (patch(visit, json)) {
        visit.isSeries = true;
        visit.wasSeries = true;
        visit.there.put("starts_at", start.toString());
      }
    }
  }

  private void addGuest(Step step, Visit visit) {
    String guest = "guest%d@example.net".formatted(step.number());
    String words = "private words " + step.number();
    if (patch(
        visit,
        """
        {"attendees": [{"email": "%s"}], "description": "%s"}"""
            .formatted(guest, words))) {
      visit.own.put("description", words);
      visit.own.put("guest", guest);
    }
  }

  private void copyEvent(Step step) {
    if (visits.isEmpty()) {
      return;
    }
    Visit visit = visits.get(step.choice(visits.size()));
    JsonNode event = visit.isSeries ? null : event(visit);
    if (event != null && TwoSides.isOriginal(event)) {
      String owner = owner(visit);
      stranger(
          owner,
          """
          {"summary": "copy in %d", "start": %s, "end": %s, "extendedProperties": %s}"""
              .formatted(
                  step.number(),
                  event.path("start"),
                  event.path("end"),
                  event.path("extendedProperties")));
    }
  }

  private void ownEvent(Step step) {
    String owner = owners[step.other(owners.length)];
    String times = timed(someday(step), 3600);
    if (step.flag(0)) {
      stranger(
          owner,
          "{\"summary\": \"secret %d\", \"visibility\": \"private\", %s}"
              .formatted(step.number(), times));
      return;
    }
    String series =
        stranger(
            owner,
            """
            {"summary": "weekly %d", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"], %s}"""
                .formatted(
                    step.number(), times.replace("\"date\": null", "\"timeZone\": \"Etc/UTC\"")));
    JsonNode instances =
        TwoSides.require(sides.google(owner, "GET", "/" + series + "/instances", "")).path("items");
    String cancelled = instances.path(1).path("id").asText();
    TwoSides.require(sides.google(owner, "DELETE", "/" + cancelled, ""));
    String moved = instances.path(2).path("id").asText();
    JsonNode exception =
        TwoSides.require(
            sides.google(owner, "PATCH", "/" + moved, "{" + timed(someday(step), 1800) + "}"));
    strangers.put(moved, exception.path("etag").asText());
    JsonNode after = TwoSides.require(sides.google(owner, "GET", "/" + series, ""));
    strangers.put(series, after.path("etag").asText());
  }

  private String stranger(String owner, String json) {
    JsonNode made = TwoSides.require(sides.google(owner, "POST", "", json));
    strangers.put(made.path("id").asText(), made.path("etag").asText());
    return made.path("id").asText();
  }

  /** Whether it was there to be patched. */
  private boolean patch(Visit visit, String json) {
    JsonNode event = event(visit);
    return event != null
        && isDone(sides.google(owner(visit), "PATCH", "/" + event.path("id").asText(), json));
  }

  private static boolean isDone(HttpResponse<String> answer) {
    if (answer.statusCode() == 404 || answer.statusCode() == 410) {
      return false;
    }
    JsonNode event = TwoSides.require(answer);
    return !event.path("status").asText().equals("cancelled");
  }

  private @Nullable JsonNode event(Visit visit) {
    if (visit.eventId != null) {
      String id = visit.eventId;
      return sides.events(owner(visit)).stream()
          .filter(event -> event.path("id").asText().equals(id))
          .findFirst()
          .orElse(null);
    }
    return sides.event(owner(visit), Objects.requireNonNull(visit.id));
  }

  private String owner(Visit visit) {
    if (visit.madeBy != null && !visit.hasMoved) {
      return visit.madeBy;
    }
    String owner = visit.id == null ? null : sides.value(visit.id, "owner");
    if (owner != null) {
      return owner;
    }
    // Its row is gone: wherever its event may be left.
    return visit.id != null && sides.event(owners[1], visit.id) != null ? owners[1] : owners[0];
  }

  /** Null where nobody has made a row of a person's event so far. */
  private @Nullable Long key(Visit visit) {
    if (visit.id == null) {
      visit.id =
          sides
              .jdbc()
              .sql("SELECT key FROM lockstep.sync_mapping WHERE sync = 'visits' AND remote_id = ?")
              .param(visit.eventId)
              .query(Long.class)
              .optional()
              .orElse(null);
    }
    if (visit.hasMoved) {
      visit.eventId = null;
    }
    return visit.id;
  }

  private Instant someday(Step step) {
    return today
        .plus(24 + step.other(500), ChronoUnit.HOURS)
        .plus(step.number() % 60, ChronoUnit.MINUTES);
  }

  private static long length(Step step) {
    return 1800L * step.choice(4);
  }

  private static String timed(Instant start, long seconds) {
    return "\"start\": {\"dateTime\": \"%s\", \"date\": null}, \"end\": {\"dateTime\": \"%s\", \"date\": null}"
        .formatted(start, start.plusSeconds(seconds));
  }

  // On both sides at once

  /**
   * Rows are edited, and while that is on its way both sides edit again. Nobody touches these any
   * more, and so nothing heals what is lost.
   */
  private void race(Step step, Visit visit) {
    String owner = owner(visit);
    List<Visit> racing =
        Stream.concat(Stream.of(visit), visits.stream().filter(other -> other != visit))
            .filter(this::canRace)
            .filter(other -> owner(other).equals(owner) && event(other) != null)
            .limit(RACING)
            .toList();
    if (racing.isEmpty()) {
      return;
    }
    if (step.choice(3) == 0) {
      sides.sandbox().fault(LOST.formatted(TwoSides.email(owner)));
    }
    List<String> events =
        racing.stream()
            .map(racer -> Objects.requireNonNull(event(racer)).path("id").asText())
            .toList();
    Nodes.gate()
        .during(
            call -> call.startsWith("PATCH") && events.stream().anyMatch(call::contains),
            () -> title(step, "0", racing),
            () -> {
              title(
                  step,
                  "1",
                  racing.stream().filter(racer -> !racer.isContested() || step.flag(4)).toList());
              racing.forEach(racer -> personEdits(step, racer));
              sides.awaitQueued();
            });
    racing.forEach(racer -> racer.isRaced = true);
  }

  private boolean canRace(Visit visit) {
    return !visit.isRaced
        && visit.kind != Kind.BY_PERSON
        && !visit.wasSeries
        && !visit.isErased
        && !visit.isRemoved
        && key(visit) != null;
  }

  private void personEdits(Step step, Visit visit) {
    String field = visit.isContested() ? "summary" : visit.kind == Kind.BY_ROW ? "" : "location";
    String value = "raced by a person in %d, %s".formatted(step.number(), visit.id);
    if (!field.isEmpty() && patch(visit, "{\"%s\": \"%s\"}".formatted(field, value))) {
      visit.there.put(field.equals("summary") ? "title" : "place", value);
    }
  }

  /** All in one statement, so that they go out together. */
  private void title(Step step, String mark, List<Visit> racing) {
    String title = "visit raced in %d.%s, ".formatted(step.number(), mark);
    List<Long> ids = racing.stream().map(racer -> Objects.requireNonNull(racer.id)).toList();
    Set<Long> edited =
        ids.isEmpty()
            ? Set.of()
            : sides
                .jdbc()
                .sql(
                    "UPDATE public.visits SET title = :title || id, updated_at = clock_timestamp()"
                        + " WHERE id IN (:ids) RETURNING id")
                .param("title", title)
                .param("ids", ids)
                .query(Long.class)
                .set();
    racing.stream()
        .filter(racer -> edited.contains(racer.id))
        .forEach(racer -> racer.here.put("title", title + racer.id));
  }

  // In the end

  /** What has to be over before both sides can be alike. */
  void comeToAnEnd() {
    visits.stream().filter(visit -> visit.isSeries).forEach(this::repeat);
  }

  /** I1, I3: rows and events are alike, leaving out what people have for themselves. */
  void areAlike() {
    Set<String> beside = new HashSet<>(strangers.keySet());
    for (Visit visit : visits) {
      if (visit.isErased && visit.isContested() && !visit.there.isEmpty()) {
        JsonNode left = event(visit);
        if (left != null) {
          beside.add(left.path("id").asText());
        }
      }
    }
    sides.alike(beside, owners);
  }

  /** I2, I4: what each of them did last is shown, or the history has it. */
  public void areContent() {
    List<String> wrong = new ArrayList<>();
    for (Visit visit : visits) {
      Long id = key(visit);
      String name =
          "%s %s %s".formatted(visit.kind, id, visit.here.isEmpty() ? visit.there : visit.here);
      int before = wrong.size();
      boolean isThere = id != null && sides.value(id, "id") != null;
      boolean ended = visit.isErased || visit.isRemoved;
      if (isThere == ended) {
        wrong.add(name + (isThere ? " is still there" : " is gone"));
      } else if (isThere) {
        compare(wrong, name, visit, id);
      } else if (id != null && visit.isContested()) {
        gone(wrong, name, visit, id);
      }
      if (wrong.size() > before) {
        wrong.addAll(sides.history("visits", String.valueOf(id)));
      }
    }
    for (String owner : owners) {
      Map<String, String> etags = new HashMap<>();
      sides
          .events(owner)
          .forEach(event -> etags.put(event.path("id").asText(), event.path("etag").asText()));
      strangers.forEach(
          (event, etag) -> {
            if (etags.containsKey(event) && !etag.equals(etags.get(event))) {
              wrong.add("I4: a person's own event " + event + " was written to");
            }
          });
    }
    assertThat(wrong).as("I2, I4").isEmpty();
  }

  private void compare(List<String> wrong, String name, Visit visit, long id) {
    for (String column : List.of("title", "place", "starts_at")) {
      String shown =
          column.equals("starts_at")
              ? sides
                  .jdbc()
                  .sql("SELECT starts_at FROM public.visits WHERE id = :id")
                  .param("id", id)
                  .query(OffsetDateTime.class)
                  .single()
                  .toInstant()
                  .toString()
              : sides.value(id, column);
      String here = visit.here.get(column);
      String there = visit.there.get(column);
      if (visit.isContested() || here == null || there == null) {
        if (here == null && there == null
            || shown.equals(here)
            || shown.equals(there)
            || (here == null && visit.isContested() && column.equals("starts_at"))) {
          kept(wrong, name, id, column, shown, here);
          kept(wrong, name, id, column, shown, there);
        } else {
          wrong.add("%s shows %s, not %s or %s".formatted(name, shown, here, there));
        }
      } else if (!shown.equals(there)) {
        // What the row was made with, or the event; then only the other side edits it.
        String last = visit.kind == Kind.BY_ROW || isByRow(visit, column) ? here : there;
        if (!shown.equals(last)) {
          wrong.add("%s shows %s, not %s".formatted(name, shown, last));
        }
      }
    }
    if (!visit.isContested() && sides.conflicts("visits", String.valueOf(id)) > 0) {
      wrong.add(name + " had a conflict, and nobody edited against anybody");
    }
    JsonNode event = event(visit);
    if (event != null && !visit.own.isEmpty() && !visit.hasMoved) {
      String own = event.path("description").asText() + event.path("attendees");
      if (!own.contains(visit.own.get("description")) || !own.contains(visit.own.get("guest"))) {
        wrong.add("I4: %s has lost %s, it has %s".formatted(name, visit.own, own));
      }
    }
  }

  private static boolean isByRow(Visit visit, String column) {
    return switch (column) {
      case "title" -> true;
      case "place" -> false;
      default -> visit.kind == Kind.TIMES_BY_ROW;
    };
  }

  private void gone(List<String> wrong, String name, Visit visit, long id) {
    JsonNode left = event(visit);
    if (visit.isErased && !visit.isRemoved) {
      visit.there.forEach(
          (column, value) ->
              kept(wrong, name, id, column, left == null ? "" : left.toString(), value));
    }
    if (visit.isRemoved && !visit.isErased) {
      visit.here.forEach((column, value) -> kept(wrong, name, id, column, "", value));
    }
  }

  /** Whether it is shown, or the history has it. */
  private void kept(
      List<String> wrong,
      String name,
      long id,
      String column,
      String shown,
      @Nullable String value) {
    if (value != null
        && !column.equals("starts_at")
        && !shown.contains(value)
        && sides.count(
                "SELECT count(*) FROM lockstep.sync_audit a WHERE sync = 'visits' AND key = '%d'"
                        .formatted(id)
                    + " AND to_jsonb(a)::text LIKE '%"
                    + value
                    + "%'")
            == 0) {
      wrong.add("%s shows %s, and nothing remembers %s".formatted(name, shown, value));
    }
  }
}
