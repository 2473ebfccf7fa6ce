package dev.lockstep.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.engine.Refused;
import java.util.List;
import java.util.Map;

/** What keeps a request from being answered, as a problem document (RFC 9457). */
final class ApiProblem extends RuntimeException {

  static final String MEDIA_TYPE = "application/problem+json";

  private static final long serialVersionUID = 1L;
  private static final String TYPES = "urn:problem-type:lockstep:";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final int status;
  private final String word;
  private final String title;
  private final List<String> errors;
  private final Map<String, String> headers;

  private ApiProblem(
      int status,
      String word,
      String title,
      String detail,
      List<String> errors,
      Map<String, String> headers) {
    super(detail);
    this.status = status;
    this.word = word;
    this.title = title;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
  }

  private static ApiProblem of(int status, String word, String title, String detail) {
    return new ApiProblem(status, word, title, detail, List.of(), Map.of());
  }

  static ApiProblem badRequest(String detail) {
    return of(400, "bad-request", "The request does not fit the contract", detail);
  }

  /** A path that no server passes on safely; a key is written with {@code ~} instead. */
  static ApiProblem unsafePath() {
    return badRequest("the path cannot be read safely: write such characters with ~, as in a~2Fb");
  }

  static ApiProblem badRequest(List<String> errors) {
    return new ApiProblem(
        400,
        "bad-request",
        "The request does not fit the contract",
        String.join("; ", errors),
        errors,
        Map.of());
  }

  static ApiProblem unauthenticated(String detail) {
    return new ApiProblem(
        401,
        "unauthenticated",
        "A good access token is needed",
        detail,
        List.of(),
        Map.of("WWW-Authenticate", "Bearer realm=\"lockstep\""));
  }

  static ApiProblem forbidden(String scope) {
    return new ApiProblem(
        403,
        "forbidden",
        "The access token does not have the scope",
        "this needs the scope '%s'".formatted(scope),
        List.of(),
        Map.of(
            "WWW-Authenticate",
            "Bearer realm=\"lockstep\", error=\"insufficient_scope\", scope=\"%s\""
                .formatted(scope)));
  }

  static ApiProblem notFound(String detail) {
    return of(404, "not-found", "There is no such thing", detail);
  }

  static ApiProblem methodNotAllowed(String allowed) {
    return new ApiProblem(
        405,
        "method-not-allowed",
        "Not with this method",
        "allowed here: " + allowed,
        List.of(),
        Map.of("Allow", allowed));
  }

  static ApiProblem tooLarge(long bytes) {
    return of(
        413, "too-large", "The body is too large", "a body has at most %d bytes".formatted(bytes));
  }

  static ApiProblem notJson(String contentType) {
    return of(
        415,
        "not-json",
        "The body is not JSON",
        "a body is application/json, not %s".formatted(contentType));
  }

  static ApiProblem tooMany(long seconds) {
    return new ApiProblem(
        429,
        "too-many-requests",
        "Too many requests",
        "try again in %d s".formatted(seconds),
        List.of(),
        Map.of("Retry-After", String.valueOf(seconds)));
  }

  static ApiProblem of(Refused refused) {
    String detail = String.valueOf(refused.getMessage());
    return switch (refused.why()) {
      case UNKNOWN -> notFound(detail);
      case NOT_NOW -> of(409, "not-now", "It does not stand so that this could be done", detail);
      case UNFIT -> of(422, "unfit", "What is asked does not fit it", detail);
    };
  }

  static ApiProblem unavailable(String detail) {
    return new ApiProblem(
        503, "unavailable", "Not at the moment", detail, List.of(), Map.of("Retry-After", "5"));
  }

  static ApiProblem ours(String number) {
    return of(
        500, "internal", "This is our fault", "the log tells more, beside the number " + number);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  String json() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("type", TYPES + word);
    json.put("title", title);
    json.put("status", status);
    json.put("detail", getMessage());
    if (!errors.isEmpty()) {
      errors.forEach(json.putArray("errors")::add);
    }
    return json.toString();
  }
}
