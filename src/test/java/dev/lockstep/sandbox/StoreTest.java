package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.Google.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

  @TempDir Path dir;

  private TestSandbox start() {
    return TestSandbox.start(new SandboxOptions("127.0.0.1", 0, dir.resolve("deep/store.jsonl")));
  }

  @Test
  void everythingIsThereAfterARestart() throws IOException {
    JsonNode tokens;
    Event kept;
    String gone;
    String syncToken;
    String other;
    try (TestSandbox sandbox = start()) {
      tokens = sandbox.account("anna@example.com");
      Calendar anna = Google.clientWith(sandbox, tokens.path("access_token").asText());
      kept = anna.events().insert("primary", event("kept")).execute();
      gone = anna.events().insert("primary", event("gone")).execute().getId();
      syncToken = anna.events().list("primary").execute().getNextSyncToken();
      anna.events().delete("primary", gone).execute();
      other =
          anna.calendars()
              .insert(new com.google.api.services.calendar.model.Calendar().setSummary("o"))
              .execute()
              .getId();
    }
    try (TestSandbox sandbox = start()) {
      Calendar anna = Google.clientWith(sandbox, tokens.path("access_token").asText());
      assertThat(anna.events().get("primary", kept.getId()).execute()).isEqualTo(kept);
      List<Event> changes =
          anna.events().list("primary").setSyncToken(syncToken).execute().getItems();
      assertThat(changes).extracting(Event::getId).containsExactly(gone);
      assertThat(anna.calendars().get(other).execute().getSummary()).isEqualTo("o");
      assertThat(anna.calendarList().list().execute().getItems()).hasSize(2);
      assertThat(sandbox.account("anna@example.com").path("refresh_token"))
          .isEqualTo(tokens.path("refresh_token"));
    }
  }

  @Test
  void halfALineOfAKilledProcessIsForgotten() throws IOException {
    try (TestSandbox sandbox = start()) {
      sandbox.account("anna@example.com");
    }
    Files.writeString(
        dir.resolve("deep/store.jsonl"), "{\"kind\": \"acc", StandardOpenOption.APPEND);
    try (TestSandbox sandbox = start()) {
      assertThat(sandbox.call("GET", "sandbox/accounts", "", "").body())
          .contains("anna@example.com");
      sandbox.account("ben@example.com");
    }
    try (TestSandbox sandbox = start()) {
      assertThat(sandbox.call("GET", "sandbox/accounts", "", "").body())
          .contains("ben@example.com");
    }
  }

  @Test
  void aResetEmptiesTheFileToo() {
    try (TestSandbox sandbox = start()) {
      sandbox.account("anna@example.com");
      sandbox.control("reset", "{}");
    }
    try (TestSandbox sandbox = start()) {
      assertThat(sandbox.call("GET", "sandbox/accounts", "", "").body().strip()).isEqualTo("[]");
    }
  }

  @Test
  void aPortInUseIsNamed() {
    try (TestSandbox sandbox = TestSandbox.start()) {
      assertThatThrownBy(
              () -> Sandbox.start(new SandboxOptions("127.0.0.1", sandbox.port(), null)).close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + sandbox.port())
          .hasMessageContaining("in use");
    }
  }
}
