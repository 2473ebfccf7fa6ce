package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import java.time.ZoneId;

/** What a write makes of what was sent: a checked body and its times. */
record Draft(ObjectNode body, Moment start, Moment end) {

  /** What a write asks for beside the body. */
  record Options(boolean conference, boolean attachments, boolean keepWithoutChange) {}

  static Draft read(ObjectNode json, ZoneId zone, Options options, boolean fromClient) {
    // Google looks at the end first.
    Moment end = Moment.read(json.path("end"), "end", zone);
    Moment start = Moment.read(json.path("start"), "start", zone);
    if (start.isDay() != end.isDay()) {
      throw GoogleError.invalid(
          "Start and end times must either both be date or both be dateTime.");
    }
    int order = end.instant(zone).compareTo(start.instant(zone));
    if (order < 0 || (order == 0 && start.isDay())) {
      throw GoogleError.of(400, "calendar", "timeRangeEmpty", "The specified time range is empty.")
          .atParameter("timeMax");
    }
    if (!json.path("recurrence").isEmpty() && !start.isDay()) {
      requireZone(json, "start");
      requireZone(json, "end");
    }
    ObjectNode kept = json.deepCopy();
    if (!options.conference() && fromClient) {
      kept.remove("conferenceData");
    } else if (kept.path("conferenceData").isObject()) {
      kept.set("conferenceData", Conferences.answered(kept.get("conferenceData")));
    }
    if (!options.attachments() && fromClient) {
      kept.remove("attachments");
    }
    if (kept.path("attachments").size() > 25) {
      throw GoogleError.invalid("Too many attachments.");
    }
    if (json.hasNonNull("sequence") && !json.get("sequence").asText().matches("\\d{1,9}")) {
      throw GoogleError.invalid("Invalid value for: sequence");
    }
    return new Draft(EventBody.canonical(kept, start.isDay()), start, end);
  }

  private static void requireZone(ObjectNode json, String side) {
    if (!json.path(side).hasNonNull("timeZone")) {
      throw GoogleError.required("Missing time zone definition for " + side + " time.");
    }
  }
}
