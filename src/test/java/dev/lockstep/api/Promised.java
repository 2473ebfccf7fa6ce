package dev.lockstep.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Holds answers against what the contract promises. */
final class Promised {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode CONTRACT = contract();
  private static final JsonNode COMPONENTS = closed(CONTRACT.path("components"));
  private static final Contract OPERATIONS = new Contract();

  private Promised() {}

  static JsonNode contract() {
    try {
      return JSON.valueToTree(
          new Load(LoadSettings.builder().build())
              .loadFromString(Files.readString(Path.of("routes/api/openapi.yaml"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same where whatever is not declared is refused; clients are to expect more. */
  private static JsonNode closed(JsonNode node) {
    if (node instanceof ArrayNode array) {
      ArrayNode all = JSON.createArrayNode();
      array.forEach(each -> all.add(closed(each)));
      return all;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode closed = JSON.createObjectNode();
    object.properties().forEach(entry -> closed.set(entry.getKey(), closed(entry.getValue())));
    boolean isOfAnObject = object.path("properties").isObject() && object.has("type");
    // What is a part of another would refuse the other's own.
    for (JsonNode part : object.path("allOf")) {
      JsonNode meant = CONTRACT.at(part.path("$ref").asText("#").substring(1));
      if (isOfAnObject && meant.path("properties").isObject()) {
        ((ObjectNode) closed.get("properties"))
            .setAll((ObjectNode) closed(meant.get("properties")));
        closed.remove("allOf");
      }
    }
    if (isOfAnObject && !object.has("additionalProperties")) {
      closed.put("additionalProperties", false);
    }
    return closed;
  }

  /** Only an operation that was reached promises anything; a problem always looks the same. */
  static void holds(HttpResponse<String> answer) {
    String path = answer.uri().getRawPath();
    String method = answer.request().method();
    if (!path.startsWith(Contract.BASE) || answer.body().isEmpty()) {
      return;
    }
    if (answer.statusCode() >= 400) {
      if (answer.headers().firstValue("Content-Type").orElse("").contains("problem")) {
        fits(CONTRACT.at("/components/schemas/Problem"), answer);
      }
      return;
    }
    Contract.Operation operation =
        OPERATIONS.find(method, path.substring(Contract.BASE.length())).orElseThrow();
    JsonNode promised =
        CONTRACT
            .path("paths")
            .path(operation.path())
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses")
            .path(String.valueOf(answer.statusCode()));
    assertThat(promised.isMissingNode())
        .as("%s promises no %d".formatted(operation.id(), answer.statusCode()))
        .isFalse();
    fits(promised.at("/content/application~1json/schema"), answer);
  }

  private static void fits(JsonNode schema, HttpResponse<String> answer) {
    ObjectNode whole = closed(schema).deepCopy();
    whole.set("components", COMPONENTS);
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(ApiClient.tree(answer)))
        .as(answer.uri() + " answered " + answer.body())
        .isEmpty();
  }
}
