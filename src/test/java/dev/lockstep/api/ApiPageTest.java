package dev.lockstep.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.lockstep.account.AccessTokens;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestBrowser;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page that shows the API, in a real browser. */
@SecondApplication
class ApiPageTest {

  @Test
  void theApiIsShownAndTriedWithWhatIsInTheJarAlone() {
    try (TestSandbox sandbox = TestSandbox.start();
        RunningLockstep lockstep = RunningLockstep.start(TestDatabase.empty(), sandbox);
        TestBrowser browser = TestBrowser.open()) {
      ApiClient stranger = new ApiClient(lockstep.port(), null);
      assertThat(stranger.get("/api/docs").headers().firstValue("Location"))
          .hasValueSatisfying(to -> assertThat(to).endsWith("/api/docs/"));
      HttpResponse<String> contract = stranger.get("/api/openapi.yaml");
      assertThat(contract.body()).startsWith("# The contract of the API");
      String policy =
          stranger.get("/api/docs/").headers().firstValue("Content-Security-Policy").orElseThrow();
      assertThat(policy)
          .contains("default-src 'none'", "script-src 'self';")
          .doesNotContain("unsafe");

      String root = "http://localhost:" + lockstep.port() + "/";
      List<String> elsewhere = new ArrayList<>();
      List<String> errors = new ArrayList<>();
      try (Page page = browser.browser().newPage()) {
        page.onRequest(
            request -> {
              if (!request.url().startsWith(root) && !request.url().startsWith("data:")) {
                elsewhere.add(request.url());
              }
            });
        page.onConsoleMessage(
            message -> {
              if (message.type().equals("error")) {
                errors.add(message.text());
              }
            });
        page.navigate(root + "api/docs/");
        assertThat(page.getByText("/dead-letters/{id}/skip").first()).isVisible();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Authorize")).click();
        page.getByLabel("auth-bearer-value")
            .fill(lockstep.bean(AccessTokens.class).create("page", List.of("read"), null).token());
        page.getByLabel("Apply credentials").click();
        page.locator(".close-modal").click();
        page.locator("#operations-work-listQueue .opblock-summary-control").click();
        page.locator("#operations-work-listQueue .try-out__btn").click();
        page.locator("#operations-work-listQueue .execute").click();
        assertThat(page.locator("#operations-work-listQueue .live-responses-table"))
            .containsText("\"items\": []");
      }
      assertThat(elsewhere).isEmpty();
      assertThat(errors).isEmpty();
    }
  }
}
