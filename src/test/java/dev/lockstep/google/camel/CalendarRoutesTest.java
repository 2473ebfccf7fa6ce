package dev.lockstep.google.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.calendar.model.Channel;
import dev.lockstep.testing.WiringOf;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The wiring of {@code routes/google/calendar.camel.yaml}. */
@SpringBootTest(
    classes = OneCallRoutes.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties = "camel.main.routes-include-pattern=file:routes/google/calendar.camel.yaml")
@WiringOf({"calendar-list", "calendar-get", "calendar-watch", "calendar-stop"})
class CalendarRoutesTest extends OneCallRoutes {

  private static final Map<String, String> STEPS =
      Map.of(
          "calendar-list", "list-events",
          "calendar-get", "get-event",
          "calendar-watch", "watch-events",
          "calendar-stop", "stop-channel");

  CalendarRoutesTest() {
    super(STEPS, new Channel(), "CamelGoogleCalendar.user");
  }

  static Stream<Arguments> calls() {
    return calls(STEPS);
  }

  @Test
  void camelFindsOurComponentsUnderTheUsualNames() {
    assertThat(camel.getComponent("google-calendar")).isInstanceOf(AccountCalendarComponent.class);
    assertThat(camel.getComponent("google-calendar-stream"))
        .isInstanceOf(AccountCalendarStreamComponent.class);
    assertThat(camel.getComponent("google-sheets")).isInstanceOf(AccountSheetsComponent.class);
    assertThat(camel.getComponent("google-sheets-stream"))
        .isInstanceOf(AccountSheetsStreamComponent.class);
    assertThat(camel.getComponent("google-drive")).isInstanceOf(AccountDriveComponent.class);
  }

  @Test
  void everyRouteAndStepHasAnIdAndEveryRouteADescription() {
    assertThat(camel.getRoutes())
        .extracting(route -> route.getRouteId())
        .containsExactlyInAnyOrderElementsOf(STEPS.keySet());
    assertThat(camel.getRoutes()).allMatch(route -> route.getDescription() != null);
  }
}
