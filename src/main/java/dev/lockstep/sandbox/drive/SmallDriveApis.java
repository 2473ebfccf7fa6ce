package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.drive.StoredFile.Revision;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.identity.Accounts;
import java.util.List;
import java.util.Set;

/** About, revisions, and the comments that nobody makes here. */
public final class SmallDriveApis {

  private final Files files;
  private final FileView view;

  public SmallDriveApis(Files files, Accounts accounts) {
    this.files = files;
    this.view = new FileView(files, accounts);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        DriveEndpoint.of("GET", "about", Set.of(), DriveScopes.READ, Shapes.ABOUT, this::about),
        DriveEndpoint.of(
            "GET",
            "files/{fileId}/revisions",
            Set.of("pageSize", "pageToken"),
            DriveScopes.READ,
            Shapes.REVISIONS,
            this::revisions),
        DriveEndpoint.of(
            "GET",
            "files/{fileId}/revisions/{revisionId}",
            Set.of("acknowledgeAbuse"),
            DriveScopes.READ,
            Shapes.REVISION,
            this::revision),
        DriveEndpoint.of(
            "GET",
            "files/{fileId}/comments",
            Set.of("includeDeleted", "pageSize", "pageToken", "startModifiedTime"),
            DriveScopes.READ_CONTENT,
            "kind,nextPageToken,comments(*)",
            this::comments));
  }

  private Answer about(Call call) {
    if (!FileView.asksFields(call)) {
      throw GoogleError.required("The 'fields' parameter is required for this method.")
          .atParameter("fields");
    }
    String email = call.caller().email();
    ObjectNode json = Json.object().put("kind", "drive#about");
    json.set("user", view.user(email, email));
    long count = files.all().stream().filter(file -> file.owner().equals(email)).count();
    String used = Long.toString(1024 * count);
    json.putObject("storageQuota")
        .put("limit", "16106127360")
        .put("usage", used)
        .put("usageInDrive", used)
        .put("usageInDriveTrash", "0");
    ObjectNode exports = json.putObject("exportFormats");
    exports.putArray(StoredFile.SPREADSHEET).add("text/csv").add("text/tab-separated-values");
    json.putObject("importFormats");
    return Answer.json(
        json.put("maxUploadSize", "5242880000000")
            .put("appInstalled", false)
            .put("canCreateDrives", false)
            .put("canCreateTeamDrives", false));
  }

  private StoredFile revised(Call call) {
    StoredFile file = files.open(call.var("fileId"), call.caller(), Role.WRITER);
    if (file.isFolder()) {
      throw GoogleError.global(
          403, "revisionsNotSupported", "The file does not support revisions.");
    }
    return file;
  }

  private Answer revisions(Call call) {
    StoredFile file = revised(call);
    ObjectNode json = Json.object().put("kind", "drive#revisionList");
    ArrayNode items = json.putArray("revisions");
    file.revisions.forEach(revision -> items.add(view.revision(file, revision, call)));
    return Answer.json(json);
  }

  private Answer revision(Call call) {
    StoredFile file = revised(call);
    String id = call.var("revisionId");
    for (Revision revision : file.revisions) {
      if (id.equals(Integer.toString(revision.id()))
          || (id.equals("head") && revision == file.revisions.getLast())) {
        return Answer.json(view.revision(file, revision, call));
      }
    }
    throw DriveErrors.revisionNotFound(id);
  }

  private Answer comments(Call call) {
    files.open(call.var("fileId"), call.caller(), Role.READER);
    ObjectNode json = Json.object().put("kind", "drive#commentList");
    json.putArray("comments");
    return Answer.json(json);
  }
}
