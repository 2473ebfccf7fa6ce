package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What Google's older APIs (Calendar, Drive) and its newer ones (Sheets) do differently: refusals
 * as a list of errors or as a google.rpc.Status, field masks with slashes or with dots as well,
 * empty messages left out or kept.
 */
enum Dialect {
  CLASSIC {
    @Override
    ObjectNode json(GoogleError error) {
      return error.json();
    }
  },
  RPC {
    @Override
    ObjectNode json(GoogleError error) {
      ObjectNode status =
          Json.object()
              .put("code", error.status())
              .put("message", message(error))
              .put("status", canonical(error));
      ArrayNode details = details(error);
      if (details != null) {
        status.set("details", details);
      }
      ObjectNode envelope = Json.object();
      envelope.set("error", status);
      return envelope;
    }
  };

  private static final String CREDENTIAL =
      " Expected OAuth 2 access token, login cookie or other valid authentication credential. See"
          + " https://developers.google.com/identity/sign-in/web/devconsole-project.";

  abstract ObjectNode json(GoogleError error);

  /** What the API of a path speaks. */
  static Dialect of(String path) {
    return path.startsWith("/v4/spreadsheets") ? RPC : CLASSIC;
  }

  private static String message(GoogleError error) {
    return switch (error.reason()) {
      case "required" ->
          error.status() == 401
              ? "Request is missing required authentication credential." + CREDENTIAL
              : error.text();
      case "authError" -> "Request had invalid authentication credentials." + CREDENTIAL;
      case "insufficientPermissions" -> "Request had insufficient authentication scopes.";
      case "forbidden" -> spoken(error, "The caller does not have permission");
      case "notFound" -> spoken(error, "Requested entity was not found.");
      case "backendError" ->
          spoken(
              error,
              error.status() == 500
                  ? "Internal error encountered."
                  : "The service is currently unavailable.");
      case "internalError" -> spoken(error, "Internal error encountered.");
      case "badRequest" -> spoken(error, "Request contains an invalid argument.");
      default -> error.text();
    };
  }

  /** A message that is not the other APIs' usual one was meant. */
  private static String spoken(GoogleError error, String usual) {
    return switch (error.text()) {
      case "Forbidden", "Not Found", "Backend Error", "Internal Error", "Bad Request" -> usual;
      default -> error.text();
    };
  }

  private static String canonical(GoogleError error) {
    return switch (error.status()) {
      case 400 ->
          error.reason().equals("failedPrecondition") ? "FAILED_PRECONDITION" : "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 ->
          error.reason().equals("rateLimitExceeded") ? "RESOURCE_EXHAUSTED" : "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 409 -> "ABORTED";
      case 412 -> "FAILED_PRECONDITION";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 501 -> "UNIMPLEMENTED";
      case 503 -> "UNAVAILABLE";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> "UNKNOWN";
    };
  }

  private static @Nullable ArrayNode details(GoogleError error) {
    if (error.details() != null) {
      return error.details();
    }
    ObjectNode service = Json.object().put("service", "sheets.googleapis.com");
    return switch (error.reason()) {
      case "required" ->
          error.status() == 401 ? RpcDetails.errorInfo("CREDENTIALS_MISSING", service) : null;
      case "authError" -> RpcDetails.errorInfo("ACCESS_TOKEN_EXPIRED", service);
      case "insufficientPermissions" ->
          RpcDetails.errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service);
      default -> null;
    };
  }
}
