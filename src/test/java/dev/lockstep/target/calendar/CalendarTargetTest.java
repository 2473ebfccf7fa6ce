package dev.lockstep.target.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.EventAttendee;
import com.google.api.services.calendar.model.EventDateTime;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.google.RateLimits;
import dev.lockstep.google.TestGoogle;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Remote.Trait;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetContract;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Write;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarTargetTest extends TargetContract {

  private static final Target.Progress NO_LEASE = () -> {};

  private final TestSandbox sandbox = TestSandbox.start();
  private final TestGoogle google =
      new TestGoogle(sandbox).withRoutes("routes/google/calendar.camel.yaml");
  private final CalendarTraffic traffic = new CalendarTraffic(RateLimits.NONE, System::nanoTime);
  private final CalendarTarget target = target("none");
  private final PartitionKey partition = new PartitionKey("visits", "anna", "primary");

  private CalendarTarget target(String sendUpdates) {
    return new CalendarTarget(
        new CalendarCalls(google.camel().createProducerTemplate(), google.clients(), sendUpdates),
        new EventFields("Europe/Berlin"),
        traffic,
        RateLimits.NONE,
        "test-instance",
        2);
  }

  @AfterEach
  void close() {
    google.close();
    sandbox.close();
  }

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected PartitionKey partition() {
    return partition;
  }

  @Override
  protected Person person() {
    return new Person() {
      @Override
      public String creates(Fields fields) {
        Event event = new Event();
        new EventFields(null).set(event, fields, true);
        return at(() ->
                google.clients().calendar("anna").events().insert("primary", event).execute())
            .getId();
      }

      @Override
      public void edits(String remoteId, Fields changes) {
        Event event = new Event();
        new EventFields(null).set(event, changes, false);
        patches(remoteId, event);
      }

      @Override
      public void deletes(String remoteId) {
        at(() -> google.clients().calendar("anna").events().delete("primary", remoteId).execute());
      }
    };
  }

  @Override
  protected void cursorsExpire() {
    sandbox.control("expire-sync-tokens", "{}");
  }

  @Override
  protected void nextCallIsRefusedForItsRate() {
    sandbox.fault(
        """
        {"kind": "status", "code": 403, "reason": "rateLimitExceeded", "times": 1}""");
  }

  @Override
  protected void anAnswerIsLost() {
    sandbox.fault("{\"kind\": \"apply-then-drop\", \"method\": \"POST\", \"times\": 1}");
  }

  @Test
  void theZoneOfTheDefinitionIsSentAndTheInstantStays() {
    Remote visit = insert("1", "Visit");

    Event event = event(visit.remoteId());
    assertThat(event.getStart().getTimeZone()).isEqualTo("Europe/Berlin");
    assertThat(visit.fields().get("start").same(NINE)).isTrue();
  }

  /** FAULTS 51. */
  @Test
  void anEventGoesFromTimedToAllDayAndBack_51() {
    Remote timed = insert("1", "Visit");
    Value first = new Value.Date(LocalDate.parse("2027-03-01"));
    Value third = new Value.Date(LocalDate.parse("2027-03-03"));

    Remote allDay =
        written(write(patch("1", timed.version(), Fields.of("start", first, "end", third))));
    assertThat(allDay.fields().get("start")).isEqualTo(first);
    assertThat(allDay.fields().get("end")).isEqualTo(third);
    assertThat(event(allDay.remoteId()).getStart().getDateTime()).isNull();

    Remote again =
        written(write(patch("1", allDay.version(), Fields.of("start", NINE, "end", ELEVEN))));
    assertThat(again.fields().get("start").same(NINE)).isTrue();
    assertThat(again.fields().get("end").same(ELEVEN)).isTrue();
    assertThat(event(again.remoteId()).getStart().getDate()).isNull();
  }

  /** FAULTS 51. */
  @Test
  void zeroLengthAndDaysLongEventsComeBackAsSent_51() {
    Remote moment =
        written(write(new Write.Insert("1", id("1"), visit("Ping").with("end", NINE), 1)));
    assertThat(moment.fields().get("end").same(NINE)).isTrue();

    Value later = Value.instant(Instant.parse("2027-03-05T03:30:00Z"));
    Remote days =
        written(write(new Write.Insert("2", id("2"), visit("Trip").with("end", later), 1)));
    assertThat(days.fields().get("end").same(later)).isTrue();
  }

  /** FAULTS 50. */
  @Test
  void anEventOverTheChangeOfTheClocksKeepsItsInstants_50() {
    Value before = Value.instant(Instant.parse("2027-03-28T00:30:00Z"));
    Value after = Value.instant(Instant.parse("2027-03-28T01:30:00Z"));

    Remote night =
        written(
            write(
                new Write.Insert(
                    "1", id("1"), visit("Night").with("start", before).with("end", after), 1)));

    assertThat(night.fields().get("start").same(before)).isTrue();
    assertThat(night.fields().get("end").same(after)).isTrue();
  }

  @Test
  void allMappedFieldsComeBackAsNormaliseSays() {
    Fields all =
        Fields.of(
            "summary", Value.text("Visit"),
            "description", Value.text("two\nlines & <b>bold</b>"),
            "location", Value.text("Hall"),
            "start", NINE,
            "end", TEN,
            "colorId", Value.whole(5),
            "transparency", Value.text("transparent"),
            "visibility", Value.text("public"),
            "reminders",
                Value.json(
                    Map.of(
                        "overrides",
                        List.of(
                            Map.of("method", "popup", "minutes", 10),
                            Map.of("method", "email", "minutes", 1440)))),
            "attendees",
                Value.json(
                    List.of(
                        "Zoe@example.org", Map.of("email", "bo@example.org", "optional", true))));

    Remote written = written(write(new Write.Insert("1", id("1"), all, 1)));

    same(written.fields(), target.normalise(all));
  }

  @Test
  void fieldsThatAreTakenAwayReadAsTheirDefaults() {
    allMappedFieldsComeBackAsNormaliseSays();
    Fields none =
        Fields.of(
            "description", Value.NULL,
            "location", Value.NULL,
            "colorId", Value.NULL,
            "transparency", Value.NULL,
            "visibility", Value.NULL,
            "reminders", Value.NULL,
            "attendees", Value.NULL);

    Remote bare = written(write(patch("1", null, none)));

    same(bare.fields().only(none::has), target.normalise(none));
    assertThat(text(bare, "summary")).isEqualTo("Visit");
  }

  @Test
  void aPersonsGuestsRemindersAndPropertiesStay() {
    Remote visit = insert("1", "Visit");
    patches(
        visit.remoteId(),
        new Event()
            .setAttendees(
                List.of(
                    new EventAttendee().setEmail("bo@example.org").setResponseStatus("accepted")))
            .setExtendedProperties(
                new Event.ExtendedProperties().setPrivate(Map.of("mine", "yes"))));

    written(write(patch("1", null, Fields.of("summary", Value.text("New")))));

    Event event = event(visit.remoteId());
    assertThat(event.getAttendees())
        .singleElement()
        .extracting(EventAttendee::getResponseStatus)
        .isEqualTo("accepted");
    assertThat(event.getExtendedProperties().getPrivate()).containsEntry("mine", "yes");
  }

  @Test
  void aGuestWhoStaysKeepsTheAnswerWhenTheListChanges() {
    Remote visit = insert("1", "Visit");
    patches(
        visit.remoteId(),
        new Event()
            .setAttendees(
                List.of(
                    new EventAttendee().setEmail("bo@example.org").setResponseStatus("accepted"),
                    new EventAttendee().setEmail("cy@example.org"))));

    Value guests = Value.json(List.of("bo@example.org", "di@example.org"));
    written(write(patch("1", null, Fields.of("attendees", guests))));

    assertThat(event(visit.remoteId()).getAttendees())
        .extracting(EventAttendee::getEmail)
        .containsExactlyInAnyOrder("bo@example.org", "di@example.org");
    assertThat(event(visit.remoteId()).getAttendees())
        .filteredOn(a -> a.getEmail().equals("bo@example.org"))
        .singleElement()
        .extracting(EventAttendee::getResponseStatus)
        .isEqualTo("accepted");
  }

  @Test
  void anAnswerOfAGuestIsNoEditOfTheAttendees() {
    Remote visit =
        written(
            write(
                new Write.Insert(
                    "1",
                    id("1"),
                    visit("Visit").with("attendees", Value.json(List.of("bo@example.org"))),
                    1)));
    patches(
        visit.remoteId(),
        new Event()
            .setAttendees(
                List.of(
                    new EventAttendee().setEmail("bo@example.org").setResponseStatus("declined"))));

    assertThat(read(visit.remoteId()).fields().get("attendees"))
        .isEqualTo(visit.fields().get("attendees"));
  }

  @Test
  void eachSyncThatLinksAPersonsEventMarksItForItself() {
    String visit =
        person().creates(Fields.of("summary", Value.text("Visit"), "start", NINE, "end", TEN));
    PartitionKey calls = new PartitionKey("calls", "anna", "primary");

    stamp(partition, visit, "1");
    assertThat(read(visit).stamp().isOf("1")).isTrue();
    assertThat(target.read(calls, List.of(visit)).get(visit).stamp()).isNull();

    stamp(calls, visit, "9");
    Remote seen = read(visit);
    assertThat(seen.stamp().isOf("1")).isTrue();
    assertThat(seen.stamp().isOn(seen)).isTrue();
    assertThat(seen.fields().get("summary")).isEqualTo(Value.text("Visit"));
    assertThat(target.read(calls, List.of(visit)).get(visit).stamp().isOf("9")).isTrue();
  }

  private void stamp(PartitionKey as, String eventId, String key) {
    target.write(as, List.of(new Write.Patch(key, eventId, null, Fields.EMPTY, 8)), NO_LEASE);
  }

  /** FAULTS 52. */
  @Test
  void aCopyWithOurStampIsToldFromTheOriginal_52() {
    Remote visit = insert("1", "Visit");
    Event original = event(visit.remoteId());
    String copy =
        at(() ->
                google
                    .clients()
                    .calendar("anna")
                    .events()
                    .insert(
                        "primary",
                        new Event()
                            .setSummary("Visit")
                            .setStart(original.getStart())
                            .setEnd(original.getEnd())
                            .setExtendedProperties(original.getExtendedProperties()))
                    .execute())
            .getId();

    Remote copied = read(copy);

    assertThat(copied.stamp()).isNotNull();
    assertThat(copied.stamp().isOn(copied)).isFalse();
    assertThat(visit.stamp()).isNotNull();
    assertThat(visit.stamp().isOn(visit)).isTrue();
  }

  @Test
  void aSeriesAndAPrivateEventAreMarked() {
    EventDateTime start = utc("2027-03-01T09:00:00Z");
    EventDateTime end = utc("2027-03-01T10:00:00Z");
    String series =
        at(() ->
                google
                    .clients()
                    .calendar("anna")
                    .events()
                    .insert(
                        "primary",
                        new Event()
                            .setSummary("Weekly")
                            .setVisibility("private")
                            .setRecurrence(List.of("RRULE:FREQ=WEEKLY;COUNT=3"))
                            .setStart(start)
                            .setEnd(end))
                    .execute())
            .getId();

    assertThat(read(series).traits()).containsExactlyInAnyOrder(Trait.RECURRING, Trait.PRIVATE);
  }

  @Test
  void aRecordThatGoogleRefusesParksAloneAndTheOthersGoOn_33() {
    Fields backwards = visit("Two").with("start", TEN).with("end", NINE);
    assertThat(target.refusal(backwards)).contains("before it starts");

    List<Outcome> outcomes =
        target.write(
            partition,
            List.of(
                new Write.Insert("1", id("1"), visit("One"), 1),
                new Write.Insert("2", id("2"), backwards, 1),
                new Write.Insert("3", id("3"), visit("Three"), 1)),
            NO_LEASE);

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Written.class);
    failedAlone(outcomes.get(1), Failure.Kind.PERMANENT);
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Written.class);
  }

  @Test
  void everyTryOfACallIsToldWithWhatBecameOfIt() {
    Remote edited = insert("edited", "Visit");
    person().edits(edited.remoteId(), Fields.of("location", Value.text("Theirs")));
    List<dev.lockstep.target.Call> told = new CopyOnWriteArrayList<>();

    target.write(
        partition,
        List.of(
            patch("edited", edited.version(), Fields.of("summary", Value.text("Ours"))),
            inserts(1).getFirst()),
        new Target.Progress() {
          @Override
          public void beforeCall() {}

          @Override
          public void called(dev.lockstep.target.Call call) {
            told.add(call);
          }
        });

    assertThat(told)
        .extracting(dev.lockstep.target.Call::method)
        .contains("events.patch", "events.insert");
    assertThat(told).allSatisfy(call -> assertThat(call.took()).isPositive());
    assertThat(told)
        .filteredOn(call -> call.keys().equals(Set.of("edited")))
        .singleElement()
        .satisfies(call -> assertThat(call.failure().kind()).isEqualTo(Failure.Kind.STALE));
  }

  @Test
  void ofOneBatchEachPartIsSettledByItsOwnAnswer_33() {
    Map<String, Remote> visits = new LinkedHashMap<>();
    for (String key : List.of("fine", "forbidden", "gone", "edited", "last")) {
      visits.put(key, insert(key, "Visit"));
    }
    sandbox.fault(
        """
        {"kind": "status", "code": 403, "reason": "forbiddenForNonOrganizer", "method": "PATCH",
         "path": "/events/%s$"}"""
            .formatted(visits.get("forbidden").remoteId()));
    sandbox.fault(
        """
        {"kind": "status", "code": 404, "reason": "notFound", "path": "/events/%s$"}"""
            .formatted(visits.get("gone").remoteId()));
    person().edits(visits.get("edited").remoteId(), Fields.of("location", Value.text("Theirs")));

    List<Outcome> outcomes =
        target.write(
            partition,
            visits.entrySet().stream()
                .map(
                    visit ->
                        (Write)
                            patch(
                                visit.getKey(),
                                visit.getValue().version(),
                                Fields.of("summary", Value.text("Ours"))))
                .toList(),
            NO_LEASE);

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Written.class);
    failedAlone(outcomes.get(1), Failure.Kind.PERMANENT);
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Missing.class);
    assertThat(outcomes.get(3))
        .isInstanceOfSatisfying(
            Outcome.Stale.class,
            stale ->
                assertThat(stale.present().fields().get("location"))
                    .isEqualTo(Value.text("Theirs")));
    assertThat(outcomes.get(4)).isInstanceOf(Outcome.Written.class);
    assertThat(event(visits.get("edited").remoteId()).getSummary()).isEqualTo("Visit");
    assertThat(event(visits.get("last").remoteId()).getSummary()).isEqualTo("Ours");
  }

  /** FAULTS 6. */
  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void oneBrokenAnswerIsTheRecordsOwnWhenTheCalendarAnswersAfterIt(int code) {
    sandbox.fault(
        "{\"kind\": \"status\", \"code\": %d, \"method\": \"POST\", \"times\": 1}".formatted(code));

    List<Outcome> outcomes = target.write(partition, inserts(3), NO_LEASE);

    failedAlone(outcomes.get(0), Failure.Kind.TRANSIENT);
    assertThat(outcomes.subList(1, 3)).allMatch(o -> o instanceof Outcome.Written);
  }

  @Test
  void aServerThatKeepsFailingStopsThePartitionAndBlamesNoRecord() {
    sandbox.fault("{\"kind\": \"status\", \"code\": 503}");

    TargetException stopped =
        catchThrowableOfType(
            TargetException.class, () -> target.write(partition, inserts(10), NO_LEASE));

    assertThat(stopped.failure().kind()).isEqualTo(Failure.Kind.TRANSIENT);
    assertThat(stopped.failure().scope()).isEqualTo(Failure.Scope.PARTITION);
    assertThat(stopped.settled()).hasSize(10);
    assertThat(stopped.settled())
        .noneMatch(
            o ->
                o instanceof Outcome.Failed failed
                    && failed.failure().scope() == Failure.Scope.RECORD);
    assertThat(stopped.settled().subList(2, 10)).allMatch(o -> o instanceof Outcome.NotTried);
  }

  /** FAULTS 55. */
  @Test
  void anAnswerThatIsNoJsonIsNotTakenForSuccess_55() {
    sandbox.fault("{\"kind\": \"html-error\", \"code\": 200, \"times\": 20}");

    TargetException stopped =
        catchThrowableOfType(
            TargetException.class, () -> target.write(partition, inserts(3), NO_LEASE));

    assertThat(stopped.failure().scope()).isNotEqualTo(Failure.Scope.RECORD);
    assertThat(stopped.settled()).noneMatch(o -> o instanceof Outcome.Written);
  }

  @Test
  void aCalendarThatIsNotThereStopsThePartitionAndDeletesNothing_60() {
    PartitionKey elsewhere = new PartitionKey("visits", "anna", "nobody@group.calendar.google.com");

    for (Write write :
        List.of(
            new Write.Delete("1", id("1"), null),
            new Write.Patch("1", id("1"), null, Fields.of("summary", Value.text("x")), 1))) {
      TargetException stopped =
          catchThrowableOfType(
              TargetException.class, () -> target.write(elsewhere, List.of(write), NO_LEASE));
      assertThat(stopped).as(write.toString()).isNotNull();
      assertThat(stopped.failure().scope()).isEqualTo(Failure.Scope.PARTITION);
    }
    TargetException unread =
        catchThrowableOfType(TargetException.class, () -> target.read(elsewhere, List.of(id("1"))));
    assertThat(unread.failure().scope()).isEqualTo(Failure.Scope.PARTITION);
    TargetException unlisted =
        catchThrowableOfType(TargetException.class, () -> target.changes(elsewhere, null, null));
    assertThat(unlisted.failure().scope()).isEqualTo(Failure.Scope.PARTITION);
  }

  /** FAULTS 36. */
  @Test
  void aTokenThatExpiresInTheMiddleOfABatchIsRenewedOnceAndTheRestGoesOut_36() {
    int[] calls = {0};

    List<Outcome> outcomes =
        target.write(
            partition,
            inserts(6),
            () -> {
              if (++calls[0] == 3) {
                sandbox.control("revoke", "{\"email\": \"anna@example.com\"}");
              }
            });

    assertThat(outcomes).hasSize(6).allMatch(o -> o instanceof Outcome.Written);
    assertThat(google.renewals()).isEqualTo(1);
    for (int i = 1; i <= 6; i++) {
      assertThat(read(id(String.valueOf(i)))).isNotNull();
    }
  }

  @Test
  void aChangeCarriesOnlyTheChangedFieldsAndItsCondition() {
    Remote visit = insert("1", "Visit");

    written(write(patch("1", visit.version(), Fields.of("summary", Value.text("New")))));

    assertThat(sandbox.requests(0).findValuesAsText("method"))
        .contains("PATCH")
        .doesNotContain("PUT");
  }

  private static void failedAlone(Outcome outcome, Failure.Kind kind) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.failure().kind()).isEqualTo(kind);
              assertThat(failed.failure().scope()).isEqualTo(Failure.Scope.RECORD);
            });
  }

  private List<Write> inserts(int count) {
    List<Write> writes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String key = String.valueOf(i);
      writes.add(new Write.Insert(key, id(key), visit("N" + i), 1));
    }
    return writes;
  }

  private static EventDateTime utc(String time) {
    return new EventDateTime().setDateTime(new DateTime(time)).setTimeZone("UTC");
  }

  private Event event(String id) {
    return at(() -> google.clients().calendar("anna").events().get("primary", id).execute());
  }

  private void patches(String remoteId, Event changes) {
    at(
        () ->
            google
                .clients()
                .calendar("anna")
                .events()
                .patch("primary", remoteId, changes)
                .execute());
  }

  private static void same(Fields shown, Fields expected) {
    expected
        .names()
        .forEach(
            name ->
                assertThat(shown.get(name).canonical())
                    .as(name)
                    .isEqualTo(expected.get(name).canonical()));
  }

  private static <T> T at(Call<T> call) {
    try {
      return call.make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Call<T> {
    T make() throws IOException;
  }
}
