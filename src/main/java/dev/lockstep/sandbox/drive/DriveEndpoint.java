package dev.lockstep.sandbox.drive;

import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import java.util.HashSet;
import java.util.Set;

/** What Drive's methods have in common. */
final class DriveEndpoint {

  /** A method may be told of shared drives, which nobody has here. */
  private static final Set<String> SHARED_DRIVES =
      Set.of(
          "supportsAllDrives",
          "supportsTeamDrives",
          "includeItemsFromAllDrives",
          "includeTeamDriveItems",
          "includePermissionsForView",
          "includeLabels");

  /** These would show what is only in shared drives. */
  private static final Set<String> REFUSED =
      Set.of("driveId", "teamDriveId", "useDomainAdminAccess");

  private DriveEndpoint() {}

  static Endpoint of(
      String method,
      String path,
      Set<String> params,
      Set<String> scopes,
      String shape,
      Endpoint.Handler handler) {
    Set<String> all = new HashSet<>(SHARED_DRIVES);
    all.addAll(params);
    return new Endpoint(
            "drive",
            method,
            "drive/v3/" + path,
            all,
            REFUSED,
            scopes,
            method.equals("GET") ? Cost.READ : Cost.WRITE,
            call -> uncached(handler.handle(call)))
        .showing(shape);
  }

  /** Reads are not to be kept either, as recorded. */
  private static Answer uncached(Answer answer) {
    Answer plain =
        answer
            .with("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
            .with("Pragma", "no-cache")
            .with("Expires", "Mon, 01 Jan 1990 00:00:00 GMT");
    return answer.status() == 204 ? plain.with("Content-Type", "text/html") : plain;
  }
}
