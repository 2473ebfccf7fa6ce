package dev.lockstep.sandbox;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.drive.Drive;
import com.google.api.services.drive.model.File;
import com.google.api.services.drive.model.Permission;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;

/** Google's own Drive client as one account, and the small factories of the tests. */
final class DriveClient {

  static final String SPREADSHEET = "application/vnd.google-apps.spreadsheet";
  static final String FOLDER = "application/vnd.google-apps.folder";

  private DriveClient() {}

  static Drive of(TestSandbox sandbox, String email) {
    return with(sandbox, sandbox.accessToken(email));
  }

  static Drive with(TestSandbox sandbox, String accessToken) {
    return new Drive.Builder(
            new NetHttpTransport(), GsonFactory.getDefaultInstance(), Google.bearer(accessToken))
        .setRootUrl(sandbox.rootUrl())
        .setApplicationName("lockstep tests")
        .build();
  }

  static File spreadsheet(Drive drive, String name) throws IOException {
    return drive.files().create(new File().setName(name).setMimeType(SPREADSHEET)).execute();
  }

  static File folder(Drive drive, String name) throws IOException {
    return drive.files().create(new File().setName(name).setMimeType(FOLDER)).execute();
  }

  static Permission share(Drive drive, File file, String email, String role) throws IOException {
    return drive
        .permissions()
        .create(file.getId(), new Permission().setType("user").setRole(role).setEmailAddress(email))
        .execute();
  }
}
