package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.AclRule;
import com.google.api.services.calendar.model.CalendarListEntry;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListTokenTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private AclRule rule(String email) throws IOException {
    return anna.acl()
        .insert(
            "primary",
            new AclRule()
                .setRole("reader")
                .setScope(new AclRule.Scope().setType("user").setValue(email)))
        .execute();
  }

  @Test
  void theAccessListIsPagedAndTellsWhatChanged() throws IOException {
    var first = anna.acl().list("primary").execute();
    AclRule ben = rule("ben@example.com");
    rule("cem@example.com");
    var page = anna.acl().list("primary").setMaxResults(2).execute();
    assertThat(page.getItems()).hasSize(2);
    assertThat(page.getNextSyncToken()).isNull();
    var rest =
        anna.acl().list("primary").setMaxResults(2).setPageToken(page.getNextPageToken()).execute();
    assertThat(rest.getItems()).extracting(AclRule::getId).containsExactly("user:cem@example.com");
    anna.acl().delete("primary", ben.getId()).execute();
    assertThat(
            anna.acl().list("primary").setSyncToken(rest.getNextSyncToken()).execute().getItems())
        .singleElement()
        .satisfies(
            gone -> {
              assertThat(gone.getId()).isEqualTo(ben.getId());
              assertThat(gone.getRole()).isEqualTo("none");
            });
    assertThat(
            anna.acl().list("primary").setSyncToken(first.getNextSyncToken()).execute().getItems())
        .hasSize(2);
    assertThat(anna.acl().list("primary").execute().getItems()).hasSize(2);
    assertThat(refusal(() -> anna.acl().get("primary", ben.getId()).execute()).getStatusCode())
        .isEqualTo(404);
  }

  @Test
  void tokensOfTheAccessListDieOnDemand() throws IOException {
    String token = anna.acl().list("primary").execute().getNextSyncToken();
    sandbox.control("expire-sync-tokens", "{}");
    var e = refusal(() -> anna.acl().list("primary").setSyncToken(token).execute());
    assertThat(e.getStatusCode()).isEqualTo(410);
    assertThat(reason(e)).isEqualTo("fullSyncRequired");
    assertThat(
            refusal(() -> anna.acl().list("primary").setSyncToken("x").execute()).getStatusCode())
        .isEqualTo(400);
  }

  @Test
  void settingsArePagedAndQuietWhileNothingChanges() throws IOException {
    var page = anna.settings().list().setMaxResults(7).execute();
    assertThat(page.getItems()).hasSize(7);
    var rest =
        anna.settings().list().setMaxResults(7).setPageToken(page.getNextPageToken()).execute();
    assertThat(rest.getItems()).hasSize(5);
    assertThat(anna.settings().list().setSyncToken(rest.getNextSyncToken()).execute().getItems())
        .isEmpty();
    anna.calendars()
        .patch(
            "primary",
            new com.google.api.services.calendar.model.Calendar().setTimeZone("Asia/Tokyo"))
        .execute();
    assertThat(anna.settings().list().setSyncToken(rest.getNextSyncToken()).execute().getItems())
        .extracting(com.google.api.services.calendar.model.Setting::getValue)
        .contains("Asia/Tokyo");
  }

  @Test
  void aBurstOfWritesToOneCalendarCanBeRefused() throws IOException {
    sandbox.control("behaviour", "{\"writesPerCalendarPerSecond\": 1}");
    var e =
        refusal(
            () -> {
              for (int i = 0; i < 50; i++) {
                anna.events().insert("primary", event("e" + i)).execute();
              }
              return null;
            });
    assertThat(e.getStatusCode()).isEqualTo(403);
    assertThat(reason(e)).isEqualTo("rateLimitExceeded");
  }

  @Test
  void whoGetsAnotherRoleOrLosesTheirsHearsItInTheirCalendarList() throws IOException {
    Calendar ben = Google.client(sandbox, "ben@example.com");
    AclRule rule = rule("ben@example.com");
    ben.calendarList().insert(new CalendarListEntry().setId("anna@example.com")).execute();
    String token = ben.calendarList().list().execute().getNextSyncToken();
    anna.acl().patch("primary", rule.getId(), new AclRule().setRole("writer")).execute();
    var changed = ben.calendarList().list().setSyncToken(token).execute();
    assertThat(changed.getItems())
        .singleElement()
        .extracting(CalendarListEntry::getAccessRole)
        .isEqualTo("writer");
    anna.acl().delete("primary", rule.getId()).execute();
    assertThat(
            ben.calendarList().list().setSyncToken(changed.getNextSyncToken()).execute().getItems())
        .singleElement()
        .extracting(CalendarListEntry::getDeleted)
        .isEqualTo(true);
    assertThat(refusal(() -> ben.calendarList().get("anna@example.com").execute()).getStatusCode())
        .isEqualTo(404);
  }
}
