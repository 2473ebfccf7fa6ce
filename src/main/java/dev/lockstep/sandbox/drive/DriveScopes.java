package dev.lockstep.sandbox.drive;

import dev.lockstep.sandbox.http.Caller;
import java.util.Set;

/** Which grants allow which methods. */
final class DriveScopes {

  private static final String BASE = "https://www.googleapis.com/auth/";
  private static final String FILE = BASE + "drive.file";

  static final Set<String> WRITE = Set.of(BASE + "drive", FILE);
  static final Set<String> READ =
      Set.of(
          BASE + "drive",
          FILE,
          BASE + "drive.readonly",
          BASE + "drive.metadata",
          BASE + "drive.metadata.readonly",
          BASE + "drive.meet.readonly",
          BASE + "drive.photos.readonly");
  static final Set<String> WRITE_METADATA =
      Set.of(BASE + "drive", FILE, BASE + "drive.metadata", BASE + "drive.scripts");
  static final Set<String> READ_CONTENT = Set.of(BASE + "drive", FILE, BASE + "drive.readonly");

  private DriveScopes() {}

  /** Whether only what the program made or was handed is in its reach. */
  static boolean onlyOwnFiles(Caller caller) {
    return caller.scopes().contains(FILE)
        && READ.stream().noneMatch(scope -> !scope.equals(FILE) && caller.scopes().contains(scope));
  }
}
