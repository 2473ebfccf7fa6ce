package dev.lockstep.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is answered.
 *
 * @param body null: nothing
 */
record Answer(int status, @Nullable JsonNode body) {

  static final JsonMapper JSON = JsonMapper.builder().build();

  static Answer ok(JsonNode body) {
    return new Answer(200, body);
  }

  static Answer count(int status, long count) {
    return new Answer(status, JSON.createObjectNode().put("count", count));
  }

  static Answer nothing(int status) {
    return new Answer(status, null);
  }

  /** How many entries this page has. */
  int shows() {
    return body == null ? 0 : body.path("items").size();
  }

  /**
   * A page of a list.
   *
   * @param found one more than the limit, where there are more
   * @param shown what an entry shows; several, or none
   * @param cursor where a page ends that ends with this entry
   */
  static <T> Answer page(
      ApiRequest request,
      List<T> found,
      Function<T, List<? extends JsonNode>> shown,
      Function<T, String> cursor) {
    ObjectNode page = JSON.createObjectNode();
    ArrayNode items = page.putArray("items");
    int limit = request.limit();
    found.stream().limit(limit).forEach(each -> shown.apply(each).forEach(items::add));
    if (found.size() > limit) {
      page.put("next", request.next(cursor.apply(found.get(limit - 1))));
    }
    return ok(page);
  }
}
