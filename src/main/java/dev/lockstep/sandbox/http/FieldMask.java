package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A partial response mask: {@code items(id,start/dateTime),nextPageToken}, with {@code *}. */
final class FieldMask {

  private static final class Tree {
    private final Map<String, Tree> children = new LinkedHashMap<>();

    private Tree child(String name) {
      return children.computeIfAbsent(name, n -> new Tree());
    }
  }

  private static final Map<String, Tree> SHAPES = new ConcurrentHashMap<>();

  private final String text;
  private final Tree root = new Tree();
  private int at;

  private FieldMask(String text) {
    this.text = text;
  }

  /**
   * @throws GoogleError 400 when the mask is malformed
   */
  static FieldMask parse(String text) {
    FieldMask mask = new FieldMask(text);
    mask.list(mask.root);
    if (mask.at < text.length()) {
      throw mask.invalid(text.substring(mask.at));
    }
    return mask;
  }

  /**
   * @param shape what there is to select, itself a mask
   * @throws GoogleError 400 when the mask selects what does not exist
   */
  FieldMask check(@Nullable String shape) {
    if (shape != null) {
      check(root, SHAPES.computeIfAbsent(shape, text -> parse(text).root));
    }
    return this;
  }

  private void check(Tree wanted, Tree there) {
    if (there.children.containsKey("*")) {
      return;
    }
    wanted.children.forEach(
        (name, below) -> {
          if (name.equals("*")) {
            there.children.values().stream()
                .filter(any -> !any.children.isEmpty())
                .forEach(any -> check(below, any));
            return;
          }
          Tree found = there.children.get(name);
          if (found == null) {
            throw invalid(name);
          }
          check(below, found);
        });
  }

  JsonNode apply(JsonNode node) {
    return apply(node, root);
  }

  private static JsonNode apply(JsonNode node, Tree tree) {
    if (tree.children.isEmpty()) {
      return node;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = Json.array();
      array.forEach(
          item -> {
            JsonNode kept = apply(item, tree);
            if (!kept.isEmpty() || item.isEmpty()) {
              result.add(kept);
            }
          });
      return result;
    }
    ObjectNode result = Json.object();
    if (node instanceof ObjectNode object) {
      Tree any = tree.children.get("*");
      object
          .properties()
          .forEach(
              field -> {
                Tree child = tree.children.getOrDefault(field.getKey(), any);
                if (child == null) {
                  return;
                }
                JsonNode kept = apply(field.getValue(), child);
                if (child.children.isEmpty() || !kept.isEmpty() || kept.isArray()) {
                  result.set(field.getKey(), kept);
                }
              });
    }
    return result;
  }

  private void list(Tree tree) {
    do {
      path(tree);
    } while (take(','));
  }

  private void path(Tree tree) {
    int from = at;
    while (at < text.length() && ",()/".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(from, at).strip();
    if (name.isEmpty()) {
      throw invalid(text);
    }
    Tree child = tree.child(name);
    if (take('/')) {
      path(child);
    } else if (take('(')) {
      list(child);
      if (!take(')')) {
        throw invalid(text);
      }
    }
  }

  private boolean take(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private GoogleError invalid(String part) {
    return GoogleError.invalidParameter("fields", "Invalid field selection " + part);
  }
}
