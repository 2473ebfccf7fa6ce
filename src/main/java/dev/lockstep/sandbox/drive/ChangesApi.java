package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.drive.Changes.Change;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import dev.lockstep.sandbox.identity.Accounts;
import java.util.List;
import java.util.Set;

/** What changed since a page token, file by file; the tokens never expire. */
public final class ChangesApi {

  /** Those of changes.list, which changes.watch takes too. */
  static final Set<String> LIST =
      Set.of(
          "pageToken",
          "pageSize",
          "includeRemoved",
          "includeCorpusRemovals",
          "restrictToMyDrive",
          "spaces");

  private final Files files;
  private final FileView view;

  public ChangesApi(Files files, Accounts accounts) {
    this.files = files;
    this.view = new FileView(files, accounts);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        DriveEndpoint.of(
            "GET",
            "changes/startPageToken",
            Set.of(),
            DriveScopes.READ,
            "kind,startPageToken",
            this::start),
        DriveEndpoint.of("GET", "changes", LIST, DriveScopes.READ, Shapes.CHANGES, this::list));
  }

  private Answer start(Call call) {
    return Answer.json(
        Json.object()
            .put("kind", "drive#startPageToken")
            .put("startPageToken", Long.toString(files.changes().next())));
  }

  static long token(Params query) {
    String token = query.get("pageToken", "");
    if (token.isEmpty()) {
      throw DriveErrors.required("pageToken");
    }
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw DriveErrors.invalid("pageToken");
    }
  }

  private Answer list(Call call) {
    Params query = call.query();
    long from = token(query);
    int most = query.limit("pageSize", 100, 1000);
    List<Change> all =
        files.changes().since(call.caller().email(), from).stream()
            .filter(change -> query.flag("includeRemoved", true) || !removed(change, call))
            .filter(change -> !query.flag("restrictToMyDrive", false) || mine(change, call))
            .toList();
    ObjectNode json = Json.object().put("kind", "drive#changeList");
    if (all.size() > most) {
      json.put("nextPageToken", Long.toString(all.get(most).number()));
    } else {
      // Of what happened to others this caller is not told, nor given another token for it.
      json.put(
          "newStartPageToken",
          Long.toString(all.isEmpty() ? from : Math.max(from, all.getLast().number() + 1)));
    }
    ArrayNode items = json.putArray("changes");
    all.stream().limit(most).forEach(change -> items.add(show(change, call)));
    return Answer.json(json);
  }

  private boolean removed(Change change, Call call) {
    StoredFile file = files.find(change.fileId());
    return file == null || files.role(file, call.caller().email()) == null;
  }

  private boolean mine(Change change, Call call) {
    StoredFile file = files.find(change.fileId());
    return file == null || file.owner().equals(call.caller().email());
  }

  private ObjectNode show(Change change, Call call) {
    StoredFile file = files.find(change.fileId());
    boolean removed = removed(change, call);
    ObjectNode json = Json.object().put("kind", "drive#change").put("removed", removed);
    if (file != null && !removed) {
      json.set("file", view.show(file, call));
    }
    return json.put("fileId", change.fileId())
        .put("time", FileView.time(change.time()))
        .put("type", "file")
        .put("changeType", "file");
  }
}
