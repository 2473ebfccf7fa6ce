package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One file, folder or spreadsheet as Drive knows it. Times are Unix milliseconds. */
final class StoredFile {

  static final String FOLDER = "application/vnd.google-apps.folder";
  static final String SPREADSHEET = "application/vnd.google-apps.spreadsheet";

  /** A state of the content that Drive kept. */
  record Revision(int id, long modified, String by) {}

  final String id;
  final String mimeType;
  final long created;
  String name;
  String description = "";
  @Nullable String parent;
  boolean trashed;
  long trashedAt;
  boolean starred;
  boolean writersCanShare = true;
  long modified;
  String modifiedBy;
  long version = 1;

  /** An edit that Drive has not taken notice of yet; 0 is none. */
  long edited;

  String editedBy = "";
  final Map<String, Permission> permissions = new LinkedHashMap<>();
  final Map<String, String> properties = new TreeMap<>();

  /** By OAuth client: no other sees them. */
  final Map<String, Map<String, String>> appProperties = new TreeMap<>();

  /**
   * The OAuth clients that made it, which the scope drive.file reaches; of what was made through
   * another API than Drive nobody knows, so every client with that scope may.
   */
  final Set<String> apps = new LinkedHashSet<>();

  final List<Revision> revisions = new ArrayList<>();

  StoredFile(String id, String mimeType, String name, long created, String by) {
    this.id = id;
    this.mimeType = mimeType;
    this.name = name;
    this.created = created;
    this.modified = created;
    this.modifiedBy = by;
  }

  boolean isFolder() {
    return mimeType.equals(FOLDER);
  }

  boolean isSpreadsheet() {
    return mimeType.equals(SPREADSHEET);
  }

  boolean isGoogles() {
    return mimeType.startsWith("application/vnd.google-apps.");
  }

  String owner() {
    for (Permission permission : permissions.values()) {
      if (permission.role() == Role.OWNER && permission.value() != null) {
        return permission.value();
      }
    }
    throw new IllegalStateException("file " + id + " has no owner");
  }

  void put(Permission permission) {
    permissions.put(permission.id(), permission);
  }

  JsonNode json() {
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("mimeType", mimeType)
            .put("name", name)
            .put("created", created)
            .put("description", description)
            .put("parent", parent)
            .put("trashed", trashed)
            .put("trashedAt", trashedAt)
            .put("starred", starred)
            .put("writersCanShare", writersCanShare)
            .put("modified", modified)
            .put("modifiedBy", modifiedBy)
            .put("version", version)
            .put("edited", edited)
            .put("editedBy", editedBy);
    ArrayNode who = json.putArray("permissions");
    permissions.values().forEach(permission -> who.add(permission.json()));
    json.set("properties", Json.MAPPER.valueToTree(properties));
    json.set("appProperties", Json.MAPPER.valueToTree(appProperties));
    json.set("apps", Json.MAPPER.valueToTree(apps));
    json.set("revisions", Json.MAPPER.valueToTree(revisions));
    return json;
  }

  static StoredFile read(JsonNode json) {
    StoredFile file =
        new StoredFile(
            json.path("id").asText(),
            json.path("mimeType").asText(),
            json.path("name").asText(),
            json.path("created").asLong(),
            json.path("modifiedBy").asText());
    file.description = json.path("description").asText();
    file.parent = json.hasNonNull("parent") ? json.get("parent").asText() : null;
    file.trashed = json.path("trashed").asBoolean();
    file.trashedAt = json.path("trashedAt").asLong();
    file.starred = json.path("starred").asBoolean();
    file.writersCanShare = json.path("writersCanShare").asBoolean();
    file.modified = json.path("modified").asLong();
    file.version = json.path("version").asLong();
    file.edited = json.path("edited").asLong();
    file.editedBy = json.path("editedBy").asText();
    json.path("permissions").forEach(permission -> file.put(Permission.read(permission)));
    file.properties.putAll(texts(json.path("properties")));
    json.path("appProperties")
        .properties()
        .forEach(app -> file.appProperties.put(app.getKey(), texts(app.getValue())));
    json.path("apps").forEach(app -> file.apps.add(app.asText()));
    json.path("revisions")
        .forEach(
            revision ->
                file.revisions.add(
                    new Revision(
                        revision.path("id").asInt(),
                        revision.path("modified").asLong(),
                        revision.path("by").asText())));
    return file;
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new TreeMap<>();
    json.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
