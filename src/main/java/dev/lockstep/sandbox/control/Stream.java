package dev.lockstep.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.http.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** Server-sent events about what happens in the sandbox, for its page. */
public final class Stream {

  private final Set<HttpServerResponse> readers = new LinkedHashSet<>();

  void open(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.setChunked(true);
    response.putHeader("Content-Type", "text/event-stream");
    response.putHeader("Cache-Control", "no-store");
    response.write(": hello\n\n");
    readers.add(response);
    response.closeHandler(gone -> readers.remove(response));
    response.exceptionHandler(gone -> readers.remove(response));
  }

  public void send(String event, JsonNode data) {
    if (readers.isEmpty()) {
      return;
    }
    Buffer text =
        Buffer.buffer(
            "event: "
                + event
                + "\ndata: "
                + new String(Json.bytes(data, false), StandardCharsets.UTF_8)
                + "\n\n");
    for (HttpServerResponse reader : readers.toArray(new HttpServerResponse[0])) {
      // A reader that does not keep up misses some: the page reads the whole state anyway.
      if (!reader.writeQueueFull() && !reader.closed()) {
        reader.write(text);
      }
    }
  }
}
