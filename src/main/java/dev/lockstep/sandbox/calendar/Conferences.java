package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Video meetings of events: made on request, at once and of Google Meet alone. */
final class Conferences {

  private static final String MEET = "hangoutsMeet";
  private static final String ICON =
      "https://fonts.gstatic.com/s/i/productlogos/meet_2020q4/v6/web-512dp/logo_meet_2020q4_color_2x_web_512dp.png";

  private Conferences() {}

  /**
   * What was sent, with the conference that it asks for. Whoever sends back what they read has a
   * conference already.
   */
  static JsonNode answered(JsonNode sent) {
    JsonNode request = sent.path("createRequest");
    if (request.isMissingNode() || sent.has("conferenceId")) {
      return sent;
    }
    String id = request.path("requestId").asText();
    String type = request.path("conferenceSolutionKey").path("type").asText(MEET);
    if (id.isEmpty()) {
      throw GoogleError.required("Missing conference create request id.");
    }
    if (!type.equals(MEET)) {
      throw GoogleError.invalid("Invalid conference type value.");
    }
    String code = letters(3) + "-" + letters(4) + "-" + letters(3);
    ObjectNode json = Json.object();
    ObjectNode asked = json.putObject("createRequest").put("requestId", id);
    asked.putObject("conferenceSolutionKey").put("type", type);
    asked.putObject("status").put("statusCode", "success");
    json.putArray("entryPoints")
        .addObject()
        .put("entryPointType", "video")
        .put("uri", "https://meet.google.com/" + code)
        .put("label", "meet.google.com/" + code);
    ObjectNode solution = json.putObject("conferenceSolution");
    solution.putObject("key").put("type", type);
    solution.put("name", "Google Meet").put("iconUri", ICON);
    return json.put("conferenceId", code);
  }

  /** Where the meeting is, for the event's own link. */
  static @Nullable String link(JsonNode conference) {
    for (JsonNode entry : conference.path("entryPoints")) {
      if (entry.path("entryPointType").asText().equals("video")
          && conference.path("conferenceSolution").path("key").path("type").asText().equals(MEET)) {
        return entry.path("uri").asText();
      }
    }
    return null;
  }

  private static String letters(int count) {
    StringBuilder text = new StringBuilder();
    ThreadLocalRandom.current().ints(count, 'a', 'z' + 1).forEach(c -> text.append((char) c));
    return text.toString();
  }
}
