package dev.lockstep.sandbox.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxOptions;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestBrowser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a person does on the page at {@code /sandbox/}, in the week of 16 November 2026. */
@TestInstance(Lifecycle.PER_CLASS)
@BesideOthers
class SandboxPageTest {

  private static final Instant WEDNESDAY_MORNING = Instant.parse("2026-11-18T08:00:00Z");

  private final List<String> complaints = new ArrayList<>();
  private TestBrowser browser;
  private Sandbox sandbox;
  private CalendarClient anna;
  private CalendarClient ben;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  void openBrowser() {
    browser = TestBrowser.open();
  }

  @AfterAll
  void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openPage() {
    sandbox = Sandbox.start(SandboxOptions.inMemory());
    anna = CalendarClient.of(sandbox, "anna@example.com", "Europe/Berlin");
    ben = CalendarClient.of(sandbox, "ben@example.com", "Europe/Berlin");
    complaints.clear();
    context = browser.browser().newContext(new NewContextOptions().setViewportSize(1280, 800));
    page = context.newPage();
    page.setDefaultTimeout(10_000);
    page.onConsoleMessage(this::hear);
    page.onPageError(complaints::add);
    page.clock().setFixedTime(Date.from(WEDNESDAY_MORNING));
    page.navigate(sandbox.rootUrl() + "sandbox/");
    assertThat(page.locator("#live")).hasText("Live");
    assertThat(page.locator(".hint")).isVisible();
  }

