package dev.lockstep.sandbox;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.EventDateTime;
import com.google.api.services.calendar.model.Events;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;

/** Google's own client as one account, and the small factories of the tests. */
final class Google {

  private Google() {}

  static Calendar client(TestSandbox sandbox, String email) {
    return clientWith(sandbox, sandbox.accessToken(email));
  }

  static Calendar clientWith(TestSandbox sandbox, String accessToken) {
    return new Calendar.Builder(
            new NetHttpTransport(), GsonFactory.getDefaultInstance(), bearer(accessToken))
        .setRootUrl(sandbox.rootUrl())
        .setApplicationName("lockstep tests")
        .build();
  }

  /** Each request is made with that access token. */
  static HttpRequestInitializer bearer(String accessToken) {
    return request -> {
      request.getHeaders().setAuthorization("Bearer " + accessToken);
      request.setReadTimeout(10_000);
    };
  }

  static EventDateTime at(String rfc3339) {
    return new EventDateTime().setDateTime(new DateTime(rfc3339));
  }

  static EventDateTime at(String rfc3339, String zone) {
    return at(rfc3339).setTimeZone(zone);
  }

  static EventDateTime day(String date) {
    return new EventDateTime().setDate(new DateTime(date));
  }

  /** An hour from ten on the 1st of December 2026, UTC. */
  static Event event(String summary) {
    return new Event()
        .setSummary(summary)
        .setStart(at("2026-12-01T10:00:00Z"))
        .setEnd(at("2026-12-01T11:00:00Z"));
  }

  static List<Event> all(Calendar.Events.List list) throws IOException {
    List<Event> events = new ArrayList<>();
    String page = null;
    do {
      Events answer = list.setPageToken(page).execute();
      events.addAll(answer.getItems());
      page = answer.getNextPageToken();
    } while (page != null);
    return events;
  }

  /** Runs what must be refused and hands over the refusal. */
  static GoogleJsonResponseException refusal(Callable<?> call) {
    return Assertions.catchThrowableOfType(GoogleJsonResponseException.class, call::call);
  }

  static String reason(GoogleJsonResponseException e) {
    return e.getDetails().getErrors().getFirst().getReason();
  }
}
