package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a request's body says about a file. Null is as good as not said. */
final class FileBody {

  /** Fields that Drive makes itself. */
  private static final Set<String> DRIVES_OWN =
      Set.of(
          "capabilities",
          "driveId",
          "explicitlyTrashed",
          "exportLinks",
          "hasThumbnail",
          "headRevisionId",
          "iconLink",
          "isAppAuthorized",
          "lastModifyingUser",
          "md5Checksum",
          "modifiedByMe",
          "ownedByMe",
          "owners",
          "permissionIds",
          "permissions",
          "quotaBytesUsed",
          "shared",
          "size",
          "spaces",
          "thumbnailLink",
          "trashedTime",
          "trashingUser",
          "version",
          "viewedByMe",
          "webContentLink",
          "webViewLink");

  private final ObjectNode json;

  /**
   * @throws GoogleError 403 when it sets what only Drive sets
   */
  FileBody(ObjectNode json) {
    this.json = json;
    for (String name : DRIVES_OWN) {
      if (json.hasNonNull(name)) {
        throw DriveErrors.notWritable(
            "The resource body includes fields which are not directly writable.");
      }
    }
  }

  boolean says(String name) {
    return json.hasNonNull(name);
  }

  String text(String name, String otherwise) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isValueNode()) {
      throw GoogleError.parseError();
    }
    return value.asText();
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw GoogleError.parseError();
    }
    return value.asBoolean();
  }

  /** A time as Unix milliseconds. */
  long time(String name, long otherwise) {
    if (!says(name)) {
      return otherwise;
    }
    try {
      return OffsetDateTime.parse(json.get(name).asText()).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw GoogleError.invalid("Invalid value for " + name + ": " + json.get(name).asText());
    }
  }

  /** The one parent that is named, or the alternative. */
  String parent(String otherwise) {
    JsonNode parents = json.path("parents");
    if (parents.size() > 1) {
      throw GoogleError.invalid("A file cannot have more than one parent.");
    }
    return parents.isEmpty() ? otherwise : parents.get(0).asText();
  }

  /** What is named is set, or taken away when it is null. */
  Map<String, String> texts(String name, Map<String, String> before) {
    Map<String, String> after = new TreeMap<>(before);
    json.path(name)
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                after.remove(field.getKey());
              } else {
                after.put(field.getKey(), field.getValue().asText());
              }
            });
    return after;
  }
}
