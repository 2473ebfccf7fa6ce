package dev.lockstep.api;

import dev.lockstep.engine.Refused;
import dev.lockstep.servlet.ProblemDocument;
import java.util.List;
import java.util.Map;

/** What keeps a request from being answered, as a problem document. */
final class ApiProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ProblemDocument document;

  private ApiProblem(ProblemDocument document) {
    super(document.detail());
    this.document = document;
  }

  private static ApiProblem of(int status, String word, String title, String detail) {
    return new ApiProblem(ProblemDocument.of(status, word, title, detail));
  }

  private static ApiProblem of(
      int status,
      String word,
      String title,
      String detail,
      List<String> errors,
      Map<String, String> headers) {
    return new ApiProblem(new ProblemDocument(status, word, title, detail, errors, headers));
  }

  static ApiProblem badRequest(String detail) {
    return of(400, "bad-request", "The request does not fit the contract", detail);
  }

  /** A path that no server passes on safely; a key is written with {@code ~} instead. */
  static ApiProblem unsafePath() {
    return badRequest("the path cannot be read safely: write such characters with ~, as in a~2Fb");
  }

  static ApiProblem badRequest(List<String> errors) {
    return of(
        400,
        "bad-request",
        "The request does not fit the contract",
        String.join("; ", errors),
        errors,
        Map.of());
  }

  static ApiProblem unauthenticated(String detail) {
    return of(
        401,
        "unauthenticated",
        "A good access token is needed",
        detail,
        List.of(),
        Map.of("WWW-Authenticate", "Bearer realm=\"lockstep\""));
  }

  static ApiProblem forbidden(String scope) {
    return of(
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
    return new ApiProblem(ProblemDocument.notFound(detail));
  }

  static ApiProblem methodNotAllowed(String allowed) {
    return new ApiProblem(ProblemDocument.methodNotAllowed(allowed));
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
    return of(
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
    return of(
        503, "unavailable", "Not at the moment", detail, List.of(), Map.of("Retry-After", "5"));
  }

  static ApiProblem ours(String number) {
    return of(
        500, "internal", "This is our fault", "the log tells more, beside the number " + number);
  }

  ProblemDocument document() {
    return document;
  }
}
