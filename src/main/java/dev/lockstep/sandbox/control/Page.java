package dev.lockstep.sandbox.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the sandbox's page, read once from the class path. */
final class Page {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=UTF-8",
          "js", "text/javascript; charset=UTF-8",
          "css", "text/css; charset=UTF-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json; charset=UTF-8",
          "woff2", "font/woff2");
  private static final Map<String, Optional<Buffer>> FILES = new ConcurrentHashMap<>();

  private Page() {}

  static void serve(HttpServerRequest request, String path) {
    if (path.equals("/") || path.equals("/sandbox")) {
      request.response().setStatusCode(302).putHeader("Location", "/sandbox/").end();
      return;
    }
    String name = path.equals("/sandbox/") ? "index.html" : path.substring("/sandbox/".length());
    Optional<Buffer> file =
        name.matches("([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\\.[a-z0-9]+")
            ? FILES.computeIfAbsent(name, Page::read)
            : Optional.empty();
    request
        .response()
        .putHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cache-Control", "no-cache");
    if (file.isEmpty()) {
      request
          .response()
          .setStatusCode(404)
          .putHeader("Content-Type", "text/plain; charset=UTF-8")
          .end("The sandbox has nothing at " + path + "\n");
      return;
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    request
        .response()
        .putHeader("Content-Type", type == null ? "application/octet-stream" : type)
        .end(file.get());
  }

  private static Optional<Buffer> read(String name) {
    try (InputStream in = Page.class.getResourceAsStream("/sandbox/page/" + name)) {
      return in == null ? Optional.empty() : Optional.of(Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read sandbox/page/" + name, e);
    }
  }
}
