package dev.lockstep.sandbox.drive;

import dev.lockstep.sandbox.drive.StoredFile.Revision;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.push.Channels;
import dev.lockstep.sandbox.push.Delivery;
import dev.lockstep.sandbox.push.Notice;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Every file of everybody: who may do what with it, and who hears of what happens to it. */
public final class Files {

  private final Journal journal;
  private final Ticks ticks;
  private final RandomGenerator random;
  private final Channels channels;
  private final DriveBehaviour behaviour;
  private final Changes changes;
  private final Lag lag;
  private final Map<String, StoredFile> files = new LinkedHashMap<>();
  private Consumer<Set<String>> listener = audience -> {};

  public Files(
      Vertx vertx,
      Journal journal,
      Ticks ticks,
      RandomGenerator random,
      Channels channels,
      Delivery delivery,
      DriveBehaviour behaviour) {
    this.journal = journal;
    this.ticks = ticks;
    this.random = random;
    this.channels = channels;
    this.behaviour = behaviour;
    this.changes = new Changes(journal);
    this.lag = new Lag(vertx, delivery::sheetDelayMillis, this::settle);
    journal.replay("file", (id, json) -> files.put(id, StoredFile.read(json)));
    files.values().stream().filter(file -> file.edited > 0).forEach(file -> lag.edited(file.id));
  }

  /** Forty-four characters that begin with a one, as those of spreadsheets do. */
  String newId() {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    StringBuilder id = new StringBuilder("1");
    while (id.length() < 44) {
      id.append(letters.charAt(random.nextInt(letters.length())));
    }
    return id.toString();
  }

  /**
   * Who hears of every change to what somebody finds among their files, with the addresses of those
   * people; what is edited within a file is none.
   */
  public void onChange(Consumer<Set<String>> hears) {
    listener = hears;
  }

  // What other APIs ask and tell.

  /** What somebody may do with a file, or null when that is nothing. */
  public @Nullable Role role(String id, String email) {
    StoredFile file = files.get(id);
    return file == null ? null : role(file, email);
  }

  /** A spreadsheet that another API made. */
  public void added(String id, String title, String email) {
    add(new StoredFile(id, StoredFile.SPREADSHEET, title, ticks.millis(), email), email);
  }

  /** Its content was edited; Drive takes notice of it later. */
  public void edited(String id, String email) {
    StoredFile file = files.get(id);
    if (file != null) {
      file.edited = ticks.millis();
      file.editedBy = email;
      keep(file);
      lag.edited(id);
    }
  }

  /** It was given another title from within. */
  public void renamed(String id, String title, String email) {
    StoredFile file = files.get(id);
    if (file != null && !file.name.equals(title)) {
      file.name = title;
      touched(file, email, "properties");
    }
  }

  /** Edits that wait do so anew, with the wait that is set now. */
  public void lagChanged() {
    lag.restart();
  }

  public void clear() {
    files.clear();
    changes.clear();
    lag.clear();
  }

  // What Drive itself does.

  Collection<StoredFile> all() {
    return files.values();
  }

  Changes changes() {
    return changes;
  }

  @Nullable StoredFile find(String id) {
    return files.get(id);
  }

  /**
   * @param id as it was sent: `root` is the caller's own folder
   * @throws GoogleError 404 when there is none that the caller sees, 403 when that is not enough
   */
  StoredFile open(String id, Caller caller, Role least) {
    StoredFile file = id.equals("root") ? root(caller.email()) : files.get(id);
    Role role = file == null ? null : visible(file, caller);
    if (file == null || role == null) {
      throw DriveErrors.fileNotFound(id);
    }
    if (role.compareTo(least) < 0) {
      throw DriveErrors.mayNot();
    }
    return file;
  }

  boolean exists(String id) {
    return files.containsKey(id);
  }

  /** What the caller may do with a file through the program that calls. */
  @Nullable Role visible(StoredFile file, Caller caller) {
    return DriveScopes.onlyOwnFiles(caller)
            && !file.apps.isEmpty()
            && !file.apps.contains(caller.clientId())
        ? null
        : role(file, caller.email());
  }

  @Nullable Role role(StoredFile file, String email) {
    Role role = null;
    for (Permission permission : file.permissions.values()) {
      if (permission.concerns(email)) {
        role = Role.greater(role, permission.role());
      }
    }
    StoredFile parent = file.parent == null ? null : files.get(file.parent);
    // What is in a folder belongs to who put it there, not to the folder's owner.
    return parent == null || isRoot(parent)
        ? role
        : Role.greater(role, atMostWriter(parent, email));
  }

  private @Nullable Role atMostWriter(StoredFile parent, String email) {
    Role role = role(parent, email);
    return role == Role.OWNER ? Role.WRITER : role;
  }

  /** Whether it is among a person's files; one that is only open to whoever has the link is not. */
  boolean listed(StoredFile file, String email) {
    for (StoredFile at = file; at != null; at = at.parent == null ? null : files.get(at.parent)) {
      for (Permission permission : at.permissions.values()) {
        if (permission.concerns(email)
            && (!permission.type().equals("anyone") || permission.discoverable())) {
          return true;
        }
      }
    }
    return false;
  }

