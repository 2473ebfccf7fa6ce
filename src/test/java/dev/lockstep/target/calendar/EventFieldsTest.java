package dev.lockstep.target.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.model.Event;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventFieldsTest {

  private static final Value NINE = Value.instant(Instant.parse("2027-03-01T09:00:00Z"));
  private static final Value TEN = Value.instant(Instant.parse("2027-03-01T10:00:00Z"));
  private static final Value FIRST = new Value.Date(LocalDate.parse("2027-03-01"));
  private static final Value SECOND = new Value.Date(LocalDate.parse("2027-03-02"));

  @Test
  void whatGoogleLeavesOutIsReadAsItsDefault() throws IOException {
    Fields fields =
        EventFields.read(
            parse("{\"id\": \"a\", \"start\": {\"dateTime\": \"2027-03-01T10:00:00+01:00\"}}"));

    assertThat(fields.get("summary")).isEqualTo(Value.NULL);
    assertThat(fields.get("start")).isEqualTo(NINE);
    assertThat(fields.get("transparency")).isEqualTo(Value.text("opaque"));
    assertThat(fields.get("visibility")).isEqualTo(Value.text("default"));
    assertThat(fields.get("reminders")).isEqualTo(Value.json(Map.of("useDefault", true)));
    assertThat(fields.get("attendees")).isEqualTo(Value.NULL);
  }

  @Test
  void theSameMomentInAnotherZoneIsTheSameValue() throws IOException {
    assertThat(
            EventFields.read(parse("{\"start\": {\"dateTime\": \"2027-03-01T06:00:00-03:00\"}}"))
                .get("start"))
        .isEqualTo(NINE);
  }

  @Test
  void aFieldThatGoesIsJsonNullInAPatchAndLeftOutOfANewEvent() throws IOException {
    Fields none = Fields.of("summary", Value.NULL, "colorId", Value.NULL);

    assertThat(json(none, false)).isEqualTo("{\"colorId\":null,\"summary\":null}");
    assertThat(json(none, true)).isEqualTo("{}");
  }

  @Test
  void aDayTakesTheTimeAwayAndATimeTakesTheDayAway() throws IOException {
    assertThat(json(Fields.of("start", FIRST), false))
        .isEqualTo("{\"start\":{\"date\":\"2027-03-01\",\"dateTime\":null,\"timeZone\":null}}");
    assertThat(json(Fields.of("start", NINE), false))
        .contains("\"date\":null", "\"dateTime\":\"2027-03-01T09:00:00.000Z\"")
        .contains("\"timeZone\":\"Europe/Berlin\"");
    assertThat(json(Fields.of("start", NINE), true)).doesNotContain("null");
  }

  @Test
  void whatNormaliseSaysIsItsOwnNormalForm() {
    Fields sent =
        Fields.of(
            "summary",
            new Value.Text(""),
            "start",
            Value.instant(Instant.parse("2027-03-01T09:00:00.123456Z")),
            "end",
            TEN,
            "colorId",
            Value.whole(5),
            "transparency",
            Value.NULL,
            "reminders",
            Value.NULL,
            "attendees",
            Value.text("B@x.org, a@x.org b@x.org"));

    Fields shown = EventFields.normalise(sent);

    assertThat(shown.get("summary")).isEqualTo(Value.NULL);
    assertThat(shown.get("start")).isEqualTo(NINE);
    assertThat(shown.get("colorId")).isEqualTo(Value.text("5"));
    assertThat(shown.get("attendees"))
        .isEqualTo(Value.json(List.of(Map.of("email", "a@x.org"), Map.of("email", "b@x.org"))));
    assertThat(EventFields.normalise(shown)).isEqualTo(shown);
  }

  @Test
  void anAllDayEventHasNoRemindersByDefault() {
    assertThat(
            EventFields.normalise(Fields.of("start", FIRST, "reminders", Value.NULL))
                .get("reminders"))
        .isEqualTo(Value.json(Map.of("useDefault", false)));
  }

  @Test
  void badInputIsRefusedInWordsThatNameTheValue() {
    assertThat(refusal("start", TEN, "end", NINE)).contains("before it starts");
    assertThat(refusal("start", SECOND, "end", FIRST)).contains("2027-03-01", "2027-03-02");
    assertThat(refusal("start", FIRST, "end", TEN)).contains("one is a day");
    assertThat(refusal("start", Value.NULL, "end", TEN)).contains("no start");
    assertThat(refusal("start", NINE, "end", Value.NULL)).contains("no end");
    assertThat(refusal("start", Value.text("soon"), "end", TEN)).contains("soon");
    assertThat(refusal("description", Value.text("x".repeat(8193)))).contains("8193", "8192");
    assertThat(refusal("visibility", Value.text("secret"))).contains("secret");
    assertThat(refusal("attendees", Value.text("nobody"))).contains("nobody");
    assertThat(
            refusal(
                "reminders",
                Value.json(
                    Map.of("overrides", List.of(Map.of("method", "popup", "minutes", 99999))))))
        .contains("99999");
    assertThat(refusal("start", NINE, "end", NINE)).isNull();
    assertThat(refusal("start", FIRST, "end", SECOND)).isNull();
    assertThat(refusal("summary", Value.text("x"))).isNull();
  }

  @Test
  void anEventIdIsWhatGoogleTakesAndTellsItsPartsApart() {
    String id = EventStamps.eventId("instance", "sync", "1", "42", 0);

    assertThat(id).matches("[a-v0-9]{52}");
    assertThat(EventStamps.eventId("instance", "sync", "14", "2", 0)).isNotEqualTo(id);
  }

  private static String refusal(Object... namesAndValues) {
    return EventFields.refusal(Fields.of(namesAndValues));
  }

  private static Event parse(String json) throws IOException {
    return GsonFactory.getDefaultInstance().fromString(json, Event.class);
  }

  private static String json(Fields fields, boolean isNew) throws IOException {
    Event event = new Event();
    new EventFields("Europe/Berlin").set(event, fields, isNew);
    return GsonFactory.getDefaultInstance().toString(event);
  }
}
