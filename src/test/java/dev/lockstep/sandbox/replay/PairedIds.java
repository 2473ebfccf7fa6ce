package dev.lockstep.sandbox.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which id of the sandbox stands for which recorded one. A pair is made where both answers have an
 * id in the same place; from then on the recorded one is read as the sandbox's, in later paths,
 * bodies and answers.
 */
final class PairedIds {

  private static final Set<String> NAMES =
      Set.of(
          "id",
          "spreadsheetId",
          "fileId",
          "sheetId",
          "namedRangeId",
          "protectedRangeId",
          "bandedRangeId",
          "tableId",
          "metadataId",
          "filterViewId",
          "permissionId");

  /** A file's id is long and may stand inside of other texts: paths, links. */
  private static final Pattern LONG_ID = Pattern.compile("[A-Za-z0-9_-]{25,}");

  private final Map<String, String> sandboxs = new HashMap<>();
  private final Map<String, String> recordeds = new HashMap<>();

  /** Pairs what the two answers have in the same places. */
  void learn(JsonNode recorded, JsonNode answered) {
    if (recorded instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                JsonNode other = answered.path(field.getKey());
                if (NAMES.contains(field.getKey()) && other.isValueNode()) {
                  pair(field.getValue().asText(), other.asText());
                } else {
                  learn(field.getValue(), other);
                }
              });
    } else if (recorded instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        learn(array.get(i), answered.path(i));
      }
    }
  }

  /** What is paired already stays: another id in its place is a difference, not a new pair. */
  private void pair(String recorded, String sandbox) {
    if (!recorded.equals("0")
        && !sandboxs.containsKey(recorded)
        && !recordeds.containsKey(sandbox)) {
      sandboxs.put(recorded, sandbox);
      recordeds.put(sandbox, recorded);
    }
  }

  /** A recorded request or answer with the sandbox's ids in it. */
  JsonNode translate(JsonNode recorded) {
    return switch (recorded) {
      case ObjectNode object -> {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        object
            .properties()
            .forEach(
                field ->
                    result.set(
                        field.getKey(),
                        NAMES.contains(field.getKey()) && field.getValue().isValueNode()
                            ? id(field.getValue())
                            : translate(field.getValue())));
        yield result;
      }
      case ArrayNode array -> {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        array.forEach(item -> result.add(translate(item)));
        yield result;
      }
      default ->
          recorded.isTextual()
              ? JsonNodeFactory.instance.textNode(translate(recorded.asText()))
              : recorded;
    };
  }

  private JsonNode id(JsonNode recorded) {
    String sandbox = sandboxs.get(recorded.asText());
    if (sandbox == null) {
      return recorded;
    }
    return recorded.isNumber()
        ? IntNode.valueOf(Integer.parseInt(sandbox))
        : JsonNodeFactory.instance.textNode(sandbox);
  }

  String translate(String recorded) {
    return LONG_ID
        .matcher(recorded)
        .replaceAll(
            found -> Matcher.quoteReplacement(sandboxs.getOrDefault(found.group(), found.group())));
  }
}
