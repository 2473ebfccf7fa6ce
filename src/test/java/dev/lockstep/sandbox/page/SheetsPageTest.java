package dev.lockstep.sandbox.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestBrowser;
import dev.lockstep.testing.TestSandbox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a person does with a spreadsheet on the page at {@code /sandbox/}. */
@TestInstance(Lifecycle.PER_CLASS)
@BesideOthers
class SheetsPageTest {

  private static final String ANNA = "anna@example.com";

  private final List<String> complaints = new ArrayList<>();
  private TestBrowser browser;
  private TestSandbox sandbox;
  private SheetClient engine;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  void openBrowser() {
    browser = TestBrowser.open();
    sandbox = TestSandbox.start();
    sandbox.control(
        "quotas",
        "{\"api\": \"sheets\", \"perAccountPerMinute\": null, \"perProjectPerMinute\": null}");
    sandbox.accessToken(ANNA);
  }

  @AfterAll
  void closeBrowser() {
    if (browser != null) {
      browser.close();
      sandbox.close();
    }
  }

  @BeforeEach
  void openPage() {
    engine = SheetClient.create(sandbox, ANNA, "Products " + System.nanoTime());
    engine.type(
        "A1",
        """
        [["Name", "Price", "Twice"], ["Lamp", 20, "=B2*2"], ["Chair", 35.5, "=B3*2"], ["Vase", 4, "=B4*2"]]\
        """);
    engine.change(
        """
        {"updateSheetProperties": {"properties": {"sheetId": SHEET,
          "gridProperties": {"frozenRowCount": 1}}, "fields": "gridProperties.frozenRowCount"}}\
        """);
    complaints.clear();
    context = browser.browser().newContext(new NewContextOptions().setViewportSize(1280, 800));
    page = context.newPage();
    page.setDefaultTimeout(10_000);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.navigate(sandbox.rootUrl() + "sandbox/");
    page.getByText("Sheets", new Page.GetByTextOptions().setExact(true)).click();
    page.locator(".file[data-key='" + ANNA + " " + engine.id() + "']").click();
    assertThat(cell("A2, Lamp")).isVisible();
  }

