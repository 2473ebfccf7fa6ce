package dev.lockstep.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** What {@code openapi.yaml} promises, by operation. */
@Component
final class Contract {

  /** Where the API begins; the paths of the contract are below it. */
  static final String BASE = "/api/v1";

  static final ClassPathResource FILE = new ClassPathResource("routes/api/openapi.yaml");

  private static final String COMPONENTS = "components";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /** JSON Schema as it is, with OpenAPI's place for what schemas refer to. */
  private static final JsonMetaSchema DIALECT =
      JsonMetaSchema.builder(JsonMetaSchema.getV202012())
          .keyword(new NonValidationKeyword(COMPONENTS))
          .build();

  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.builder()
          .metaSchema(DIALECT)
          .defaultMetaSchemaIri(DIALECT.getIri())
          .build();
  private static final SchemaValidatorsConfig WITH_FORMATS =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();

  Contract() {
    this.document = read();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        entry -> {
                          if (METHODS.contains(entry.getKey())) {
                            operations.add(
                                operation(path.getKey(), entry.getKey(), entry.getValue()));
                          }
                        }));
  }

  private static JsonNode read() {
    try (InputStream file = FILE.getInputStream()) {
      Object tree = new Load(LoadSettings.builder().build()).loadFromInputStream(file);
      return JsonMapper.builder().build().valueToTree(tree);
    } catch (IOException e) {
      throw new UncheckedIOException("the contract of the API cannot be read", e);
    }
  }

  /**
   * One operation.
   *
   * @param path below {@link #BASE}, with its parameters in braces
   * @param scope what a token needs for it
   * @param body null where it takes none
   */
  record Operation(
      String id,
      String method,
      String path,
      String scope,
      List<Parameter> parameters,
      @Nullable JsonSchema body,
      boolean needsBody) {

    /** The raw segments that stand for its parameters; empty where it is another path. */
    Optional<Map<String, String>> matches(String rawPath) {
      String[] wanted = path.split("/", -1);
      String[] given = rawPath.split("/", -1);
      if (wanted.length != given.length) {
        return Optional.empty();
      }
      Map<String, String> found = new LinkedHashMap<>();
      for (int i = 0; i < wanted.length; i++) {
        if (!wanted[i].startsWith("{")) {
          if (!wanted[i].equals(given[i])) {
            return Optional.empty();
          }
        } else if (given[i].isEmpty()) {
          return Optional.empty();
        } else {
          found.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
        }
      }
      return Optional.of(found);
    }

    boolean isRead() {
      return method.equals("GET");
    }
  }

  /**
   * One parameter.
   *
   * @param in {@code path} or {@code query}
   * @param type of JSON that its text stands for
   * @param otherwise what it is where it is not given
   */
  record Parameter(
      String name, String in, String type, JsonSchema schema, @Nullable JsonNode otherwise) {}

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  Optional<Operation> find(String method, String rawPath) {
    return operations.stream()
        .filter(operation -> operation.method().equals(method))
        .filter(operation -> operation.matches(rawPath).isPresent())
        .findFirst();
  }

  /** With which methods there is something at this path. */
  Set<String> methods(String rawPath) {
    Set<String> methods = new TreeSet<>();
    operations.stream()
        .filter(operation -> operation.matches(rawPath).isPresent())
        .forEach(operation -> methods.add(operation.method()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  /** What of it does not fit, in words that begin with its name. */
  static List<String> faults(String name, JsonSchema schema, JsonNode value) {
    return schema.validate(value).stream()
        .map(ValidationMessage::getMessage)
        .map(fault -> name + fault)
        .sorted()
        .toList();
  }

  private Operation operation(String path, String method, JsonNode node) {
    List<Parameter> parameters = new ArrayList<>();
    node.path("parameters").forEach(each -> parameters.add(parameter(resolved(each))));
    JsonNode security = node.has("security") ? node.get("security") : document.get("security");
    JsonNode body = node.path("requestBody");
    JsonNode schema = body.path("content").path("application/json").path("schema");
    return new Operation(
        node.path("operationId").asText(),
        method.toUpperCase(java.util.Locale.ROOT),
        path,
        security.path(0).path("bearer").path(0).asText(),
        List.copyOf(parameters),
        schema.isMissingNode() ? null : schema(schema),
        body.path("required").asBoolean());
  }

  private Parameter parameter(JsonNode node) {
    JsonNode schema = node.path("schema");
    return new Parameter(
        node.path("name").asText(),
        node.path("in").asText(),
        resolved(schema).path("type").asText("string"),
        schema(schema),
        schema.get("default"));
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** With the components beside it, among which its references find what they mean. */
  private JsonSchema schema(JsonNode node) {
    ObjectNode whole = node.deepCopy();
    whole.set(COMPONENTS, document.get(COMPONENTS));
    return SCHEMAS.getSchema(whole, WITH_FORMATS);
  }
}