  @AfterEach
  void closePage() {
    context.close();
    sandbox.close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void anEventMadeByKeyboardIsInTheCalendar() {
    page.keyboard().press("n");
    page.keyboard().type("Rosen-Apotheke");
    page.getByLabel("Location").fill("Hauptstr. 12");
    page.keyboard().press("Enter");

    assertThat(event("Rosen-Apotheke, Wednesday 18 November, 10:00 to 11:00, Hauptstr. 12"))
        .isFocused();
    JsonNode made = anna.only();
    assertThat(made.path("summary").asText()).isEqualTo("Rosen-Apotheke");
    assertThat(made.path("start").path("dateTime").asText()).isEqualTo("2026-11-18T10:00:00+01:00");
  }

  @Test
  void arrowsOnTheHoursChooseAFreeTimeAndArrowsOnAnEventMoveIt() {
    page.locator(".grid").focus();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    page.keyboard().type("Visit");
    page.keyboard().press("Enter");
    Locator event = event("Visit, Tuesday 17 November, 09:30 to 10:30");
    assertThat(event).isFocused();

    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowUp");
    page.keyboard().press("Shift+ArrowDown");
    page.keyboard().press("Shift+ArrowDown");

    assertThat(event("Visit, Wednesday 18 November, 09:15 to 10:45")).isFocused();
    await().untilAsserted(() -> assertThat(startOf(anna.only())).endsWith("18T09:15:00+01:00"));
    assertThat(anna.only().path("end").path("dateTime").asText()).endsWith("18T10:45:00+01:00");
    assertThat(requests("PATCH")).as("all presses are one write").hasSize(1);
  }

  @Test
  void anEventDraggedToAnotherDayAndHourIsMovedWithItsLength() {
    anna.insert("Visit", "2026-11-18T10:00:00+01:00", "2026-11-18T11:30:00+01:00");
    Locator event = event("Visit, Wednesday 18 November, 10:00 to 11:30");
    event.waitFor();

    drag(event, 0.5, 0.2, dayWidth(), hours(2));

    assertThat(event("Visit, Thursday 19 November, 12:00 to 13:30")).isVisible();
    await().untilAsserted(() -> assertThat(startOf(anna.only())).endsWith("19T12:00:00+01:00"));
  }

  @Test
  void anEventsLowerEdgeChangesItsEnd() {
    anna.insert("Visit", "2026-11-18T10:00:00+01:00", "2026-11-18T11:30:00+01:00");
    Locator event = event("Visit, Wednesday 18 November, 10:00 to 11:30");
    event.waitFor();

    drag(event, 0.5, 0.97, 0, hours(1));

    assertThat(event("Visit, Wednesday 18 November, 10:00 to 12:30")).isVisible();
    await()
        .untilAsserted(
            () ->
                assertThat(anna.only().path("end").path("dateTime").asText())
                    .endsWith("18T12:30:00+01:00"));
  }

  @Test
  void dragOverFreeHoursMakesAnEventOfThatLength() {
    BoundingBox grid = page.locator(".grid").boundingBox();
    BoundingBox monday = page.locator(".column").first().boundingBox();
    double ten = grid.y + hours(10);
    page.mouse().move(monday.x + monday.width / 2, ten);
    page.mouse().down();
    page.mouse()
        .move(monday.x + monday.width / 2, ten + hours(1.5), new Mouse.MoveOptions().setSteps(5));
    page.mouse().up();
    page.keyboard().type("Drawn");
    page.keyboard().press("Enter");

    assertThat(event("Drawn, Monday 16 November, 10:00 to 11:30")).isVisible();
  }

  @Test
  void theFormWritesOnlyWhatWasChanged() {
    anna.insert("Visit", "2026-11-18T10:00:00+01:00", "2026-11-18T11:00:00+01:00");
    event("Visit, Wednesday 18 November, 10:00 to 11:00").click();
    page.getByLabel("Title").fill("Visit of the Löwen-Apotheke");
    page.getByLabel("Guests").fill("ben@example.com");
    save();

    assertThat(event("Visit of the Löwen-Apotheke, Wednesday 18 November, 10:00 to 11:00"))
        .isVisible();
    JsonNode event = anna.only();
    assertThat(event.path("attendees").path(0).path("email").asText()).isEqualTo("ben@example.com");

    event("Visit of the Löwen-Apotheke, Wednesday 18 November, 10:00 to 11:00").press("Enter");
    page.getByLabel("All day").check();
    save();

    assertThat(event("Visit of the Löwen-Apotheke, Wednesday 18 November")).isVisible();
    assertThat(anna.only().path("start").path("date").asText()).isEqualTo("2026-11-18");
    assertThat(anna.only().path("end").path("date").asText()).isEqualTo("2026-11-19");
  }

  @Test
  void theFormKeepsBothSidesWhenSomebodyElseWasFaster() {
    String id = anna.insert("Visit", "2026-11-18T10:00:00+01:00", "2026-11-18T11:00:00+01:00");
    event("Visit, Wednesday 18 November, 10:00 to 11:00").click();
    page.getByLabel("Location").fill("Mine");
    anna.patch(id, "{\"summary\": \"Theirs\"}");
    save();

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("Somebody else changed this event");
    assertThat(page.getByLabel("Title")).hasValue("Theirs");
    save();

    assertThat(event("Theirs, Wednesday 18 November, 10:00 to 11:00, Mine")).isVisible();
    expectComplaint("412");
  }

  @Test
  void aDeletedEventIsGoneUntilItIsBroughtBack() {
    anna.insert("Visit", "2026-11-18T10:00:00+01:00", "2026-11-18T11:00:00+01:00");
    Locator event = event("Visit, Wednesday 18 November, 10:00 to 11:00");
    event.focus();
    page.keyboard().press("Delete");

    assertThat(event).not().isVisible();
    await().untilAsserted(() -> assertThat(anna.events()).isEmpty());

    page.getByText("Undo").click();

    assertThat(event).isVisible();
    assertThat(startOf(anna.only())).endsWith("18T10:00:00+01:00");
  }

  @Test
  void whatOthersDoAppearsAtOnceAndStandsOut() {
    String id = anna.insert("Visit", "2026-11-18T10:00:00+01:00", "2026-11-18T11:00:00+01:00");
    Locator event = event("Visit, Wednesday 18 November, 10:00 to 11:00");
    assertThat(event).isVisible();
    anna.patch(id, "{\"summary\": \"Moved by the engine\"}");

    assertThat(page.locator(".event.fresh[aria-label^='Moved by the engine']")).isVisible();

    ben.insert("Ben's", "2026-11-18T10:00:00+01:00", "2026-11-18T11:00:00+01:00");
    assertThat(page.getByRole(AriaRole.BUTTON, named("ben, changed"))).isVisible();

    page.getByText("Side by side").click();
    assertThat(event("Ben's, Wednesday 18 November, 10:00 to 11:00")).isVisible();
    assertThat(event("Moved by the engine, Wednesday 18 November, 10:00 to 11:00")).isVisible();
  }

  @Test
  void aFaultSwitchedOnHereShowsInTheLog() {
    anna.insert("Visit", "2026-11-18T10:00:00+01:00", "2026-11-18T11:00:00+01:00");
    page.getByRole(AriaRole.TAB, tab("Faults")).click();
    page.getByLabel("Method").selectOption("PATCH");
    page.getByLabel("How many").fill("1");
    page.getByText("Switch on").click();
    assertThat(page.locator("#active-faults li")).containsText("503 backendError");

    event("Visit, Wednesday 18 November, 10:00 to 11:00").focus();
    page.keyboard().press("ArrowDown");

    assertThat(page.locator(".toast.bad")).containsText("The event was not moved. 503");
    assertThat(event("Visit, Wednesday 18 November, 10:00 to 11:00")).isVisible();
    assertThat(page.locator("#active-faults li")).hasCount(0);

    page.getByRole(AriaRole.TAB, tab("Requests")).click();
    page.getByText("Failed", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator(".line")).hasCount(1);
    assertThat(page.locator(".line.bad")).containsText("503");
    assertThat(page.locator(".line.bad")).containsText("PATCH");
    expectComplaint("503");
  }

  @Test
  void tokensAreMadeToExpireHere() {
    page.getByRole(AriaRole.TAB, tab("Faults")).click();
    page.getByText("Expire refresh tokens").click();
    assertThat(page.locator(".toast")).containsText("invalid_grant");
  }

  @Test
  void theLogLeavesOutWhatThePageItselfReads() {
    anna.events();

    assertThat(page.locator(".line")).hasCount(1);

    page.getByLabel("page’s own").check();
    assertThat(page.locator(".line").first()).isVisible();
    await().untilAsserted(() -> assertThat(page.locator(".line").count()).isGreaterThan(1));
  }

  private void save() {
    page.getByRole(AriaRole.BUTTON, named("Save")).click();
  }

  private Locator event(String label) {
    return page.getByRole(AriaRole.BUTTON, named(label));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Page.GetByRoleOptions tab(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private void drag(Locator event, double across, double down, double right, double below) {
    event.scrollIntoViewIfNeeded();
    BoundingBox box = event.boundingBox();
    double x = box.x + box.width * across;
    double y = box.y + box.height * down;
    page.mouse().move(x, y);
    page.mouse().down();
    page.mouse().move(x + right, y + below, new Mouse.MoveOptions().setSteps(6));
    page.mouse().up();
  }

  private double dayWidth() {
    return page.locator(".column").first().boundingBox().width;
  }

  private double hours(double count) {
    return page.locator(".grid").boundingBox().height / 24 * count;
  }

  private static String startOf(JsonNode event) {
    return event.path("start").path("dateTime").asText();
  }

  private List<JsonNode> requests(String method) {
    List<JsonNode> found = new ArrayList<>();
    anna.requests()
        .forEach(
            line -> {
              if (line.path("method").asText().equals(method)) {
                found.add(line);
              }
            });
    return found;
  }

  private void hear(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      complaints.add(message.text());
    }
  }

  /** The browser itself logs every refused call; this one was meant. */
  private void expectComplaint(String status) {
    assertThat(complaints).hasSize(1).allMatch(text -> text.contains("status of " + status));
    complaints.clear();
  }
}
