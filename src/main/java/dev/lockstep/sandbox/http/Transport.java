package dev.lockstep.sandbox.http;

import dev.lockstep.sandbox.http.Dispatcher.Incoming;
import dev.lockstep.sandbox.http.Dispatcher.Printed;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** What HTTP adds to an answer: permission for other origins' pages, and compression. */
final class Transport {

  /** A smaller body is not worth the work. */
  private static final int SMALLEST = 1_024;

  private Transport() {}

  /** The answer to a browser that asks whether a page of another origin may call. */
  static @Nullable Printed preflight(Incoming in) {
    String origin = in.headers().get("Origin");
    String method = in.headers().get("Access-Control-Request-Method");
    if (!in.method().equals("OPTIONS") || origin == null || method == null) {
      return null;
    }
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.set("Access-Control-Allow-Origin", origin);
    headers.set("Access-Control-Allow-Credentials", "true");
    headers.set("Access-Control-Allow-Methods", "DELETE,GET,HEAD,PATCH,POST,PUT");
    String asked = in.headers().get("Access-Control-Request-Headers");
    if (asked != null) {
      headers.set("Access-Control-Allow-Headers", asked);
    }
    headers.set("Access-Control-Max-Age", "3600");
    headers.set("Vary", "Origin, X-Origin, Referer");
    headers.set("Server", "ESF");
    return new Printed(200, headers, new byte[0]);
  }

  static Printed dressed(Incoming in, Printed printed) {
    String origin = in.headers().get("Origin");
    if (origin != null) {
      printed.headers().set("Access-Control-Allow-Origin", origin);
      printed.headers().set("Access-Control-Allow-Credentials", "true");
      printed
          .headers()
          .set(
              "Access-Control-Expose-Headers",
              "Cache-Control,Content-Encoding,Content-Length,Content-Type,Date,ETag,Expires,Pragma"
                  + ",Server,Vary,WWW-Authenticate");
    }
    if (printed.body().length < SMALLEST || !wantsGzip(in)) {
      return printed;
    }
    printed.headers().set("Content-Encoding", "gzip");
    return new Printed(printed.status(), printed.headers(), gzip(printed.body()));
  }

  /** Google asks for the word in both headers, so that a proxy's own wish does not count. */
  private static boolean wantsGzip(Incoming in) {
    return contains(in.headers().get("Accept-Encoding"), "gzip")
        && contains(in.headers().get("User-Agent"), "gzip");
  }

  private static boolean contains(@Nullable String header, String word) {
    return header != null && header.toLowerCase(Locale.ROOT).contains(word);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
