package dev.lockstep.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A definition as JSON with sorted keys and every default spelled out: what nodes store and compare
 * (PROTOCOL 2.7). Two files that mean the same have the same form.
 */
public final class CanonicalForm {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private CanonicalForm() {}

  /** The definition as compact JSON. */
  public static String json(SyncDefinition definition) {
    try {
      return MAPPER.writeValueAsString(tree(definition));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("sync '%s' has no JSON".formatted(definition.name()), e);
    }
  }

  /** SHA-256 over a set of definitions, whatever their order, in hex. */
  public static String fingerprint(Collection<SyncDefinition> definitions) {
    String all =
        definitions.stream().map(CanonicalForm::json).sorted().collect(Collectors.joining("\n"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> parse(String json) {
    try {
      return MAPPER.readValue(json, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a stored definition: " + e.getOriginalMessage(), e);
    }
  }

  private static @Nullable Object tree(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Record record -> tree(record);
      case Enum<?> constant -> Words.dashed(constant);
      case List<?> list -> list.stream().map(CanonicalForm::tree).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, inner) -> sorted.put(String.valueOf(tree(key)), tree(inner)));
        yield sorted;
      }
      case Boolean truth -> truth;
      default -> value.toString();
    };
  }

  private static Map<String, @Nullable Object> tree(Record record) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    if (record.getClass().getInterfaces().length > 0) {
      sorted.put("kind", record.getClass().getSimpleName());
    }
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        sorted.put(component.getName(), tree(component.getAccessor().invoke(record)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
    return sorted;
  }
}
