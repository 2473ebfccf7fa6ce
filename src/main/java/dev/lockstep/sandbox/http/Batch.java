package dev.lockstep.sandbox.http;

import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The multipart form of a batch: its parts on the way in, their answers on the way out. */
final class Batch {

  /** Google's limit of calls in one batch. */
  static final int MOST = 1_000;

  /**
   * A call inside a batch.
   *
   * @param uri path and query
   */
  record Part(
      @Nullable String contentId, String method, String uri, MultiMap headers, byte[] body) {}

  /** What a part is answered with. */
  record Reply(
      @Nullable String contentId, int status, String phrase, MultiMap headers, byte[] body) {}

  private Batch() {}

  /**
   * @throws GoogleError 400 when this is not a batch
   */
  static List<Part> parse(@Nullable String contentType, byte[] body) {
    String boundary = boundary(contentType);
    // ISO 8859-1 keeps every byte a character, so that bodies survive the cutting.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    String delimiter = "--" + boundary;
    int at = text.indexOf(delimiter);
    while (at >= 0) {
      int from = at + delimiter.length();
      if (text.startsWith("--", from)) {
        break;
      }
      int next = text.indexOf("\n" + delimiter, from);
      if (next < 0) {
        throw GoogleError.global(
            400, "badRequest", "Failed to parse batch request, error: 0 items.");
      }
      parts.add(part(text.substring(from, next)));
      at = next + 1;
    }
    if (parts.isEmpty() || parts.size() > MOST) {
      throw GoogleError.global(
          400,
          "badRequest",
          parts.isEmpty()
              ? "Failed to parse batch request, error: 0 items."
              : "The batch request contains too many calls: " + parts.size() + ".");
    }
    return parts;
  }

  private static String boundary(@Nullable String contentType) {
    if (contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      for (String parameter : contentType.split(";")) {
        String stripped = parameter.strip();
        if (stripped.toLowerCase(Locale.ROOT).startsWith("boundary=")) {
          return stripped.substring("boundary=".length()).replace("\"", "").strip();
        }
      }
    }
    throw GoogleError.global(
        400, "badRequest", "Failed to parse batch request: no multipart boundary in Content-Type.");
  }

  private static Part part(String text) {
    // The rest of the delimiter's line, then headers, an empty line, and the request itself.
    String afterDelimiter = text.substring(text.indexOf('\n') + 1);
    int[] end = headerEnd(afterDelimiter);
    MultiMap outer = headers(afterDelimiter.substring(0, end[0]));
    String request = afterDelimiter.substring(end[1]).replaceFirst("^(\r?\n)+", "");
    int lineEnd = request.indexOf('\n');
    String line = (lineEnd < 0 ? request : request.substring(0, lineEnd)).strip();
    String[] words = line.split(" +");
    if (words.length < 2) {
      throw GoogleError.global(400, "badRequest", "Failed to parse batch request: '" + line + "'.");
    }
    String rest = lineEnd < 0 ? "" : request.substring(lineEnd + 1);
    int[] innerEnd = headerEnd(rest);
    MultiMap inner = headers(rest.substring(0, innerEnd[0]));
    byte[] body = rest.substring(innerEnd[1]).getBytes(StandardCharsets.ISO_8859_1);
    return new Part(
        outer.get("Content-ID"), words[0], words[1], inner, cut(body, inner.get("Content-Length")));
  }

  private static byte[] cut(byte[] body, @Nullable String length) {
    if (length != null) {
      try {
        return java.util.Arrays.copyOf(
            body, Math.min(body.length, Integer.parseInt(length.strip())));
      } catch (NumberFormatException e) {
        throw GoogleError.badRequest();
      }
    }
    int size = body.length;
    while (size > 0 && (body[size - 1] == '\r' || body[size - 1] == '\n')) {
      size--;
    }
    return java.util.Arrays.copyOf(body, size);
  }

  /** Where the headers end and where what follows the empty line begins. */
  private static int[] headerEnd(String text) {
    if (text.startsWith("\n")) {
      return new int[] {0, 1};
    }
    if (text.startsWith("\r\n")) {
      return new int[] {0, 2};
    }
    int dos = text.indexOf("\r\n\r\n");
    int unix = text.indexOf("\n\n");
    if (dos >= 0 && (unix < 0 || dos < unix)) {
      return new int[] {dos, dos + 4};
    }
    return unix >= 0 ? new int[] {unix, unix + 2} : new int[] {text.length(), text.length()};
  }

  private static MultiMap headers(String text) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (String line : text.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  static byte[] write(String boundary, List<Reply> replies) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Reply reply : replies) {
      text(out, "--" + boundary + "\r\nContent-Type: application/http\r\n");
      if (reply.contentId != null) {
        text(out, "Content-ID: " + responseId(reply.contentId) + "\r\n");
      }
      text(out, "\r\nHTTP/1.1 " + reply.status + " " + reply.phrase + "\r\n");
      reply.headers.forEach((name, value) -> text(out, name + ": " + value + "\r\n"));
      if (reply.body.length > 0) {
        text(out, "Content-Length: " + reply.body.length + "\r\n");
      }
      text(out, "\r\n");
      out.writeBytes(reply.body);
      text(out, "\r\n");
    }
    text(out, "--" + boundary + "--\r\n");
    return out.toByteArray();
  }

  private static String responseId(String id) {
    return id.startsWith("<") ? "<response-" + id.substring(1) : "response-" + id;
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
