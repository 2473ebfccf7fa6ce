package dev.lockstep.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.QueueEntry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An item of the queue as people's programs read it, on the command line and in the API. */
public final class QueueJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private QueueJson() {}

  public static ObjectNode of(QueueEntry entry) {
    Item item = entry.item();
    ObjectNode json = MAPPER.createObjectNode();
    json.put("id", item.id());
    json.put("sync", item.partition().sync());
    json.put("account", item.partition().account());
    json.put("calendar", item.partition().calendar());
    json.put("direction", word(item.direction()));
    json.put("key", item.key());
    json.put("status", word(item.status()));
    json.put("lane", word(item.lane()));
    put(json, "effect", item.effect() == null ? null : word(item.effect()));
    json.put("attempts", item.attempts());
    json.put("first_changed_at", item.firstChangedAt().toString());
    json.put("changed_at", item.changedAt().toString());
    put(json, "due_at", entry.dueAt() == null ? null : entry.dueAt().toString());
    put(json, "hold_reason", item.holdReason());
    put(json, "skip_reason", item.skipReason());
    put(json, "kind", entry.kind() == null ? null : word(entry.kind()));
    put(json, "reason", item.lastError());
    put(json, "finding", entry.finding());
    if (entry.payload() != null) {
      try {
        json.set("payload", MAPPER.readTree(entry.payload()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the queue holds what is not JSON", e);
      }
    }
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
