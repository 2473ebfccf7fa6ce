package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.DriveClient.share;
import static dev.lockstep.sandbox.DriveClient.spreadsheet;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.services.drive.Drive;
import com.google.api.services.drive.model.Change;
import com.google.api.services.drive.model.ChangeList;
import com.google.api.services.drive.model.Channel;
import com.google.api.services.drive.model.File;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@BesideOthers
class DrivePushTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Drive anna = DriveClient.of(sandbox, "anna@example.com");
  private final Drive ben = DriveClient.of(sandbox, "ben@example.com");
  private final Callbacks callbacks;

  DrivePushTest() throws IOException {
    callbacks = new Callbacks(() -> 200);
  }

  @AfterEach
  void stop() {
    sandbox.close();
    callbacks.close();
  }

  private Channel channel(String id) {
    return new Channel().setId(id).setType("web_hook").setAddress(callbacks.address());
  }

  private void awaitMessages(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> callbacks.messages().size() >= count);
  }

  private Callbacks.Message message(int index) {
    awaitMessages(index + 1);
    return callbacks.messages().get(index);
  }

  @Test
  void aChannelLivesAnHourUnlessMoreIsAskedAndNoLongerThanADayOrAWeek() throws IOException {
    File file = spreadsheet(anna, "Staff");
    long now = System.currentTimeMillis();
    long far = now + 30L * 86_400_000;
    assertThat(anna.files().watch(file.getId(), channel("c1")).execute().getExpiration())
        .isBetween(now + 3_598_000, now + 3_610_000);
    assertThat(
            anna.files()
                .watch(file.getId(), channel("c2").setExpiration(far))
                .execute()
                .getExpiration())
        .isBetween(now + 86_398_000, now + 86_410_000);
    assertThat(anna.changes().watch("1", channel("c3")).execute().getExpiration())
        .isBetween(now + 3_598_000, now + 3_610_000);
    Channel week = anna.changes().watch("1", channel("c4").setExpiration(far)).execute();
    assertThat(week.getExpiration()).isBetween(now + 604_798_000, now + 604_810_000);
    assertThat(week.getResourceUri())
        .isEqualTo("https://www.googleapis.com/drive/v3/changes?alt=json&pageToken=1");
    assertThat(refusal(() -> ben.files().watch(file.getId(), channel("c5")).execute()))
        .hasMessageContaining("File not found");
  }

  @Test
  void aWatchedFileTellsWhatHappenedToIt() throws IOException {
    File file = spreadsheet(anna, "Staff");
    anna.files().watch(file.getId(), channel("c1").setToken("secret")).execute();
    assertThat(message(0).header("X-Goog-Resource-State")).isEqualTo("sync");
    anna.files().update(file.getId(), new File().setName("People")).execute();
    assertThat(message(1).header("X-Goog-Resource-State")).isEqualTo("update");
    assertThat(message(1).header("X-Goog-Changed")).isEqualTo("properties");
    assertThat(message(1).header("X-Goog-Channel-Token")).isEqualTo("secret");
    share(anna, file, "ben@example.com", "reader");
    assertThat(message(2).header("X-Goog-Changed")).isEqualTo("permissions");
    anna.files().update(file.getId(), new File().setTrashed(true)).execute();
    awaitMessages(4);
    anna.files().update(file.getId(), new File().setTrashed(false)).execute();
    awaitMessages(5);
    anna.files().delete(file.getId()).execute();
    awaitMessages(6);
    assertThat(callbacks.states())
        .containsExactly("sync", "update", "update", "trash", "untrash", "remove");
    assertThat(message(3).headers()).doesNotContainKey("X-goog-changed");
    assertThat(message(5).body()).isEmpty();
  }

  @Test
  void aStoppedChannelIsSilent() throws IOException {
    File file = spreadsheet(anna, "Staff");
    Channel made = anna.files().watch(file.getId(), channel("c1")).execute();
    anna.files().watch(file.getId(), channel("c2")).execute();
    awaitMessages(2);
    anna.channels().stop(new Channel().setId("c1").setResourceId(made.getResourceId())).execute();
    anna.files().update(file.getId(), new File().setName("People")).execute();
    anna.files().update(file.getId(), new File().setName("Staff")).execute();
    awaitMessages(4);
    assertThat(callbacks.messages())
        .filteredOn(message -> message.header("X-Goog-Channel-ID").equals("c1"))
        .hasSize(1);
  }

  @Test
  void changesAreToldOncePerFileAndOnlyToWhomTheyConcern() throws IOException {
    String start = anna.changes().getStartPageToken().execute().getStartPageToken();
    assertThat(start).matches("\\d+");
    ChangeList nothing = anna.changes().list(start).execute();
    assertThat(nothing.getChanges()).isEmpty();
    assertThat(nothing.getNewStartPageToken()).isEqualTo(start);
    File staff = spreadsheet(anna, "Staff");
    File other = spreadsheet(anna, "Other");
    anna.files().update(staff.getId(), new File().setName("People")).execute();
    ChangeList both = anna.changes().list(start).execute();
    assertThat(both.getChanges())
        .extracting(Change::getFileId)
        .containsExactly(other.getId(), staff.getId());
    assertThat(both.getChanges().getLast().getFile().getName()).isEqualTo("People");
    assertThat(both.getChanges().getLast().getChangeType()).isEqualTo("file");
    assertThat(ben.changes().list(start).execute().getChanges()).isEmpty();
    ChangeList first = anna.changes().list(start).setPageSize(1).execute();
    assertThat(first.getNewStartPageToken()).isNull();
    assertThat(anna.changes().list(first.getNextPageToken()).execute().getChanges())
        .extracting(Change::getFileId)
        .containsExactly(staff.getId());
    anna.files().delete(other.getId()).execute();
    assertThat(anna.changes().list(both.getNewStartPageToken()).execute().getChanges())
        .singleElement()
        .satisfies(gone -> assertThat(gone.getRemoved()).isTrue());
    assertThat(
            anna.changes()
                .list(both.getNewStartPageToken())
                .setIncludeRemoved(false)
                .execute()
                .getChanges())
        .isEmpty();
    assertThat(refusal(() -> anna.changes().list("x").execute()).getStatusCode()).isEqualTo(400);
  }

  @Test
  void whoLosesAFileHearsThatItIsRemoved() throws IOException {
    File file = spreadsheet(anna, "Staff");
    String given = share(anna, file, "ben@example.com", "reader").getId();
    String token = ben.changes().getStartPageToken().execute().getStartPageToken();
    ben.changes().watch(token, channel("c1")).execute();
    awaitMessages(1);
    anna.permissions().delete(file.getId(), given).execute();
    assertThat(message(1).header("X-Goog-Resource-State")).isEqualTo("change");
    assertThat(ben.changes().list(token).execute().getChanges())
        .singleElement()
        .satisfies(gone -> assertThat(gone.getRemoved()).isTrue());
  }

  private void type(String id, String value) {
    assertThat(
            sandbox
                .call(
                    "PUT",
                    "v4/spreadsheets/" + id + "/values/A1?valueInputOption=RAW",
                    sandbox.accessToken("anna@example.com"),
                    "{\"values\": [[\"" + value + "\"]]}")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void editsOfASheetAreToldOnceAndLate() throws IOException {
    File file = spreadsheet(anna, "Staff");
    String fields = "version,modifiedTime";
    File before = anna.files().get(file.getId()).setFields(fields).execute();
    anna.files().watch(file.getId(), channel("c1")).execute();
    String token = anna.changes().getStartPageToken().execute().getStartPageToken();
    awaitMessages(1);
    type(file.getId(), "one");
    type(file.getId(), "two");
    assertThat(anna.files().get(file.getId()).setFields(fields).execute()).isEqualTo(before);
    assertThat(anna.changes().list(token).execute().getChanges()).isEmpty();
    sandbox.control("notifications", "{\"sheetDelayMillis\": 1}");
    assertThat(message(1).header("X-Goog-Resource-State")).isEqualTo("update");
    assertThat(message(1).header("X-Goog-Changed")).isEqualTo("content");
    File after = anna.files().get(file.getId()).setFields(fields).execute();
    assertThat(after.getVersion()).isEqualTo(before.getVersion() + 1);
    assertThat(after.getModifiedTime().getValue())
        .isGreaterThan(before.getModifiedTime().getValue());
    assertThat(anna.changes().list(token).execute().getChanges()).hasSize(1);
    assertThat(anna.revisions().list(file.getId()).execute().getRevisions())
        .extracting("id")
        .containsExactly("1", "2");
    assertThat(callbacks.states()).containsExactly("sync", "update");
  }

  @Test
  void whoAsksDriveTooOftenMayGetAPageInsteadOfJson() throws IOException {
    sandbox.control("quotas", "{\"api\": \"drive\", \"perAccountPerMinute\": 0, \"status\": 429}");
    var answer = sandbox.call("GET", "drive/v3/files", sandbox.accessToken("anna@example.com"), "");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=UTF-8");
    assertThat(answer.body()).contains("automated queries");
  }

  @Test
  void theStateOfChangesCanBeSpelledAsTheOtherPageHasIt() throws IOException {
    sandbox.control("behaviour", "{\"changeIsCalledChanged\": true}");
    anna.changes().watch("1", channel("c1")).execute();
    awaitMessages(1);
    spreadsheet(anna, "Staff");
    assertThat(message(1).header("X-Goog-Resource-State")).isEqualTo("changed");
    assertThat(reason(refusal(() -> anna.changes().watch("", channel("c2")).execute())))
        .isEqualTo("required");
  }
}
