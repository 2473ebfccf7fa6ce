package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import dev.lockstep.sandbox.identity.Accounts;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The methods of files, but for watching them. */
public final class FilesApi {

  private static final String FILE = "files/{fileId}";
  private static final Set<String> MAKING =
      Set.of("ignoreDefaultVisibility", "keepRevisionForever", "enforceSingleParent");

  private final Files files;
  private final Documents documents;
  private final FileView view;

  public FilesApi(Files files, Documents documents, Accounts accounts) {
    this.files = files;
    this.documents = documents;
    this.view = new FileView(files, accounts);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        DriveEndpoint.of("POST", "files", MAKING, DriveScopes.WRITE, Shapes.FILE, this::create),
        DriveEndpoint.of(
            "GET",
            "files",
            Set.of("q", "pageSize", "pageToken", "orderBy", "spaces", "corpora", "corpus"),
            DriveScopes.READ,
            Shapes.FILES,
            this::list),
        DriveEndpoint.of(
            "GET", FILE, Set.of("acknowledgeAbuse"), DriveScopes.READ, Shapes.FILE, this::get),
        DriveEndpoint.of(
            "PATCH",
            FILE,
            Set.of("addParents", "removeParents", "keepRevisionForever", "enforceSingleParent"),
            DriveScopes.WRITE_METADATA,
            Shapes.FILE,
            this::update),
        DriveEndpoint.of(
            "POST", FILE + "/copy", MAKING, DriveScopes.WRITE, Shapes.FILE, this::copy),
        DriveEndpoint.of(
            "DELETE",
            FILE,
            Set.of("enforceSingleParent"),
            DriveScopes.WRITE,
            Shapes.FILE,
            this::delete),
        DriveEndpoint.of(
            "DELETE", "files/trash", Set.of(), DriveScopes.WRITE, Shapes.FILE, this::emptyTrash),
        DriveEndpoint.of(
            "GET",
            FILE + "/export",
            Set.of("mimeType"),
            DriveScopes.READ_CONTENT,
            Shapes.FILE,
            this::export),
        DriveEndpoint.of(
            "GET",
            "files/generateIds",
            Set.of("count", "space", "type"),
            DriveScopes.WRITE,
            "kind,space,ids",
            this::generateIds));
  }

  private Answer create(Call call) {
    FileBody body = new FileBody(call.json());
    Caller caller = call.caller();
    files.refuseWithoutStorage(caller);
    String mimeType = body.text("mimeType", "application/octet-stream");
    String id = askedId(body, mimeType);
    String parent = files.open(body.parent("root"), caller, Role.WRITER).id;
    String name = body.text("name", "Untitled");
    if (mimeType.equals(StoredFile.SPREADSHEET)) {
      id = documents.create(name, caller.email());
    }
    return Answer.json(view.show(add(id, mimeType, name, parent, body, caller), call));
  }

  /** Programs may bring an id that they had made for them. */
  private String askedId(FileBody body, String mimeType) {
    String id = body.text("id", "");
    if (!id.isEmpty() && mimeType.startsWith("application/vnd.google-apps.")) {
      throw GoogleError.invalid("Generated IDs are not supported for Docs Editors formats.");
    }
    if (!id.isEmpty() && files.exists(id)) {
      throw GoogleError.global(409, "fileIdInUse", "A file already exists with the provided ID.");
    }
    return id.isEmpty() ? files.newId() : id;
  }

  private StoredFile add(
      String id, String mimeType, String name, String parent, FileBody body, Caller caller) {
    long created = body.time("createdTime", files.now());
    StoredFile file = new StoredFile(id, mimeType, name, created, caller.email());
    file.parent = parent;
    file.apps.add(caller.clientId());
    take(file, body, caller);
    files.add(file, caller.email());
    return file;
  }

  /** What may be said of a new file and of one that is there. */
  private static void take(StoredFile file, FileBody body, Caller caller) {
    file.description = body.text("description", file.description);
    file.starred = body.flag("starred", file.starred);
    file.writersCanShare = body.flag("writersCanShare", file.writersCanShare);
    Map<String, String> properties = body.texts("properties", file.properties);
    file.properties.clear();
    file.properties.putAll(properties);
    file.appProperties.put(
        caller.clientId(),
        body.texts("appProperties", file.appProperties.getOrDefault(caller.clientId(), Map.of())));
  }

  private Answer get(Call call) {
    return Answer.json(view.show(files.open(call.var("fileId"), call.caller(), Role.READER), call));
  }

  private Answer list(Call call) {
    Params query = call.query();
    Caller caller = call.caller();
    String corpora = query.get("corpora", "user");
    if (!Set.of("user", "allDrives", "").contains(corpora)) {
      throw GoogleError.unsupported("the corpora " + corpora).atParameter("corpora");
    }
    Predicate<StoredFile> wanted = FileQuery.read(files, caller, query.get("q", ""));
    int most = query.limit("pageSize", 100, 1000);
    int from = offset(query.get("pageToken", ""));
    List<StoredFile> all =
        List.copyOf(files.all()).stream()
            .filter(file -> !files.isRoot(file) && files.listed(file, caller.email()))
            .filter(file -> files.visible(file, caller) != null)
            // Nobody sees what lies in another's bin.
            .filter(file -> !files.isTrashed(file) || file.owner().equals(caller.email()))
            .filter(wanted)
            .sorted(FileOrder.read(query.get("orderBy", "")))
            .toList();
    ObjectNode json = Json.object().put("kind", "drive#fileList");
    if (from + most < all.size()) {
      json.put("nextPageToken", token(from + most));
    }
    json.put("incompleteSearch", false);
    ArrayNode items = json.putArray("files");
    all.stream().skip(from).limit(most).forEach(file -> items.add(view.show(file, call)));
    return Answer.json(json);
  }

  private static String token(int offset) {
    return "~!!~"
        + Base64.getUrlEncoder()
            .encodeToString(("from " + offset).getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String token) {
    if (token.isEmpty()) {
      return 0;
    }
    try {
      String text =
          new String(
              Base64.getUrlDecoder().decode(token.replaceFirst("^~!!~", "")),
              StandardCharsets.UTF_8);
      return Integer.parseInt(text.substring("from ".length()));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw DriveErrors.invalid("pageToken");
    }
  }

  private Answer update(Call call) {
    FileBody body = new FileBody(call.json());
    Caller caller = call.caller();
    StoredFile file = files.open(call.var("fileId"), caller, Role.WRITER);
    if (body.says("parents")) {
      throw DriveErrors.notWritable(
          "The parents field is not directly writable in update requests. Use the addParents and"
              + " removeParents parameters instead.");
    }
    if (body.says("id") && !body.text("id", "").equals(file.id)) {
      throw DriveErrors.notWritable(
          "The resource body includes fields which are not directly writable.");
    }
    boolean trashed = body.flag("trashed", file.trashed);
    if (trashed != file.trashed && files.role(file, caller.email()) != Role.OWNER) {
      throw DriveErrors.mayNot();
    }
    boolean moved = move(file, call);
    take(file, body, caller);
    String name = body.text("name", file.name);
    if (file.isSpreadsheet() && !name.equals(file.name)) {
      documents.rename(file.id, name, caller.email());
    }
    file.name = name;
    if (trashed != file.trashed) {
      file.trashed = trashed;
      file.trashedAt = files.now();
      files.trashed(file);
    } else {
      files.touched(file, caller.email(), moved ? "parents" : "properties");
      file.modified = body.time("modifiedTime", file.modified);
      files.keep(file);
    }
    return Answer.json(view.show(file, call));
  }

  private boolean move(StoredFile file, Call call) {
    String add = call.query().get("addParents", "");
    String remove = call.query().get("removeParents", "");
    if (add.isEmpty() && remove.isEmpty()) {
      return false;
    }
    Caller caller = call.caller();
    String to = add.isEmpty() ? files.root(caller.email()).id : add;
    StoredFile parent = files.open(to, caller, Role.WRITER);
    if (!parent.isFolder()) {
      throw GoogleError.global(403, "parentNotAFolder", "The specified parent is not a folder.");
    }
    file.parent = parent.id;
    return true;
  }

  private Answer copy(Call call) {
    FileBody body = new FileBody(call.json());
    Caller caller = call.caller();
    StoredFile from = files.open(call.var("fileId"), caller, Role.READER);
    if (from.isFolder()) {
      throw GoogleError.global(403, "cannotCopyFile", "This file cannot be copied by the user.");
    }
    files.refuseWithoutStorage(caller);
    String name = body.text("name", "Copy of " + from.name);
    String parent = copyParent(body, from, caller).id;
    String id =
        from.isSpreadsheet()
            ? documents.copy(from.id, name, caller.email())
            : askedId(body, from.mimeType);
    StoredFile file = add(id, from.mimeType, name, parent, body, caller);
    file.properties.putAll(from.properties);
    files.keep(file);
    return Answer.json(view.show(file, call));
  }

  /** Beside the original where that is allowed, else in My Drive. */
  private StoredFile copyParent(FileBody body, StoredFile from, Caller caller) {
    StoredFile beside = from.parent == null ? null : files.find(from.parent);
    Role role = beside == null ? null : files.role(beside, caller.email());
    String usual =
        beside != null && role != null && role.compareTo(Role.WRITER) >= 0 ? beside.id : "root";
    return files.open(body.parent(usual), caller, Role.WRITER);
  }

  private Answer delete(Call call) {
    StoredFile file = files.open(call.var("fileId"), call.caller(), Role.OWNER);
    if (files.isRoot(file)) {
      throw DriveErrors.mayNot();
    }
    forget(file);
    return Answer.noContent();
  }

  private void forget(StoredFile file) {
    for (String id : files.delete(file)) {
      documents.delete(id);
    }
  }

  private Answer emptyTrash(Call call) {
    for (StoredFile file : List.copyOf(files.all())) {
      if (file.trashed && file.owner().equals(call.caller().email()) && files.exists(file.id)) {
        forget(file);
      }
    }
    return Answer.noContent();
  }

  private Answer export(Call call) {
    StoredFile file = files.open(call.var("fileId"), call.caller(), Role.READER);
    String type = call.query().get("mimeType", "");
    if (type.isEmpty()) {
      throw DriveErrors.required("mimeType");
    }
    if (!file.isSpreadsheet()) {
      throw GoogleError.global(
          403, "fileNotExportable", "Export only supports Docs Editors files.");
    }
    char separator =
        switch (type) {
          case "text/csv" -> ',';
          case "text/tab-separated-values" -> '\t';
          case "application/pdf",
              "application/zip",
              "application/vnd.oasis.opendocument.spreadsheet",
              "application/x-vnd.oasis.opendocument.spreadsheet",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ->
              throw GoogleError.unsupported("exporting as " + type).atParameter("mimeType");
          default ->
              throw GoogleError.global(
                      400, "badRequest", "The requested conversion is not supported.")
                  .atParameter("convertTo");
        };
    return new Answer(200, Map.of("Content-Type", type), null, documents.text(file.id, separator));
  }

  private Answer generateIds(Call call) {
    int count = call.query().limit("count", 10, 1000);
    ObjectNode json = Json.object().put("kind", "drive#generatedIds").put("space", "drive");
    ArrayNode ids = json.putArray("ids");
    for (int i = 0; i < count; i++) {
      ids.add(files.newId());
    }
    return Answer.json(json);
  }
}
