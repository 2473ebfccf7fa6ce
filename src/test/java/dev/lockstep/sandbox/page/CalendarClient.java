package dev.lockstep.sandbox.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Somebody else who uses an account's calendar, by plain HTTP. */
record CalendarClient(String root, String token) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  static CalendarClient of(Sandbox sandbox, String email, String timeZone) {
    CalendarClient stranger = new CalendarClient(sandbox.rootUrl(), "");
    JsonNode account =
        stranger.call(
            "POST",
            "sandbox/accounts",
            "{\"email\": \"%s\", \"timeZone\": \"%s\"}".formatted(email, timeZone));
    return new CalendarClient(sandbox.rootUrl(), account.path("access_token").asText());
  }

  /** The new event's id. */
  String insert(String summary, String start, String end) {
    String body =
        """
        {"summary": "%s", "start": {"dateTime": "%s"}, "end": {"dateTime": "%s"}}
        """
            .formatted(summary, start, end);
    return call("POST", "calendar/v3/calendars/primary/events", body).path("id").asText();
  }

  void patch(String id, String body) {
    call("PATCH", "calendar/v3/calendars/primary/events/" + id, body);
  }

  JsonNode events() {
    return call("GET", "calendar/v3/calendars/primary/events", null).path("items");
  }

  JsonNode only() {
    JsonNode events = events();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  JsonNode requests() {
    return call("GET", "sandbox/requests?after=0", null);
  }

  private JsonNode call(String method, String path, @Nullable String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      var response = HTTP.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode())
          .as(method + " " + path + ": " + response.body())
          .isLessThan(300);
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
