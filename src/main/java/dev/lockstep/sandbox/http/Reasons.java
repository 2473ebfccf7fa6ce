package dev.lockstep.sandbox.http;

import org.jspecify.annotations.Nullable;

/** Google's own error for a status and a reason. */
final class Reasons {

  private Reasons() {}

  static GoogleError error(int code, @Nullable String reason) {
    return switch (reason == null ? usual(code) : reason) {
      case "rateLimitExceeded" -> usage(code, "rateLimitExceeded", "Rate Limit Exceeded");
      case "userRateLimitExceeded" ->
          usage(code, "userRateLimitExceeded", "User Rate Limit Exceeded");
      case "quotaExceeded" -> usage(code, "quotaExceeded", "Calendar usage limits exceeded.");
      case "dailyLimitExceeded" -> usage(code, "dailyLimitExceeded", "Daily Limit Exceeded");
      case "authError" -> GoogleError.invalidCredentials();
      case "insufficientPermissions" -> GoogleError.insufficientPermissions();
      case "notFound" -> GoogleError.notFound();
      case "conditionNotMet" -> GoogleError.preconditionFailed();
      case "duplicate" ->
          GoogleError.global(code, "duplicate", "The requested identifier already exists.");
      case "conflict" -> GoogleError.global(code, "conflict", "Conflict");
      case "deleted" -> GoogleError.global(code, "deleted", "Resource has been deleted");
      case "fullSyncRequired" ->
          GoogleError.of(
                  code,
                  "calendar",
                  "fullSyncRequired",
                  "Sync token is no longer valid, a full sync is required.")
              .atParameter("syncToken");
      case "updatedMinTooLongAgo" ->
          GoogleError.of(
                  code,
                  "calendar",
                  "updatedMinTooLongAgo",
                  "The requested minimum modification time lies too far in the past.")
              .atParameter("updatedMin");
      case "timeRangeEmpty" ->
          GoogleError.of(code, "calendar", "timeRangeEmpty", "The specified time range is empty.")
              .atParameter("timeMax");
      case "forbiddenForNonOrganizer" ->
          GoogleError.of(
              code,
              "calendar",
              "forbiddenForNonOrganizer",
              "Shared properties can only be changed by the organizer of the event.");
      case "requiredAccessLevel" ->
          GoogleError.of(
              code,
              "calendar",
              "requiredAccessLevel",
              "You need to have writer access to this calendar.");
      case "forbidden" -> GoogleError.global(code, "forbidden", "Forbidden");
      case "badRequest" -> GoogleError.global(code, "badRequest", "Bad Request");
      case "invalid" -> GoogleError.global(code, "invalid", "Invalid Value");
      case "required" -> GoogleError.global(code, "required", "Required");
      case "backendError" -> GoogleError.global(code, "backendError", "Backend Error");
      case "internalError" -> GoogleError.global(code, "internalError", "Internal Error");
      case String other -> GoogleError.global(code, other, other);
    };
  }

  private static GoogleError usage(int code, String reason, String message) {
    return GoogleError.of(code, "usageLimits", reason, message);
  }

  private static String usual(int code) {
    return switch (code) {
      case 400 -> "badRequest";
      case 401 -> "authError";
      case 403, 429 -> "rateLimitExceeded";
      case 404 -> "notFound";
      case 409 -> "duplicate";
      case 410 -> "deleted";
      case 412 -> "conditionNotMet";
      default -> "backendError";
    };
  }
}
