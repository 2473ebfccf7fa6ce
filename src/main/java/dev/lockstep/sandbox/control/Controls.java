package dev.lockstep.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Frame;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers what lies under /sandbox/: controls by method and first segment, else the page. */
public final class Controls implements Frame.Own {

  /**
   * What was sent.
   *
   * @param rest what stands in the path behind the control's name
   * @param rootUrl how the caller reached the sandbox, with a last slash
   */
  public record Asked(ObjectNode json, Params query, String rest, String rootUrl) {}

  /** What a field of a control holds. */
  public enum Kind {
    TEXT("text"),
    COUNT("whole number of 0 or more"),
    LIMIT("whole number of 0 or more, or null"),
    SHARE("share from 0 to 1"),
    FLAG("true or false");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    private boolean takes(JsonNode value) {
      boolean count = value.canConvertToLong() && value.isIntegralNumber() && value.asLong() >= 0;
      return switch (this) {
        case TEXT -> value.isTextual() || value.isNull();
        case COUNT -> count;
        case LIMIT -> count || value.isNull();
        case SHARE ->
            value.isBoolean()
                || (value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 1);
        case FLAG -> value.isBoolean();
      };
    }

    /** The kinds of a set of settings, read off their present values. */
    public static Map<String, Kind> of(ObjectNode settings) {
      Map<String, Kind> kinds = new LinkedHashMap<>();
      settings
          .properties()
          .forEach(
              field ->
                  kinds.put(
                      field.getKey(),
                      field.getValue().isBoolean()
                          ? FLAG
                          : field.getValue().isIntegralNumber() ? COUNT : SHARE));
      return kinds;
    }
  }

  /** One control; null is answered 204. */
  public interface Control {
    @Nullable JsonNode run(Asked asked);
  }

  private final Map<String, Control> controls = new LinkedHashMap<>();
  private final Stream stream;

  public Controls(Stream stream) {
    this.stream = stream;
  }

  /**
   * @param name for example {@code POST faults}
   */
  public Controls on(String name, Control control) {
    controls.put(name, control);
    return this;
  }

  @Override
  public void handle(HttpServerRequest request, byte[] body) {
    String path = String.valueOf(request.path());
    String name = path.startsWith("/sandbox/") ? path.substring("/sandbox/".length()) : "";
    if (name.equals("stream") && request.method().name().equals("GET")) {
      stream.open(request);
      return;
    }
    int slash = name.indexOf('/');
    String first = slash < 0 ? name : name.substring(0, slash);
    Control control = controls.get(request.method().name() + " " + first);
    if (control == null) {
      if (controls.keySet().stream().anyMatch(key -> key.endsWith(" " + first))) {
        answer(request, 405, said("method", request.method() + " " + path));
      } else {
        Page.serve(request, path);
      }
      return;
    }
    try {
      ObjectNode json = Json.readObject(body);
      JsonNode result =
          control.run(
              new Asked(
                  json,
                  Params.parse(request.query()),
                  slash < 0 ? "" : name.substring(slash + 1),
                  "http://" + request.authority() + "/"));
      answer(request, result == null ? 204 : 200, result);
    } catch (GoogleError error) {
      answer(request, error.status(), error.json());
    }
  }

  private static ObjectNode said(String what, String value) {
    return GoogleError.global(405, "methodNotAllowed", "no such " + what + ": " + value).json();
  }

  private static void answer(HttpServerRequest request, int status, @Nullable JsonNode json) {
    request.response().setStatusCode(status).putHeader("Cache-Control", "no-store");
    if (json == null) {
      request.response().end();
    } else {
      request
          .response()
          .putHeader("Content-Type", "application/json; charset=UTF-8")
          .end(Buffer.buffer(Json.bytes(json, true)));
    }
  }

  /**
   * Refuses what a control does not know, so that a slip of the pen is not taken for done.
   *
   * @throws GoogleError 400 naming the field, unknown or of another kind
   */
  public static void only(ObjectNode json, Map<String, Kind> known) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              Kind kind = known.get(name);
              if (kind == null) {
                throw GoogleError.invalid(
                    "unknown field '" + name + "', known are " + new TreeSet<>(known.keySet()));
              }
              if (!kind.takes(json.get(name))) {
                throw GoogleError.invalid(name + " is not a " + kind.words + ": " + json.get(name));
              }
            });
  }
}
