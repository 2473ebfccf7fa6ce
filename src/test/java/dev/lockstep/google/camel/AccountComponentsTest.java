package dev.lockstep.google.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import dev.lockstep.core.Failure;
import dev.lockstep.google.Failures;
import dev.lockstep.google.TestGoogle;
import dev.lockstep.testing.TestSandbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.component.google.calendar.GoogleCalendarEndpoint;
import org.apache.camel.component.google.calendar.stream.GoogleCalendarStreamEndpoint;
import org.apache.camel.component.google.drive.GoogleDriveEndpoint;
import org.apache.camel.component.google.sheets.GoogleSheetsEndpoint;
import org.apache.camel.component.google.sheets.stream.GoogleSheetsStreamEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountComponentsTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final TestGoogle google = new TestGoogle(sandbox);

  AccountComponentsTest() {
    google.camel().start();
  }

  @AfterEach
  void close() {
    google.close();
    sandbox.close();
  }

  @Test
  void twoAccountsNeverShareAClient() {
    GoogleCalendarEndpoint anna = calendar("google-calendar:events/list?user=anna");
    GoogleCalendarEndpoint ben = calendar("google-calendar:events/list?user=ben");

    assertThat(anna.getClient()).isNotSameAs(ben.getClient());
    assertThat(anna.getClient()).isSameAs(google.clients().calendar("anna"));
    assertThat(calendar("google-calendar:calendars/get?applicationName=ben").getClient())
        .isSameAs(ben.getClient());
  }

  @Test
  void twoAccountsNeverShareAClientInTheStreamComponentEither() {
    GoogleCalendarStreamEndpoint anna = stream("google-calendar-stream:a?user=anna");
    GoogleCalendarStreamEndpoint ben = stream("google-calendar-stream:b?user=ben");

    assertThat(anna.getClient()).isNotSameAs(ben.getClient());
    assertThat(ben.getClient()).isSameAs(google.clients().calendar("ben"));
  }

  @Test
  void norDoTheySoForSheetsTheirStreamAndDrive() {
    var clients = google.clients();

    assertThat(client("google-sheets:spreadsheets/get?applicationName=anna"))
        .isSameAs(clients.sheets("anna"))
        .isNotSameAs(client("google-sheets:spreadsheets/get?applicationName=ben"));
    assertThat(client("google-sheets-stream:s?applicationName=anna"))
        .isSameAs(clients.sheets("anna"))
        .isNotSameAs(client("google-sheets-stream:s?applicationName=ben"));
    assertThat(client("google-drive:drive-files/list?applicationName=anna"))
        .isSameAs(clients.drive("anna"))
        .isNotSameAs(client("google-drive:drive-files/list?applicationName=ben"));
  }

  /** What the subclasses are for: Camel's own component hands the first client to everybody. */
  @Test
  void camelsOwnComponentWouldServeEveryoneWithTheFirstClient() {
    GoogleCalendarComponent camels = new GoogleCalendarComponent();
    camels.setCamelContext(google.camel());
    var first = new org.apache.camel.component.google.calendar.GoogleCalendarConfiguration();
    first.setClientId("first");
    first.setClientSecret("s");
    first.setApplicationName("first");
    var second = new org.apache.camel.component.google.calendar.GoogleCalendarConfiguration();
    second.setClientId("second");
    second.setClientSecret("s");
    second.setApplicationName("second");

    assertThat(camels.getClient(first)).isSameAs(camels.getClient(second));
  }

  @Test
  void eachCallSpeaksAsTheAccountItNamesHoweverManyAtOnce() throws Exception {
    ProducerTemplate template = google.camel().createProducerTemplate();
    List<String> owners = List.of("anna", "ben", "cleo", "dan");
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, List<Future<String>>> answers = new HashMap<>();
      for (String owner : owners) {
        Callable<String> call = () -> primaryCalendar(template, owner);
        answers.put(
            owner, List.of(callers.submit(call), callers.submit(call), callers.submit(call)));
      }
      for (String owner : owners) {
        for (Future<String> answer : answers.get(owner)) {
          assertThat(answer.get()).isEqualTo(owner + "@example.com");
        }
      }
    }
  }

  @Test
  void aHeaderNamesTheAccountOfACallOnAnEndpointWithoutOne() {
    ProducerTemplate template = google.camel().createProducerTemplate();

    assertThat(primaryCalendar(template, "ben")).isEqualTo("ben@example.com");
  }

  @Test
  void aCallThatNamesNoAccountSaysWhatIsMissing() {
    ProducerTemplate template = google.camel().createProducerTemplate();

    Exchange answer = template.send("google-calendar:list/list", exchange -> {});

    assertThat(answer.getException()).rootCause().hasMessageContaining("which account?");
    assertThatThrownBy(() -> stream("google-calendar-stream:a").getClient())
        .hasMessageContaining("which account?");
    assertThatThrownBy(() -> client("google-sheets-stream:a"))
        .hasMessageContaining("which account?");
  }

  @Test
  void aFailureArrivesWrappedAndItsKindIsReadFromTheCause() {
    ProducerTemplate template = google.camel().createProducerTemplate();

    Exchange answer =
        template.send(
            "google-calendar:events/get?user=anna&calendarId=primary&eventId=nothere", e -> {});

    assertThat(answer.getException()).isNotNull();
    assertThat(Failures.of(answer.getException()).kind()).isEqualTo(Failure.Kind.GONE);
    assertThat(answer.getMessage().getBody(Event.class)).isNull();
  }

  private static String primaryCalendar(ProducerTemplate template, String owner) {
    return template
        .requestBodyAndHeaders(
            "google-calendar:events/list",
            null,
            Map.of("CamelGoogleCalendar.user", owner, "CamelGoogleCalendar.calendarId", "primary"),
            Events.class)
        .getSummary();
  }

  private Object client(String uri) {
    return switch (google.camel().getEndpoint(uri)) {
      case GoogleSheetsEndpoint sheets -> sheets.getClient();
      case GoogleSheetsStreamEndpoint stream -> stream.getClient();
      case GoogleDriveEndpoint drive -> drive.getClient();
      case Endpoint other -> throw new AssertionError(uri + " is " + other);
    };
  }

  private GoogleCalendarEndpoint calendar(String uri) {
    return google.camel().getEndpoint(uri, GoogleCalendarEndpoint.class);
  }

  private GoogleCalendarStreamEndpoint stream(String uri) {
    return google.camel().getEndpoint(uri, GoogleCalendarStreamEndpoint.class);
  }
}
