package dev.lockstep.sandbox.drive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Each person's log of changed files. A file stands in it once, at its last change. A page token is
 * the number of the first change that was not told yet.
 */
final class Changes {

  /**
   * @param time Unix milliseconds
   */
  record Change(long number, String fileId, long time) {}

  private final Journal journal;
  private final Map<String, TreeMap<Long, Change>> byEmail = new HashMap<>();
  private long last;

  Changes(Journal journal) {
    this.journal = journal;
    journal.replay("change", (key, json) -> read(key.substring(0, key.indexOf(' ')), json));
  }

  private void read(String email, JsonNode json) {
    Change change =
        new Change(
            json.path("number").asLong(), json.path("fileId").asText(), json.path("time").asLong());
    last = Math.max(last, change.number);
    of(email).put(change.number, change);
  }

  private TreeMap<Long, Change> of(String email) {
    return byEmail.computeIfAbsent(email, e -> new TreeMap<>());
  }

  /** The file changed, and these people could see it before or can after. */
  void add(String fileId, Set<String> audience, long time) {
    last++;
    Change change = new Change(last, fileId, time);
    for (String email : audience) {
      of(email).values().removeIf(old -> old.fileId.equals(fileId));
      of(email).put(change.number, change);
      journal.put(
          "change",
          email + " " + fileId,
          () -> Json.object().put("number", change.number).put("fileId", fileId).put("time", time));
    }
  }

  long next() {
    return last + 1;
  }

  List<Change> since(String email, long number) {
    Collection<Change> rest = of(email).tailMap(number, true).values();
    return List.copyOf(rest);
  }

  void clear() {
    byEmail.clear();
    last = 0;
  }
}
