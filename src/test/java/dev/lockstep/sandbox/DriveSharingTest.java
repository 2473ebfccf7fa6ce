package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.DriveClient.folder;
import static dev.lockstep.sandbox.DriveClient.share;
import static dev.lockstep.sandbox.DriveClient.spreadsheet;
import static dev.lockstep.sandbox.Google.reason;
import static dev.lockstep.sandbox.Google.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.drive.Drive;
import com.google.api.services.drive.model.File;
import com.google.api.services.drive.model.Permission;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriveSharingTest {

  private final TestSandbox sandbox = TestSandbox.start();
  private final Drive anna = DriveClient.of(sandbox, "anna@example.com");
  private final Drive ben = DriveClient.of(sandbox, "ben@example.com");

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void aSharedFileIsSeenUntilItIsNoLongerShared() throws IOException {
    File file = spreadsheet(anna, "Staff");
    Permission given = share(anna, file, "ben@example.com", "reader");
    assertThat(given.keySet()).containsExactlyInAnyOrder("kind", "id", "type", "role");
    assertThat(ben.files().get(file.getId()).execute().getName()).isEqualTo("Staff");
    assertThat(
            anna.permissions()
                .list(file.getId())
                .setFields("permissions(emailAddress,role)")
                .execute()
                .getPermissions())
        .extracting(Permission::getEmailAddress, Permission::getRole)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("anna@example.com", "owner"),
            org.assertj.core.groups.Tuple.tuple("ben@example.com", "reader"));
    assertThat(share(anna, file, "ben@example.com", "writer").getId()).isEqualTo(given.getId());
    assertThat(anna.permissions().get(file.getId(), given.getId()).execute().getRole())
        .isEqualTo("writer");
    anna.permissions().delete(file.getId(), given.getId()).execute();
    assertThat(refusal(() -> ben.files().get(file.getId()).execute()).getStatusCode())
        .isEqualTo(404);
    assertThat(
            refusal(() -> anna.permissions().get(file.getId(), given.getId()).execute())
                .getDetails()
                .getMessage())
        .isEqualTo("Permission not found: " + given.getId() + ".");
  }

  private int sheet(String method, File file, String email) {
    String body = method.equals("GET") ? "" : "{\"values\": [[\"x\"]]}";
    String path = "v4/spreadsheets/" + file.getId() + "/values/A1";
    return sandbox
        .call(
            method,
            path + (method.equals("GET") ? "" : "?valueInputOption=RAW"),
            sandbox.accessToken(email),
            body)
        .statusCode();
  }

  @Test
  void sharingDecidesWhoReadsAndWritesASpreadsheet() throws IOException {
    File file = spreadsheet(anna, "Staff");
    assertThat(sheet("PUT", file, "anna@example.com")).isEqualTo(200);
    assertThat(sheet("GET", file, "ben@example.com")).isEqualTo(403);
    share(anna, file, "ben@example.com", "reader");
    assertThat(sheet("GET", file, "ben@example.com")).isEqualTo(200);
    assertThat(sheet("PUT", file, "ben@example.com")).isEqualTo(403);
    share(anna, file, "ben@example.com", "writer");
    assertThat(sheet("PUT", file, "ben@example.com")).isEqualTo(200);
    anna.files().update(file.getId(), new File().setTrashed(true)).execute();
    assertThat(sheet("GET", file, "ben@example.com")).isEqualTo(200);
    anna.files().delete(file.getId()).execute();
    assertThat(sheet("GET", file, "anna@example.com")).isEqualTo(404);
  }

  @Test
  void aSpreadsheetIsOneFileWhicheverWayItIsMadeNamedOrCopied() throws IOException {
    String token = sandbox.accessToken("anna@example.com");
    String body =
        sandbox
            .call("POST", "v4/spreadsheets", token, "{\"properties\": {\"title\": \"Made there\"}}")
            .body();
    File file = anna.files().list().execute().getFiles().getFirst();
    assertThat(file.getName()).isEqualTo("Made there");
    assertThat(body).contains(file.getId());
    anna.files().update(file.getId(), new File().setName("Named here")).execute();
    assertThat(sheet("PUT", file, "anna@example.com")).isEqualTo(200);
    File copy = anna.files().copy(file.getId(), new File()).execute();
    assertThat(copy.getName()).isEqualTo("Copy of Named here");
    assertThat(
            sandbox.call("GET", "v4/spreadsheets/" + copy.getId() + "/values/A1", token, "").body())
        .contains("\"x\"");
    assertThat(
            sandbox
                .call(
                    "GET",
                    "drive/v3/files/" + copy.getId() + "/export?mimeType=text/csv",
                    token,
                    "")
                .body())
        .isEqualTo("x");
  }

  @Test
  void whoeverHasTheLinkSeesAFileButDoesNotFindIt() throws IOException {
    File file = spreadsheet(anna, "Staff");
    Permission link =
        anna.permissions()
            .create(file.getId(), new Permission().setType("anyone").setRole("reader"))
            .execute();
    assertThat(link.getId()).isEqualTo("anyoneWithLink");
    assertThat(ben.files().get(file.getId()).execute().getName()).isEqualTo("Staff");
    assertThat(ben.files().list().execute().getFiles()).isEmpty();
  }

  @Test
  void whatIsInASharedFolderIsSharedToo() throws IOException {
    File folder = folder(anna, "Plans");
    File file =
        anna.files()
            .create(
                new File()
                    .setName("in it")
                    .setMimeType(DriveClient.SPREADSHEET)
                    .setParents(List.of(folder.getId())))
            .execute();
    share(anna, folder, "ben@example.com", "writer");
    ben.files().update(file.getId(), new File().setName("Ben was here")).execute();
    assertThat(ben.files().list().setOrderBy("name").execute().getFiles())
        .extracting(File::getName)
        .containsExactly("Ben was here", "Plans");
  }

  @Test
  void ownershipIsOnlyHandedOverWhenThatIsSaid() throws IOException {
    File file = spreadsheet(anna, "Staff");
    Permission owner =
        new Permission().setType("user").setRole("owner").setEmailAddress("ben@example.com");
    assertThat(reason(refusal(() -> anna.permissions().create(file.getId(), owner).execute())))
        .isEqualTo("forbidden");
    anna.permissions().create(file.getId(), owner).setTransferOwnership(true).execute();
    ben.files().update(file.getId(), new File().setTrashed(true)).execute();
    assertThat(reason(refusal(() -> anna.files().delete(file.getId()).execute())))
        .isEqualTo("insufficientFilePermissions");
  }

  @Test
  void aReaderDoesNotShareAndTheOwnerStays() throws IOException {
    File file = spreadsheet(anna, "Staff");
    share(anna, file, "ben@example.com", "reader");
    assertThat(reason(refusal(() -> share(ben, file, "eve@example.com", "reader"))))
        .isEqualTo("insufficientFilePermissions");
    String own =
        anna.permissions().list(file.getId()).execute().getPermissions().getFirst().getId();
    assertThat(
            refusal(() -> anna.permissions().delete(file.getId(), own).execute()).getStatusCode())
        .isEqualTo(403);
    assertThat(reason(refusal(() -> share(anna, file, "eve@example.com", ""))))
        .isEqualTo("required");
    assertThat(refusal(() -> share(anna, file, "eve@example.com", "king")).getStatusCode())
        .isEqualTo(400);
    assertThat(refusal(() -> share(anna, file, "nobody", "reader")).getStatusCode()).isEqualTo(400);
  }
}
