package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A refusal in Google's words. The factories are the catalogue of what the APIs share. */
public final class GoogleError extends RuntimeException {

  private final int status;
  private final String domain;
  private final String reason;
  private final @Nullable String locationType;
  private final @Nullable String location;
  private final @Nullable ArrayNode details;

  private GoogleError(
      int status,
      String domain,
      String reason,
      String message,
      @Nullable String locationType,
      @Nullable String location,
      @Nullable ArrayNode details) {
    super(message, null, false, false);
    this.status = status;
    this.domain = domain;
    this.reason = reason;
    this.locationType = locationType;
    this.location = location;
    this.details = details;
  }

  public static GoogleError of(int status, String domain, String reason, String message) {
    return new GoogleError(status, domain, reason, message, null, null, null);
  }

  public static GoogleError global(int status, String reason, String message) {
    return of(status, "global", reason, message);
  }

  public GoogleError atParameter(String name) {
    return new GoogleError(status, domain, reason, text(), "parameter", name, details);
  }

  public GoogleError atHeader(String name) {
    return new GoogleError(status, domain, reason, text(), "header", name, details);
  }

  /** With what {@link RpcDetails} has to say; only APIs that answer google.rpc.Status show it. */
  public GoogleError withDetails(ArrayNode told) {
    return new GoogleError(status, domain, reason, text(), locationType, location, told);
  }

  /** The same in other words. */
  public GoogleError saying(String message) {
    return new GoogleError(status, domain, reason, message, locationType, location, details);
  }

  public static GoogleError notFound() {
    return global(404, "notFound", "Not Found");
  }

  public static GoogleError badRequest() {
    return global(400, "badRequest", "Bad Request");
  }

  public static GoogleError invalid(String message) {
    return global(400, "invalid", message);
  }

  public static GoogleError required(String message) {
    return global(400, "required", message);
  }

  public static GoogleError parseError() {
    return global(400, "parseError", "Parse Error");
  }

  public static GoogleError invalidParameter(String name, String message) {
    return global(400, "invalidParameter", message).atParameter(name);
  }

  public static GoogleError loginRequired() {
    return global(401, "required", "Login Required.").atHeader("Authorization");
  }

  public static GoogleError invalidCredentials() {
    return global(401, "authError", "Invalid Credentials").atHeader("Authorization");
  }

  public static GoogleError insufficientPermissions() {
    return global(
        403,
        "insufficientPermissions",
        "Insufficient Permission: Request had insufficient authentication scopes.");
  }

  public static GoogleError preconditionFailed() {
    return global(412, "conditionNotMet", "Precondition Failed").atHeader("If-Match");
  }

  public static GoogleError backendError() {
    return global(503, "backendError", "Backend Error");
  }

  /** What Google can do and the sandbox cannot; `what` names it. */
  public static GoogleError unsupported(String what) {
    return of(501, "sandbox", "notImplemented", "The sandbox does not support " + what + ".");
  }

  public int status() {
    return status;
  }

  public String reason() {
    return reason;
  }

  @Nullable ArrayNode details() {
    return details;
  }

  @Nullable String location() {
    return location;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** The envelope of Calendar and Drive. */
  public ObjectNode json() {
    ObjectNode one =
        Json.object().put("domain", domain).put("reason", reason).put("message", text());
    if (locationType != null) {
      one.put("locationType", locationType).put("location", location);
    }
    ObjectNode error = Json.object();
    error.putArray("errors").add(one);
    error.put("code", status).put("message", text());
    ObjectNode envelope = Json.object();
    envelope.set("error", error);
    return envelope;
  }
}
