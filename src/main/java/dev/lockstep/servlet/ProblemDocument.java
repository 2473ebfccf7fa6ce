package dev.lockstep.servlet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Why a request is refused (RFC 9457).
 *
 * @param word ends its type
 * @param errors each fault by itself; empty where the detail says it all
 * @param headers what the answer says beside it
 */
public record ProblemDocument(
    int status,
    String word,
    String title,
    String detail,
    List<String> errors,
    Map<String, String> headers) {

  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPES = "urn:problem-type:lockstep:";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  public ProblemDocument {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  public static ProblemDocument of(int status, String word, String title, String detail) {
    return new ProblemDocument(status, word, title, detail, List.of(), Map.of());
  }

  public static ProblemDocument notFound(String detail) {
    return of(404, "not-found", "There is no such thing", detail);
  }

  public static ProblemDocument methodNotAllowed(String allowed) {
    return new ProblemDocument(
        405,
        "method-not-allowed",
        "Not with this method",
        "allowed here: " + allowed,
        List.of(),
        Map.of("Allow", allowed));
  }

  public String json() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("type", TYPES + word);
    json.put("title", title);
    json.put("status", status);
    json.put("detail", detail);
    if (!errors.isEmpty()) {
      errors.forEach(json.putArray("errors")::add);
    }
    return json.toString();
  }

  /** Answers with it, where there is no route to tell it. */
  public void write(HttpServletResponse response) throws IOException {
    byte[] body = json().getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    headers.forEach(response::setHeader);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