  @AfterEach
  void closePage() {
    context.close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatIsTypedIsEnteredAsAPersonEntersIt() {
    page.locator("[role=grid]").focus();
    press("ArrowDown", "ArrowRight");
    assertThat(active()).hasText("20");
    page.keyboard().type("$21.50");
    press("Tab");
    assertThat(page.getByLabel("What was entered")).hasValue("=B2*2");
    assertThat(cell("C2, $43.00")).isVisible();
    press("F2", "Backspace");
    page.keyboard().type("3");
    press("Enter");

    assertThat(active()).hasText("35.5");
    await().untilAsserted(() -> assertThat(engine.entered("C2").asText()).isEqualTo("=B2*3"));
    assertThat(engine.entered("B2").asDouble()).isEqualTo(21.5);
    assertThat(cell("C2, $64.50")).isVisible();

    page.keyboard().type("not this");
    press("Escape");
    assertThat(cell("B3, 35.5")).isVisible();
    press("Delete");
    assertThat(cell("B3, empty")).isVisible();
    await()
        .untilAsserted(
            () -> assertThat(engine.column("B")).containsExactly("Price", "$21.50", "", "4"));
  }

  @Test
  void whatAnApiClientChangesAppearsAndStandsOut() {
    engine.type("Sheet1!A3:B3", "[[\"Armchair\", 99]]");

    assertThat(page.locator(".sheet-cell.fresh[aria-label='A3, Armchair']")).isVisible();
    assertThat(page.locator(".sheet-cell.fresh[aria-label='C3, 198']")).isVisible();
    assertThat(page.locator(".sheet-cell.fresh")).hasCount(3);

    SheetClient other = SheetClient.create(sandbox, ANNA, "Made elsewhere");
    other.type("A1", "[[1]]");
    assertThat(page.locator(".file[data-key$='" + other.id() + "']"))
        .hasAttribute("aria-label", "Made elsewhere, changed");
  }

  @Test
  void aRowInsertedByAnotherDoesNotTurnAwayWhatIsTyped() {
    cell("A4, Vase").click();
    press("F2");
    page.keyboard().type(" of glass");
    engine.change(
        """
        {"insertDimension": {"range": {"sheetId": SHEET, "dimension": "ROWS",
          "startIndex": 1, "endIndex": 2}}}\
        """);
    assertThat(cell("A5, Vase")).isAttached();
    press("Enter");

    await()
        .untilAsserted(
            () ->
                assertThat(engine.column("A"))
                    .containsExactly("Name", "", "Lamp", "Chair", "Vase of glass"));
  }

  @Test
  void rowsAreSortedInsertedMovedAndDeletedByKeyboardAlone() {
    page.locator("[role=grid]").focus();
    press("ArrowRight", "Shift+F10");
    choose("Sort by column B, Z to A");
    await()
        .untilAsserted(
            () -> assertThat(engine.column("A")).containsExactly("Name", "Chair", "Lamp", "Vase"));
    assertThat(cell("A2, Chair")).isVisible();

    press("ArrowDown", "ArrowDown", "Shift+F10");
    choose("Insert row above");
    assertThat(cell("A4, Lamp")).isVisible();
    page.keyboard().type("7");
    press("Enter", "Shift+F10");
    choose("Move row 4 down");
    assertThat(cell("A5, Lamp")).isVisible();
    press("ArrowUp", "Shift+F10");
    choose("Delete row 4");

    assertThat(cell("A4, Lamp")).isVisible();
    await()
        .untilAsserted(
            () -> assertThat(engine.column("A")).containsExactly("Name", "Chair", "", "Lamp"));
    assertThat(engine.entered("B3").asInt()).isEqualTo(7);
  }

  @Test
  void whatOneMovesOneselfWhileTheTabIsReadStaysSelected() {
    cell("A2, Lamp").click();
    List<Route> readings = new ArrayList<>();
    page.route(url -> url.contains("ranges="), readings::add);
    engine.type("Sheet1!D4", "[[\"seen\"]]");
    page.waitForCondition(() -> !readings.isEmpty());
    press("Shift+F10");
    choose("Move row 2 down");
    assertThat(page.getByText("Row 2 moved")).isAttached();

    page.unrouteAll();
    readings.forEach(Route::resume);

    assertThat(cell("A3, Lamp")).isVisible();
    assertThat(active()).hasText("Lamp");
  }

  @Test
  void hiddenTabsAndRowsShowWhenTheyAreAskedFor() {
    engine.change("{\"addSheet\": {\"properties\": {\"title\": \"_lockstep\", \"hidden\": true}}}");
    engine.change(
        """
        {"updateDimensionProperties": {"range": {"sheetId": SHEET, "dimension": "ROWS",
          "startIndex": 2, "endIndex": 3}, "properties": {"hiddenByUser": true},
          "fields": "hiddenByUser"}}\
        """);
    assertThat(page.locator("#sheet-size")).containsText("hidden: 1 row, 1 tab");
    assertThat(cell("A3, Chair")).not().isAttached();
    assertThat(tab("_lockstep, hidden")).not().isAttached();

    page.getByLabel("Show hidden").check();

    assertThat(cell("A3, Chair")).isVisible();
    tab("_lockstep, hidden").click();
    assertThat(cell("A1, empty")).isVisible();
    page.getByLabel("Show hidden").uncheck();
  }

  @Test
  void tabsAndSpreadsheetsAreMadeNamedAndDeleted() {
    page.getByLabel("New tab").click();
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Prices");
    press("Enter");
    assertThat(tab("Prices")).hasAttribute("aria-selected", "true");
    page.getByLabel("This tab").click();
    choose("Rename tab…");
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Old prices");
    press("Enter");
    assertThat(tab("Old prices")).isVisible();
    page.getByLabel("This tab").click();
    choose("Delete tab…");
    press("Tab", "Enter");
    assertThat(tab("Old prices")).not().isAttached();
    assertThat(cell("A2, Lamp")).isVisible();

    page.locator("#new-spreadsheet").click();
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("From the page");
    press("Enter");
    assertThat(page.locator("#sheet-name")).hasText("From the page");
    assertThat(page.locator(".file[aria-current]")).hasText("From the page");
  }

  @Test
  void ofTenThousandRowsOnlyThoseInSightAreDrawn() {
    engine.change(
        """
        {"appendDimension": {"sheetId": SHEET, "dimension": "ROWS", "length": 9000}}\
        """);
    engine.type("Sheet1!A9999", "[[\"Far below\"]]");
    assertThat(page.locator("#sheet-size")).hasText("10,000 × 26");
    page.getByLabel("Go to cell").fill("a9999");
    press("Enter");

    assertThat(active()).hasText("Far below");
    assertThat((Integer) page.evaluate("document.querySelectorAll('.sheet-row').length"))
        .isLessThan(80);
    press("ArrowDown");
    page.keyboard().type("And further");
    press("Enter");
    await().untilAsserted(() -> assertThat(engine.column("A")).hasSize(10_000));
  }

  private Locator cell(String label) {
    return page.locator(".sheet-cell[aria-label='" + label + "']");
  }

  private Locator tab(String label) {
    return page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  private Locator active() {
    return page.locator(".sheet-cell.active");
  }

  private void press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  /** With the arrows, as without a mouse. */
  private void choose(String item) {
    Locator wanted =
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(item).setExact(true));
    for (int i = 0;
        i < 20 && !wanted.evaluate("one => one === document.activeElement").equals(true);
        i++) {
      press("ArrowDown");
    }
    press("Enter");
  }
}
