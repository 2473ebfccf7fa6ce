package dev.lockstep.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schemas of what people write, for editors: {@code config/schema/}. */
final class SchemaDocument {

  private SchemaDocument() {}

  static String sync() {
    Map<String, Object> schema = titled("A Lockstep sync", Keys.ROOT);
    Map<String, Object> isCalendar = new LinkedHashMap<>();
    isCalendar.put("properties", Map.of("target", Map.of("required", List.of("calendar"))));
    isCalendar.put("required", List.of("target"));
    schema.put("if", isCalendar);
    Map<String, Object> eventFields = new LinkedHashMap<>();
    eventFields.put("propertyNames", Map.of("enum", EventField.names()));
    eventFields.put("required", List.of("start", "end"));
    schema.put("then", Map.of("properties", Map.of("fields", eventFields)));
    return text(schema);
  }

  static String template() {
    return text(titled("A Lockstep template of a sheet", TemplateKeys.ROOT));
  }

  private static Map<String, Object> titled(String title, Shape.Block root) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.putAll(of(root));
    return schema;
  }

  private static String text(Map<String, Object> schema) {
    try {
      return JsonMapper.builder()
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(schema)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema has no JSON", e);
    }
  }

  private static Map<String, Object> of(Shape shape) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (shape) {
      case Shape.Text text -> {
        schema.put("type", "string");
        if (text.pattern() == null) {
          schema.put("minLength", 1);
        } else {
          schema.put("pattern", "^" + text.pattern() + "$");
        }
      }
      case Shape.Choice choice -> schema.put("enum", choice.options());
      case Shape.Flag flag -> schema.put("type", "boolean");
      case Shape.Whole whole -> {
        schema.put("type", "integer");
        schema.put("minimum", whole.from());
        schema.put("maximum", whole.to());
      }
      case Shape.Plain plain -> schema.put("type", List.of("string", "number", "boolean"));
      case Shape.Period period -> {
        schema.put("type", "string");
        schema.put("pattern", "^" + Periods.FORM + "$");
      }
      case Shape.OneOrMore many -> {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("items", of(many.item()));
        list.put("minItems", 1);
        schema.put("anyOf", List.of(of(many.item()), list));
      }
      case Shape.Names names -> {
        schema.put("type", "object");
        schema.put("minProperties", 1);
        schema.put("additionalProperties", of(names.value()));
      }
      case Shape.Either either ->
          schema.put("anyOf", either.shapes().stream().map(SchemaDocument::of).toList());
      case Shape.Variants variants ->
          schema.put("oneOf", variants.blocks().stream().map(SchemaDocument::of).toList());
      case Shape.Block block -> block(schema, block);
    }
    return schema;
  }

  private static void block(Map<String, Object> schema, Shape.Block block) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Shape.Key key : block.keys()) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("description", key.about());
      property.putAll(of(key.shape()));
      if (key.standard() != null) {
        property.put(
            "default",
            switch (key.shape()) {
              case Shape.Flag flag -> Boolean.valueOf(key.standard());
              case Shape.Whole whole -> Integer.valueOf(key.standard());
              default -> key.standard();
            });
      }
      properties.put(key.name(), property);
    }
    schema.put("type", "object");
    schema.put("properties", properties);
    List<String> required =
        block.keys().stream().filter(Shape.Key::required).map(Shape.Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
  }
}
