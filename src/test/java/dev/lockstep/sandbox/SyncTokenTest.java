package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.AclRule;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyncTokenTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Calendar anna = Google.client(sandbox, "anna@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private String baseline() throws IOException {
    return anna.events().list("primary").execute().getNextSyncToken();
  }

  private Events since(String token) throws IOException {
    return anna.events().list("primary").setSyncToken(token).execute();
  }

  @Test
  void everythingChangedSinceComesOnceAndDeletionsAlways() throws IOException {
    Event kept = anna.events().insert("primary", event("kept")).execute();
    Event gone = anna.events().insert("primary", event("gone")).execute();
    anna.events().insert("primary", event("quiet")).execute();
    String token = baseline();
    anna.events().patch("primary", kept.getId(), new Event().setLocation("x")).execute();
    anna.events().delete("primary", gone.getId()).execute();
    Events changes = since(token);
    assertThat(changes.getItems())
        .extracting(Event::getId)
        .containsExactly(kept.getId(), gone.getId());
    Event tombstone = changes.getItems().getLast();
    assertThat(tombstone.getStatus()).isEqualTo("cancelled");
    assertThat(tombstone.keySet()).containsExactlyInAnyOrder("kind", "etag", "id", "status");
    assertThat(since(changes.getNextSyncToken()).getItems()).isEmpty();
    // An older token keeps working.
    assertThat(since(token).getItems()).hasSize(2);
  }

  @Test
  void deletedEventsAreFullWhenAskedFor() throws IOException {
    Event gone = anna.events().insert("primary", event("gone")).execute();
    String token = baseline();
    anna.events().delete("primary", gone.getId()).execute();
    Event full =
        anna.events()
            .list("primary")
            .setSyncToken(token)
            .setShowDeleted(true)
            .execute()
            .getItems()
            .getFirst();
    assertThat(full.getSummary()).isEqualTo("gone");
    assertThat(anna.events().get("primary", gone.getId()).execute().getStatus())
        .isEqualTo("cancelled");
  }

  @Test
  void incrementalAnswersArePagedWithTheSameToken() throws IOException {
    String token = baseline();
    for (int i = 0; i < 5; i++) {
      anna.events().insert("primary", event("e" + i)).execute();
    }
    Calendar.Events.List list = anna.events().list("primary").setSyncToken(token).setMaxResults(2);
    Events first = list.execute();
    assertThat(first.getItems()).hasSize(2);
    assertThat(first.getNextSyncToken()).isNull();
    // What changes while paging is not lost: it comes now or in the next round.
    Event moved = first.getItems().getFirst();
    anna.events().patch("primary", moved.getId(), new Event().setSummary("moved")).execute();
    Events second = list.setPageToken(first.getNextPageToken()).execute();
    Events third = list.setPageToken(second.getNextPageToken()).execute();
    assertThat(third.getNextPageToken()).isNull();
    assertThat(since(third.getNextSyncToken()).getItems())
        .extracting(Event::getSummary)
        .contains("moved");
  }

  @Test
  void restrictionsBesideASyncTokenAreRefused() throws IOException {
    String token = baseline();
    for (Calendar.Events.List list :
        new Calendar.Events.List[] {
          anna.events().list("primary").setQ("x"),
          anna.events().list("primary").setOrderBy("updated"),
          anna.events().list("primary").setTimeMin(new DateTime("2026-01-01T00:00:00Z")),
          anna.events().list("primary").setTimeMax(new DateTime("2026-01-01T00:00:00Z")),
          anna.events().list("primary").setUpdatedMin(new DateTime("2026-11-20T00:00:00Z")),
          anna.events().list("primary").setICalUID("x"),
          anna.events().list("primary").setShowDeleted(false)
        }) {
      var e = refusal(() -> list.setSyncToken(token).execute());
      assertThat(e.getStatusCode()).isEqualTo(400);
      assertThat(reason(e)).isEqualTo("syncTokenWithRequestRestrictions");
    }
  }

  @Test
  void anExpiredTokenIsGoneAndSaysHow() throws IOException {
    String token = baseline();
    sandbox.control("expire-sync-tokens", "{\"email\": \"anna@example.com\"}");
    var e = refusal(() -> since(token));
    assertThat(e.getStatusCode()).isEqualTo(410);
    var detail = e.getDetails().getErrors().getFirst();
    assertThat(detail.getReason()).isEqualTo("fullSyncRequired");
    assertThat(detail.getDomain()).isEqualTo("calendar");
    assertThat(detail.getLocation()).isEqualTo("syncToken");
    assertThat(detail.getLocationType()).isEqualTo("parameter");
    assertThat(since(baseline()).getItems()).isEmpty();
  }

  @Test
  void aChangeOfTheAccessListEndsTheTokens() throws IOException {
    String token = baseline();
    anna.acl()
        .insert(
            "primary",
            new AclRule()
                .setRole("reader")
                .setScope(new AclRule.Scope().setType("user").setValue("ben@example.com")))
        .execute();
    assertThat(refusal(() -> since(token)).getStatusCode()).isEqualTo(410);
  }

  @Test
  void nonsenseIsNoToken() {
    assertThat(refusal(() -> since("nonsense")).getStatusCode()).isEqualTo(400);
  }

  @Test
  void theWindowOfTheFirstSyncSticks() throws IOException {
    String token =
        anna.events()
            .list("primary")
            .setTimeMin(new DateTime("2026-12-01T00:00:00Z"))
            .setTimeMax(new DateTime("2026-12-02T00:00:00Z"))
            .execute()
            .getNextSyncToken();
    assertThat(token).isNotNull();
    anna.events().insert("primary", event("inside")).execute();
    anna.events()
        .insert(
            "primary",
            event("outside")
                .setStart(Google.at("2027-12-01T10:00:00Z"))
                .setEnd(Google.at("2027-12-01T11:00:00Z")))
        .execute();
    assertThat(since(token).getItems()).extracting(Event::getSummary).containsExactly("inside");
  }

  @Test
  void ownWritesComeBackAndRemindersDoNotMoveTheTimeOfChange() throws IOException {
    Event made = anna.events().insert("primary", event("one")).execute();
    String token = baseline();
    Event.Reminders reminders = new Event.Reminders().setUseDefault(false);
    Event after =
        anna.events().patch("primary", made.getId(), new Event().setReminders(reminders)).execute();
    assertThat(after.getUpdated()).isEqualTo(made.getUpdated());
    assertThat(since(token).getItems()).hasSize(1);
  }
}
