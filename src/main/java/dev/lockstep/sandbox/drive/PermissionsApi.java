package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.identity.Accounts;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who may see and change a file. */
public final class PermissionsApi {

  private static final String ALL = "files/{fileId}/permissions";
  private static final String ONE = ALL + "/{permissionId}";
  private static final Set<String> MAKING =
      Set.of(
          "sendNotificationEmail",
          "emailMessage",
          "transferOwnership",
          "moveToNewOwnersRoot",
          "enforceSingleParent",
          "enforceExpansiveAccess");
  private static final Set<String> CHANGING =
      Set.of("removeExpiration", "transferOwnership", "enforceExpansiveAccess");

  private final Files files;
  private final FileView view;

  public PermissionsApi(Files files, Accounts accounts) {
    this.files = files;
    this.view = new FileView(files, accounts);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        DriveEndpoint.of(
            "GET",
            ALL,
            Set.of("pageSize", "pageToken"),
            DriveScopes.READ,
            Shapes.PERMISSIONS,
            this::list),
        DriveEndpoint.of("GET", ONE, Set.of(), DriveScopes.READ, Shapes.PERMISSION, this::get),
        DriveEndpoint.of("POST", ALL, MAKING, DriveScopes.WRITE, Shapes.PERMISSION, this::create),
        DriveEndpoint.of(
            "PATCH", ONE, CHANGING, DriveScopes.WRITE, Shapes.PERMISSION, this::update),
        DriveEndpoint.of(
            "DELETE",
            ONE,
            Set.of("enforceExpansiveAccess"),
            DriveScopes.WRITE,
            Shapes.PERMISSION,
            this::delete));
  }

  private ObjectNode show(Permission permission, Call call) {
    return FileView.asksFields(call)
        ? view.permission(permission)
        : FileView.briefPermission(permission);
  }

  private Answer list(Call call) {
    StoredFile file = files.open(call.var("fileId"), call.caller(), Role.WRITER);
    ObjectNode json = Json.object().put("kind", "drive#permissionList");
    ArrayNode items = json.putArray("permissions");
    file.permissions.values().forEach(permission -> items.add(show(permission, call)));
    return Answer.json(json);
  }

  private Answer get(Call call) {
    StoredFile file = files.open(call.var("fileId"), call.caller(), Role.WRITER);
    return Answer.json(show(find(file, call), call));
  }

  private static Permission find(StoredFile file, Call call) {
    Permission permission = file.permissions.get(call.var("permissionId"));
    if (permission == null) {
      throw DriveErrors.permissionNotFound(call.var("permissionId"));
    }
    return permission;
  }

  /** The owner shares, and writers unless they are kept from it. */
  private StoredFile shareable(Call call) {
    StoredFile file = files.open(call.var("fileId"), call.caller(), Role.WRITER);
    if (!file.writersCanShare && files.role(file, call.caller().email()) != Role.OWNER) {
      throw DriveErrors.mayNot();
    }
    return file;
  }

  private Answer create(Call call) {
    ObjectNode body = call.json();
    StoredFile file = shareable(call);
    Permission asked = permission(body, role(body, call, file));
    Set<String> before = files.audience(file);
    if (asked.role() == Role.OWNER) {
      handOver(file, asked);
    } else if (!asked.id().equals(Permission.idOf(file.owner()))) {
      // Whoever has a role already gets the new one.
      file.put(asked);
    }
    files.touched(file, call.caller().email(), "permissions", before);
    return Answer.json(show(file.permissions.getOrDefault(asked.id(), asked), call));
  }

  private static void handOver(StoredFile file, Permission to) {
    file.put(Permission.user(file.owner(), Role.WRITER));
    file.put(to);
  }

  private static Role role(ObjectNode body, Call call, StoredFile file) {
    String word = body.path("role").asText("");
    if (word.isEmpty()) {
      throw GoogleError.required("The permission role field is required.")
          .atParameter("permission.role");
    }
    Role role = Role.of(word);
    if (role == null) {
      throw word.equals("organizer") || word.equals("fileOrganizer")
          ? GoogleError.global(
              403,
              "organizerOnNonTeamDriveNotSupported",
              "Organizer roles are only available for shared drives.")
          : GoogleError.invalid("The specified role is invalid or not supported: " + word)
              .atParameter("permission.role");
    }
    if (role == Role.OWNER) {
      if (!call.query().flag("transferOwnership", false)) {
        throw GoogleError.global(
                403,
                "forbidden",
                "The transferOwnership parameter must be enabled when the permission role is"
                    + " 'owner'.")
            .atParameter("transferOwnership");
      }
      if (!file.owner().equals(call.caller().email())) {
        throw DriveErrors.mayNot();
      }
    }
    return role;
  }

  private static Permission permission(ObjectNode body, Role role) {
    String type = body.path("type").asText("");
    boolean discoverable = body.path("allowFileDiscovery").asBoolean(false);
    return switch (type) {
      case "" ->
          throw GoogleError.required("The permission type field is required.")
              .atParameter("permission.type");
      case "user", "group" -> {
        String email = body.path("emailAddress").asText("").toLowerCase(Locale.ROOT);
        if (!email.matches("[^@\\s]+@[^@\\s]+")) {
          throw GoogleError.global(
              400, "invalidSharingRequest", "Bad Request. User message: \"" + email + "\"");
        }
        yield new Permission(Permission.idOf(email), type, email, role, false);
      }
      case "domain" -> {
        String domain = body.path("domain").asText("");
        if (domain.isEmpty()) {
          throw GoogleError.invalid("The domain field is required for this type of permission.")
              .atParameter("permission.domain");
        }
        yield new Permission(Permission.idOf(domain) + "k", type, domain, role, discoverable);
      }
      case "anyone" ->
          new Permission(
              discoverable ? "anyone" : Permission.ANYONE, type, null, role, discoverable);
      default ->
          throw GoogleError.invalid("The specified type is invalid or not supported: " + type)
              .atParameter("permission.type");
    };
  }

  private Answer update(Call call) {
    StoredFile file = shareable(call);
    Permission old = find(file, call);
    Role role = role(call.json(), call, file);
    if (old.role() == Role.OWNER && role != Role.OWNER) {
      throw DriveErrors.mayNot();
    }
    Set<String> before = files.audience(file);
    if (role == Role.OWNER && old.role() != Role.OWNER) {
      handOver(file, old.with(role));
    } else {
      file.put(old.with(role));
    }
    files.touched(file, call.caller().email(), "permissions", before);
    return Answer.json(show(old.with(role), call));
  }

  /** Anybody may give up what he has; the owner cannot. */
  private Answer delete(Call call) {
    boolean own = call.var("permissionId").equals(Permission.idOf(call.caller().email()));
    StoredFile file =
        own ? files.open(call.var("fileId"), call.caller(), Role.READER) : shareable(call);
    Permission permission = find(file, call);
    if (permission.role() == Role.OWNER) {
      throw DriveErrors.mayNot();
    }
    Set<String> before = files.audience(file);
    file.permissions.remove(permission.id());
    files.touched(file, call.caller().email(), "permissions", before);
    return Answer.noContent();
  }
}
