package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.drive.StoredFile.Revision;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.identity.Account;
import dev.lockstep.sandbox.identity.Accounts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files, people and permissions as Drive shows them: little unless {@code fields} asks for more.
 */
final class FileView {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String EXPORT = "https://docs.google.com/spreadsheets/export?id=";

  private final Files files;
  private final Accounts accounts;

  FileView(Files files, Accounts accounts) {
    this.files = files;
    this.accounts = accounts;
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  static boolean asksFields(Call call) {
    return !call.query().get("fields", "").isBlank();
  }

  /** Everything when the call says what it wants, else the usual four fields. */
  ObjectNode show(StoredFile file, Call call) {
    return asksFields(call) ? full(file, call.caller()) : brief(file);
  }

  ObjectNode brief(StoredFile file) {
    return Json.object()
        .put("kind", "drive#file")
        .put("id", file.id)
        .put("name", file.name)
        .put("mimeType", file.mimeType);
  }

  private ObjectNode full(StoredFile file, Caller caller) {
    String email = caller.email();
    boolean owned = file.owner().equals(email);
    Role role = files.role(file, email);
    boolean writes = role != null && role.compareTo(Role.WRITER) >= 0;
    ObjectNode json = brief(file);
    if (!file.description.isEmpty()) {
      json.put("description", file.description);
    }
    json.put("starred", file.starred && owned)
        .put("trashed", files.isTrashed(file))
        .put("explicitlyTrashed", file.trashed);
    if (file.trashed) {
      json.put("trashedTime", time(file.trashedAt));
    }
    StoredFile parent = file.parent == null ? null : files.find(file.parent);
    if (parent != null && files.visible(parent, caller) != null) {
      json.putArray("parents").add(file.parent);
    }
    texts(json, "properties", file.properties);
    texts(json, "appProperties", file.appProperties.getOrDefault(caller.clientId(), Map.of()));
    json.putArray("spaces").add("drive");
    json.put("version", Long.toString(file.version))
        .put("webViewLink", link(file))
        .put("iconLink", "https://drive-thirdparty.googleusercontent.com/16/type/" + file.mimeType)
        .put("hasThumbnail", false)
        .put("thumbnailVersion", "0")
        .put("viewedByMe", owned)
        .put("createdTime", time(file.created))
        .put("modifiedTime", time(file.modified))
        .put("modifiedByMe", file.modifiedBy.equals(email));
    json.putArray("owners").add(user(file.owner(), email));
    json.set("lastModifyingUser", user(file.modifiedBy, email));
    json.put("shared", file.permissions.size() > 1).put("ownedByMe", owned);
    capabilities(json.putObject("capabilities"), file, role);
    json.put("viewersCanCopyContent", true)
        .put("copyRequiresWriterPermission", false)
        .put("writersCanShare", file.writersCanShare);
    if (writes) {
      ArrayNode who = json.putArray("permissions");
      ArrayNode ids = json.putArray("permissionIds");
      file.permissions.values().forEach(permission -> who.add(permission(permission)));
      file.permissions.keySet().forEach(ids::add);
    }
    if (file.isFolder()) {
      json.put("folderColorRgb", "#8f8f8f");
    }
    // What Google's own kinds of files lack: headRevisionId, checksums, an original name.
    json.put("size", file.isSpreadsheet() ? "1024" : "0")
        .put("quotaBytesUsed", file.isSpreadsheet() ? "1024" : "0");
    if (file.isFolder()) {
      json.remove("size");
    }
    json.put("isAppAuthorized", file.apps.contains(caller.clientId()));
    if (file.isSpreadsheet()) {
      exportLinks(json.putObject("exportLinks"), file.id);
    }
    return json;
  }

  private static void texts(ObjectNode json, String name, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      json.set(name, Json.MAPPER.valueToTree(texts));
    }
  }

  private static String link(StoredFile file) {
    if (file.isSpreadsheet()) {
      return "https://docs.google.com/spreadsheets/d/" + file.id + "/edit?usp=drivesdk";
    }
    return file.isFolder()
        ? "https://drive.google.com/drive/folders/" + file.id
        : "https://drive.google.com/file/d/" + file.id + "/view?usp=drivesdk";
  }

  private static void exportLinks(ObjectNode links, String id) {
    links
        .put("application/x-vnd.oasis.opendocument.spreadsheet", EXPORT + id + "&exportFormat=ods")
        .put("text/tab-separated-values", EXPORT + id + "&exportFormat=tsv")
        .put("application/pdf", EXPORT + id + "&exportFormat=pdf")
        .put(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            EXPORT + id + "&exportFormat=xlsx")
        .put("text/csv", EXPORT + id + "&exportFormat=csv")
        .put("application/zip", EXPORT + id + "&exportFormat=zip")
        .put("application/vnd.oasis.opendocument.spreadsheet", EXPORT + id + "&exportFormat=ods");
  }

  private void capabilities(ObjectNode json, StoredFile file, @Nullable Role role) {
    boolean owner = role == Role.OWNER;
    boolean writer = role != null && role.compareTo(Role.WRITER) >= 0;
    boolean commenter = role != null && role.compareTo(Role.COMMENTER) >= 0;
    json.put("canAddChildren", writer && file.isFolder())
        .put("canChangeCopyRequiresWriterPermission", writer)
        .put("canComment", commenter)
        .put("canCopy", !file.isFolder())
        .put("canDelete", owner)
        .put("canDownload", !file.isFolder())
        .put("canEdit", writer)
        .put("canListChildren", file.isFolder())
        .put("canModifyContent", writer)
        .put("canMoveItemWithinDrive", writer)
        .put("canReadRevisions", writer && !file.isFolder())
        .put("canRemoveChildren", writer && file.isFolder())
        .put("canRename", writer)
        .put("canShare", owner || (writer && file.writersCanShare))
        .put("canTrash", owner)
        .put("canUntrash", owner);
  }

  ObjectNode user(String email, String viewer) {
    return Json.object()
        .put("kind", "drive#user")
        .put("displayName", displayName(email))
        .put("me", email.equals(viewer))
        .put("permissionId", Permission.idOf(email))
        .put("emailAddress", email);
  }

  /** A service account goes by its address. */
  private String displayName(String email) {
    Account account = accounts.find(email);
    return account == null || email.endsWith(".gserviceaccount.com") ? email : account.name();
  }

  /** Everything about a permission. */
  ObjectNode permission(Permission permission) {
    ObjectNode json = briefPermission(permission);
    String value = permission.value();
    switch (permission.type()) {
      case "user", "group" ->
          json.put("emailAddress", value)
              .put("displayName", displayName(String.valueOf(value)))
              .put("deleted", false)
              .put("pendingOwner", false);
      case "domain" ->
          json.put("domain", value)
              .put("displayName", value)
              .put("allowFileDiscovery", permission.discoverable());
      default -> json.put("allowFileDiscovery", permission.discoverable());
    }
    return json;
  }

  static ObjectNode briefPermission(Permission permission) {
    return Json.object()
        .put("kind", "drive#permission")
        .put("id", permission.id())
        .put("type", permission.type())
        .put("role", permission.role().word());
  }

  ObjectNode revision(StoredFile file, Revision revision, Call call) {
    ObjectNode json =
        Json.object()
            .put("kind", "drive#revision")
            .put("id", Integer.toString(revision.id()))
            .put("mimeType", file.mimeType)
            .put("modifiedTime", time(revision.modified()));
    if (asksFields(call)) {
      json.put("published", false);
      json.set("lastModifyingUser", user(revision.by(), call.caller().email()));
    }
    return json;
  }
}
