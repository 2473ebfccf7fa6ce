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
import java.util.Set;
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
   * @throws GoogleError 400 naming the field
   */
  public static void only(ObjectNode json, Set<String> known) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw GoogleError.invalid("unknown field '" + name + "', known are " + known);
              }
            });
  }
}
