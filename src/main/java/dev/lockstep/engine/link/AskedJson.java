package dev.lockstep.engine.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.Asked;
import dev.lockstep.core.Renaming;
import dev.lockstep.core.Side;
import dev.lockstep.core.Tree;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Offer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person asked for a record, as the queue keeps it. */
public final class AskedJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private AskedJson() {}

  /** What was asked for the record of this item. */
  public static Asked of(@Nullable Item item) {
    if (item == null) {
      return Asked.NOTHING;
    }
    // What is only to be tried again is nothing that a person wants rather than what they gave up.
    if (item.discarded() && (item.asked() == null || item.asked().equals(Offer.AGAIN))) {
      return Asked.giveUp(item.direction().toGoogle() ? Side.SOURCE : Side.TARGET);
    }
    return item.asked() == null ? Asked.NOTHING : read(item.asked());
  }

  /** The same wish, with who asked it, of fields that have other names now. */
  static String renamed(String json, Renaming renaming) {
    try {
      Map<String, @Nullable Object> tree = new LinkedHashMap<>();
      MAPPER.readTree(json).properties().forEach(part -> tree.put(part.getKey(), part.getValue()));
      tree.putAll(Tree.of(renaming.of(read(json))));
      return json(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not what a person can ask: " + json, e);
    }
  }

  private static Asked read(String json) {
    try {
      return Tree.asked(MAPPER.readValue(json, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not what a person can ask: " + json, e);
    }
  }

  /** As the queue keeps it; null where nothing is asked. */
  public static @Nullable String write(Asked asked) {
    return asked.equals(Asked.NOTHING) ? null : json(Tree.of(asked));
  }

  /**
   * The same with who asked, and when, for the history.
   *
   * @param who as the history is to name them
   */
  public static String write(Asked asked, String who, Instant at) {
    Map<String, @Nullable Object> tree = Tree.of(asked);
    tree.put("who", who);
    tree.put("at", at.toString());
    return json(tree);
  }

  private static String json(Map<String, @Nullable Object> tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + tree, e);
    }
  }
}
