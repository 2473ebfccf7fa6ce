package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A partial response mask: {@code items(id,start/dateTime),nextPageToken}, with {@code *}. */
public final class FieldMask {

  private static final class Tree {
    private final Map<String, Tree> children = new LinkedHashMap<>();

    private Tree child(String name) {
      return children.computeIfAbsent(name, n -> new Tree());
    }
  }

  private static final Map<String, Tree> SHAPES = new ConcurrentHashMap<>();

  private final String text;
  private final Dialect dialect;
  private final Tree root = new Tree();
  private int at;

  private FieldMask(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
  }

  /** The mask of a call to one of the newer APIs; null when everything is wanted. */
  public static @Nullable FieldMask of(Params query) {
    String fields = query.get("fields");
    return fields == null || fields.isBlank() ? null : parse(fields, Dialect.RPC);
  }

  /** Whether all or something of what lies at this path is wanted. */
  public boolean selects(String... path) {
    return selects(root, List.of(path));
  }

  private static boolean selects(Tree tree, List<String> path) {
    if (path.isEmpty() || tree.children.isEmpty()) {
      return true;
    }
    Tree child = tree.children.get(path.getFirst());
    Tree any = tree.children.get("*");
    List<String> rest = path.subList(1, path.size());
    return (child != null && selects(child, rest)) || (any != null && selects(any, rest));
  }

  /**
   * @throws GoogleError 400 when the mask is malformed
   */
  static FieldMask parse(String text, Dialect dialect) {
    FieldMask mask = new FieldMask(text, dialect);
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
      check("", root, SHAPES.computeIfAbsent(shape, text -> parse(text, Dialect.CLASSIC).root));
    }
    return this;
  }

  private void check(String path, Tree wanted, Tree there) {
    if (there.children.containsKey("*")) {
      return;
    }
    wanted.children.forEach(
        (name, below) -> {
          if (name.equals("*")) {
            there.children.values().stream()
                .filter(any -> !any.children.isEmpty())
                .forEach(any -> check(path + name + ".", below, any));
            return;
          }
          Tree found = there.children.get(name);
          if (found == null) {
            throw dialect == Dialect.RPC ? unknown(path + name) : invalid(name);
          }
          check(path + name + ".", below, found);
        });
  }

  JsonNode apply(JsonNode node) {
    return apply(node, root);
  }

  private JsonNode apply(JsonNode node, Tree tree) {
    if (tree.children.isEmpty()) {
      return node;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = Json.array();
      array.forEach(
          item -> {
            JsonNode kept = apply(item, tree);
            if (dialect == Dialect.RPC || !kept.isEmpty() || item.isEmpty()) {
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
                if (dialect == Dialect.RPC
                    || child.children.isEmpty()
                    || !kept.isEmpty()
                    || kept.isArray()) {
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
    String ends = dialect == Dialect.RPC ? ",()/." : ",()/";
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(from, at).strip();
    if (name.isEmpty()) {
      throw invalid(text);
    }
    Tree child = tree.child(name);
    if (take('/') || (dialect == Dialect.RPC && take('.'))) {
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

  private static GoogleError unknown(String path) {
    return GoogleError.global(400, "badRequest", "Bad Request")
        .withDetails(
            RpcDetails.badRequest(
                path,
                "Error expanding 'fields' parameter. Cannot find matching fields for path '"
                    + path
                    + "'."));
  }

  private GoogleError invalid(String part) {
    if (dialect == Dialect.RPC) {
      return unknown(part);
    }
    return GoogleError.invalidParameter("fields", "Invalid field selection " + part);
  }
}
