package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an endpoint answers, before field mask and printing. */
public record Answer(
    int status, Map<String, String> headers, @Nullable JsonNode json, @Nullable String text) {

  /** One resource: its etag becomes a header. */
  public static Answer resource(ObjectNode json) {
    JsonNode etag = json.get("etag");
    return new Answer(200, etag == null ? Map.of() : Map.of("ETag", etag.asText()), json, null);
  }

  /** A collection, or anything else without an ETag header. */
  public static Answer json(JsonNode json) {
    return new Answer(200, Map.of(), json, null);
  }

  public static Answer json(int status, JsonNode json) {
    return new Answer(status, Map.of(), json, null);
  }

  public static Answer noContent() {
    return new Answer(204, Map.of(), null, null);
  }

  public static Answer html(int status, String html) {
    return new Answer(status, Map.of("Content-Type", "text/html; charset=UTF-8"), null, html);
  }

  public static Answer redirect(String url) {
    return new Answer(302, Map.of("Location", url), null, "");
  }

  public static Answer error(GoogleError error) {
    return error(error, Dialect.CLASSIC);
  }

  static Answer error(GoogleError error, Dialect dialect) {
    Answer answer = json(error.status(), dialect.json(error));
    return error.status() == 401
        ? answer.with(
            "WWW-Authenticate",
            "Bearer realm=\"https://accounts.google.com/\""
                + (error.reason().equals("authError") ? ", error=\"invalid_token\"" : ""))
        : answer;
  }

  public Answer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, all, json, text);
  }
}
