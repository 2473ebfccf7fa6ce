package dev.lockstep.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter is about: the text of each value that was to be sent or taken, or was seen.
 */
public final class Payload {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Payload() {}

  /** As JSON; null where nothing is known. */
  public static @Nullable String json(Map<String, @Nullable String> texts) {
    try {
      // PostgreSQL has no place for the character NUL in jsonb.
      return texts.isEmpty() ? null : JSON.writeValueAsString(texts).replace("\\u0000", "\\ufffd");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + texts, e);
    }
  }
}
