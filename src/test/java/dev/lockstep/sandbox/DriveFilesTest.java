package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.DriveClient.folder;
import static dev.lockstep.sandbox.DriveClient.share;
import static dev.lockstep.sandbox.DriveClient.spreadsheet;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.Data;
import com.google.api.services.drive.Drive;
import com.google.api.services.drive.model.File;
import com.google.api.services.drive.model.FileList;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriveFilesTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Drive anna = DriveClient.of(sandbox, "anna@example.com");
  private final Drive ben = DriveClient.of(sandbox, "ben@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private List<String> names(String q) throws IOException {
    return anna.files().list().setQ(q).setOrderBy("name").execute().getFiles().stream()
        .map(File::getName)
        .toList();
  }

  @Test
  void aFileShowsFourFieldsUnlessMoreAreAskedFor() throws IOException {
    File made = spreadsheet(anna, "Staff");
    assertThat(made.keySet()).containsExactlyInAnyOrder("kind", "id", "name", "mimeType");
    assertThat(made.getId()).matches("1[A-Za-z0-9_-]{43}");
    File all = anna.files().get(made.getId()).setFields("*").execute();
    assertThat(all.getHeadRevisionId()).isNull();
    assertThat(all.getMd5Checksum()).isNull();
    assertThat(all.getOwners()).extracting("emailAddress").containsExactly("anna@example.com");
    assertThat(all.getCapabilities().getCanEdit()).isTrue();
    assertThat(all.getWebViewLink()).contains("/spreadsheets/d/" + made.getId());
    assertThat(all.getTrashed()).isFalse();
    File some = anna.files().get(made.getId()).setFields("version,owners/me").execute();
    assertThat(some.keySet()).containsExactlyInAnyOrder("version", "owners");
    assertThat(
            reason(refusal(() -> anna.files().get(made.getId()).setFields("nonsense").execute())))
        .isEqualTo("invalidParameter");
  }

  @Test
  void whatIsNotThereOrNotSharedIsNotFound() throws IOException {
    File made = spreadsheet(anna, "Staff");
    for (String id : new String[] {made.getId(), "nothing"}) {
      var e = refusal(() -> ben.files().get(id).execute());
      assertThat(e.getStatusCode()).isEqualTo(404);
      assertThat(reason(e)).isEqualTo("notFound");
      assertThat(e.getDetails().getMessage()).isEqualTo("File not found: " + id + ".");
      assertThat(e.getDetails().getErrors().getFirst().getLocation()).isEqualTo("fileId");
    }
  }

  @Test
  void filesAreFoundByWhatTheyAre() throws IOException {
    File staff = spreadsheet(anna, "Staff list");
    File folder = folder(anna, "Plans");
    anna.files()
        .create(
            new File()
                .setName("It's \"new\"")
                .setMimeType("text/plain")
                .setParents(List.of(folder.getId()))
                .setAppProperties(Map.of("sync", "staff")))
        .execute();
    spreadsheet(ben, "Ben's");
    assertThat(names("mimeType = 'application/vnd.google-apps.spreadsheet'"))
        .containsExactly("Staff list");
    assertThat(names("mimeType != \"application/vnd.google-apps.spreadsheet\""))
        .containsExactly("It's \"new\"", "Plans");
    assertThat(names("name = 'It\\'s \"new\"'")).hasSize(1);
    assertThat(names("name contains 'li' and not name = 'x'")).containsExactly("Staff list");
    assertThat(names("'" + folder.getId() + "' in parents")).containsExactly("It's \"new\"");
    assertThat(names("'root' in parents and trashed = false"))
        .containsExactly("Plans", "Staff list");
    assertThat(names("'me' in owners and (name = 'Plans' or name = 'nobody')"))
        .containsExactly("Plans");
    assertThat(names("appProperties has { key='sync' and value='staff' }")).hasSize(1);
    assertThat(names("modifiedTime > '2020-01-01T00:00:00'")).hasSize(3);
    anna.files().update(staff.getId(), new File().setTrashed(true)).execute();
    assertThat(names("trashed = true")).containsExactly("Staff list");
    assertThat(names("")).hasSize(3);
    for (String q :
        new String[] {"name", "name = x", "nonsense = 'x'", "name = 'a' and", "a b c"}) {
      var e = refusal(() -> anna.files().list().setQ(q).execute());
      assertThat(e.getStatusCode()).as(q).isEqualTo(400);
      assertThat(e.getDetails().getErrors().getFirst().getLocation()).isEqualTo("q");
    }
    assertThat(refusal(() -> anna.files().list().setQ("fullText contains 'x'").execute()))
        .hasMessageContaining("501");
  }

  @Test
  void listsComeInPages() throws IOException {
    for (int i = 0; i < 5; i++) {
      spreadsheet(anna, "file " + i);
    }
    List<String> names = new ArrayList<>();
    String page = null;
    int pages = 0;
    do {
      FileList list =
          anna.files().list().setPageSize(2).setOrderBy("name desc").setPageToken(page).execute();
      list.getFiles().forEach(file -> names.add(file.getName()));
      page = list.getNextPageToken();
      pages++;
    } while (page != null);
    assertThat(pages).isEqualTo(3);
    assertThat(names).containsExactly("file 4", "file 3", "file 2", "file 1", "file 0");
    assertThat(refusal(() -> anna.files().list().setPageToken("x").execute()).getStatusCode())
        .isEqualTo(400);
  }

  @Test
  void aFileIsRenamedMovedAndKeepsWhatProgramsWriteOnIt() throws IOException {
    File file = spreadsheet(anna, "Staff");
    File folder = folder(anna, "Plans");
    String root = anna.files().get("root").execute().getId();
    anna.files()
        .update(
            file.getId(),
            new File()
                .setName("People")
                .setDescription("all of them")
                .setAppProperties(Map.of("a", "1", "b", "2")))
        .setAddParents(folder.getId())
        .setRemoveParents(root)
        .execute();
    File after = anna.files().get(file.getId()).setFields("*").execute();
    assertThat(after.getName()).isEqualTo("People");
    assertThat(after.getParents()).containsExactly(folder.getId());
    assertThat(after.getAppProperties()).containsEntry("a", "1");
    assertThat(after.getVersion()).isGreaterThan(1);
    anna.files()
        .update(file.getId(), new File().setAppProperties(Map.of("a", Data.nullOf(String.class))))
        .execute();
    assertThat(
            anna.files().get(file.getId()).setFields("appProperties").execute().getAppProperties())
        .containsOnlyKeys("b");
    assertThat(
            reason(
                refusal(
                    () ->
                        anna.files()
                            .update(file.getId(), new File().setParents(List.of(root)))
                            .execute())))
        .isEqualTo("fieldNotWritable");
  }

  @Test
  void theTrashCanBeLeftButNotDeletion() throws IOException {
    File folder = folder(anna, "Plans");
    File file =
        anna.files()
            .create(new File().setName("in it").setParents(List.of(folder.getId())))
            .execute();
    anna.files().update(folder.getId(), new File().setTrashed(true)).execute();
    File inTrash = anna.files().get(file.getId()).setFields("trashed,explicitlyTrashed").execute();
    assertThat(inTrash.getTrashed()).isTrue();
    assertThat(inTrash.getExplicitlyTrashed()).isFalse();
    anna.files().update(folder.getId(), new File().setTrashed(false)).execute();
    assertThat(anna.files().get(file.getId()).setFields("trashed").execute().getTrashed())
        .isFalse();
    anna.files().delete(folder.getId()).execute();
    assertThat(refusal(() -> anna.files().get(file.getId()).execute()).getStatusCode())
        .isEqualTo(404);
    assertThat(refusal(() -> anna.files().delete(folder.getId()).execute()).getStatusCode())
        .isEqualTo(404);
  }

  /** Drive's reference: other users cannot see files in the owner's trash. */
  @Test
  void whatLiesInAnothersTrashIsNotListedButKnownByItsId() throws IOException {
    File file = spreadsheet(anna, "Shared");
    share(anna, file, "ben@example.com", "writer");
    assertThat(ben.files().list().setQ("name = 'Shared'").execute().getFiles()).hasSize(1);

    anna.files().update(file.getId(), new File().setTrashed(true)).execute();
    assertThat(ben.files().list().setQ("name = 'Shared'").execute().getFiles()).isEmpty();
    assertThat(ben.files().get(file.getId()).setFields("trashed").execute().getTrashed()).isTrue();
    assertThat(names("name = 'Shared' and trashed = true")).hasSize(1);
  }

  @Test
  void whoSeesAFileMayNotDeleteIt() throws IOException {
    File file = spreadsheet(anna, "Staff");
    share(anna, file, "ben@example.com", "writer");
    ben.files().update(file.getId(), new File().setName("Ben's")).execute();
    assertThat(reason(refusal(() -> ben.files().delete(file.getId()).execute())))
        .isEqualTo("insufficientFilePermissions");
    assertThat(
            reason(
                refusal(
                    () -> ben.files().update(file.getId(), new File().setTrashed(true)).execute())))
        .isEqualTo("insufficientFilePermissions");
    share(anna, file, "ben@example.com", "reader");
    assertThat(
            reason(
                refusal(() -> ben.files().update(file.getId(), new File().setName("x")).execute())))
        .isEqualTo("insufficientFilePermissions");
    assertThat(ben.files().list().setQ("sharedWithMe = true").execute().getFiles()).hasSize(1);
  }

  @Test
  void filesOutliveARestart(@TempDir Path folder) throws IOException {
    SandboxOptions options = new SandboxOptions("127.0.0.1", 0, folder.resolve("store.jsonl"));
    String id;
    String token;
    try (TestSandbox first = TestSandbox.start(options)) {
      Drive before = DriveClient.of(first, "anna@example.com");
      id = spreadsheet(before, "Staff").getId();
      token = before.changes().getStartPageToken().execute().getStartPageToken();
      share(before, new File().setId(id), "ben@example.com", "reader");
    }
    try (TestSandbox second = TestSandbox.start(options)) {
      Drive after = DriveClient.of(second, "ben@example.com");
      assertThat(after.files().get(id).execute().getName()).isEqualTo("Staff");
      assertThat(after.changes().list(token).execute().getChanges()).hasSize(1);
      assertThat(after.files().list().execute().getFiles()).hasSize(1);
    }
  }

  @Test
  void aboutTellsWhoCallsAndWantsFields() throws IOException {
    assertThat(anna.about().get().setFields("user").execute().getUser().getEmailAddress())
        .isEqualTo("anna@example.com");
    assertThat(refusal(() -> anna.about().get().execute()).getDetails().getMessage())
        .isEqualTo("The 'fields' parameter is required for this method.");
  }

  @Test
  void aServiceAccountWithoutStorageMakesNothingOfItsOwn() throws IOException {
    Drive robot = DriveClient.of(sandbox, "robot@project.iam.gserviceaccount.com");
    spreadsheet(robot, "as it was");
    sandbox.control("behaviour", "{\"serviceAccountsHaveNoStorage\": true}");
    var e = refusal(() -> spreadsheet(robot, "as it is"));
    assertThat(e.getStatusCode()).isEqualTo(403);
    assertThat(reason(e)).isEqualTo("storageQuotaExceeded");
  }

  @Test
  void theCallThatWantsWhatIsNotHereIsToldSo() throws IOException {
    File file = spreadsheet(anna, "Staff");
    assertThat(
            refusal(() -> anna.files().list().setCorpora("drive").setDriveId("0A").execute())
                .getStatusCode())
        .isEqualTo(501);
    assertThat(
            sandbox
                .call(
                    "GET",
                    "drive/v3/files/" + file.getId() + "/export?mimeType=application/pdf",
                    sandbox.accessToken("anna@example.com"),
                    "")
                .statusCode())
        .isEqualTo(501);
  }
}