  boolean isTrashed(StoredFile file) {
    for (StoredFile at = file; at != null; at = at.parent == null ? null : files.get(at.parent)) {
      if (at.trashed) {
        return true;
      }
    }
    return false;
  }

  boolean isRoot(StoredFile file) {
    return file.parent == null && file.id.endsWith("Uk9PVA");
  }

  /** My Drive of a person, made when it is first looked at. */
  StoredFile root(String email) {
    String id = "0A" + Long.toString(Long.parseLong(Permission.idOf(email).substring(1)), 36);
    id = (id + "AAAAAAAAAAA").substring(0, 13) + "Uk9PVA";
    StoredFile root = files.get(id);
    if (root == null) {
      root = new StoredFile(id, StoredFile.FOLDER, "My Drive", ticks.millis(), email);
      root.put(Permission.user(email, Role.OWNER));
      files.put(id, root);
      keep(root);
    }
    return root;
  }

  void refuseWithoutStorage(Caller caller) {
    if (behaviour.serviceAccountsHaveNoStorage && caller.email().endsWith(".gserviceaccount.com")) {
      throw DriveErrors.noStorage();
    }
  }

  /** Puts a new file where it belongs: its maker's, in My Drive unless it has a parent already. */
  void add(StoredFile file, String owner) {
    file.put(Permission.user(owner, Role.OWNER));
    if (file.parent == null) {
      file.parent = root(owner).id;
    }
    file.revisions.add(new Revision(1, file.modified, owner));
    files.put(file.id, file);
    keep(file);
    tell(file, audience(file), "add", null);
  }

  /** Something that is no content changed: Drive knows at once. */
  void touched(StoredFile file, String email, String changed) {
    touched(file, email, changed, audience(file));
  }

  /**
   * @param before who could see it before; they hear of it too
   */
  void touched(StoredFile file, String email, String changed, Set<String> before) {
    if (!changed.equals("permissions")) {
      file.modified = Math.max(file.modified, ticks.millis());
      file.modifiedBy = email;
    }
    announce(file, before, "update", changed);
  }

  /** It went to the trash or came back. */
  void trashed(StoredFile file) {
    announce(file, audience(file), file.trashed ? "trash" : "untrash", null);
  }

  private void announce(
      StoredFile file, Set<String> before, String state, @Nullable String changed) {
    file.version++;
    keep(file);
    Set<String> audience = new HashSet<>(before);
    audience.addAll(audience(file));
    tell(file, audience, state, changed);
  }

  /**
   * A file and what is in it, for good.
   *
   * @return the ids of all that is gone
   */
  List<String> delete(StoredFile file) {
    List<String> gone = new ArrayList<>();
    for (StoredFile child : List.copyOf(files.values())) {
      if (file.id.equals(child.parent)) {
        gone.addAll(delete(child));
      }
    }
    Set<String> audience = audience(file);
    files.remove(file.id);
    lag.stop(file.id);
    journal.remove("file", file.id);
    tell(file, audience, "remove", null);
    gone.add(file.id);
    return gone;
  }

  /** Drive takes notice of what was edited since it last did. */
  private void settle(String id) {
    StoredFile file = files.get(id);
    if (file == null || file.edited == 0) {
      return;
    }
    file.modified = Math.max(file.modified, file.edited);
    file.modifiedBy = file.editedBy;
    file.edited = 0;
    file.revisions.add(new Revision(file.revisions.size() + 1, file.modified, file.modifiedBy));
    announce(file, Set.of(), "update", "content");
  }

  /** Those who find a file among theirs. */
  Set<String> audience(StoredFile file) {
    Set<String> emails = new HashSet<>();
    for (StoredFile at = file; at != null; at = at.parent == null ? null : files.get(at.parent)) {
      for (Permission permission : at.permissions.values()) {
        if (permission.value() != null && permission.value().contains("@")) {
          emails.add(permission.value());
        }
      }
    }
    return emails;
  }

  private void tell(StoredFile file, Set<String> audience, String state, @Nullable String changed) {
    changes.add(file.id, audience, ticks.millis());
    if (!"content".equals(changed)) {
      listener.accept(audience);
    }
    channels.changed(watched(file.id), new Notice(state, changed));
    if (file.parent != null && (state.equals("add") || state.equals("remove"))) {
      channels.changed(watched(file.parent), new Notice("update", "children"));
    }
    for (String email : audience) {
      channels.changed(
          changesOf(email), Notice.of(behaviour.changeIsCalledChanged ? "changed" : "change"));
    }
  }

  /** The name under which a file is watched. */
  static String watched(String fileId) {
    return "file " + fileId;
  }

  static String changesOf(String email) {
    return "changes " + email;
  }

  void keep(StoredFile file) {
    journal.put("file", file.id, file::json);
  }

  long now() {
    return ticks.millis();
  }
}
