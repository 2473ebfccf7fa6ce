package dev.lockstep.google;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Failure.Kind;
import dev.lockstep.core.Failure.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the kind and scope of a failure (PROTOCOL 9) from what Google's clients threw, however
 * deeply it is wrapped.
 *
 * <p>An answer that is not Google's JSON never counts as a statement about a record: a proxy's or a
 * broken server's page must not look like a delete or a refusal.
 */
public final class Failures {

  private static final Duration LONG = Duration.ofHours(1);

  private static final Set<String> RATE =
      Set.of("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED");
  private static final Set<String> USED_UP =
      Set.of("quotaExceeded", "calendarUsageLimitsExceeded", "calendarLimitExceeded");
  private static final Set<String> RECORD_FORBIDDEN =
      Set.of(
          "forbiddenForNonOrganizer",
          "forbiddenForServiceAccounts",
          "eventTypeRestriction",
          "malformedWorkingLocationEvent",
          "cannotChangeOrganizerOfInstance");
  private static final Set<String> ACCOUNT_FORBIDDEN =
      Set.of("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "accountDisabled");
  private static final Set<String> PROJECT_FORBIDDEN =
      Set.of("accessNotConfigured", "SERVICE_DISABLED", "projectDisabled", "usageLimits");

  private Failures() {}

  /** What a call was about: an answer of 404 says that this is not there. */
  public enum About {
    /** One event, one row. */
    RECORD,
    /** The calendar or spreadsheet as a whole. */
    COLLECTION
  }

  /** The failure behind an exception of a call about one record. */
  public static Failure of(Throwable thrown) {
    return of(thrown, About.RECORD);
  }

  /** The failure behind an exception. */
  public static Failure of(Throwable thrown, About about) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    IOException io = null;
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      Failure known = known(t, about);
      if (known != null) {
        return known;
      }
      if (t instanceof IOException e && !(t.getCause() instanceof IOException)) {
        io = e;
      }
    }
    if (io != null) {
      return new Failure(
          Kind.TRANSIENT, Scope.PARTITION, "io", "no usable answer from Google: " + text(io), null);
    }
    if (isFromParser(thrown)) {
      return new Failure(
          Kind.TRANSIENT,
          Scope.PARTITION,
          "malformed",
          "Google's answer is not JSON: " + text(thrown),
          null);
    }
    return new Failure(
        Kind.TRANSIENT,
        Scope.RECORD,
        Failure.UNEXPECTED,
        Failure.UNEXPECTED + ": " + text(root(thrown)),
        null);
  }

  /** Whether Google no longer knows the cursor of a listing (410), so that all must be listed. */
  public static boolean isCursorExpired(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof GoogleJsonResponseException e) {
        Answer answer = Answer.of(e);
        return e.getStatusCode() == 410 && !answer.reason().equals("deleted")
            || e.getStatusCode() == 400
                && answer.location().toLowerCase(Locale.ROOT).endsWith("token");
      }
    }
    return false;
  }

  private static @Nullable Failure known(Throwable t, About about) {
    return switch (t) {
      case AccountUnavailable e ->
          new Failure(Kind.AUTH, Scope.ACCOUNT, e.reason(), e.getMessage(), null);
      case ClientRefused e ->
          new Failure(Kind.AUTH, Scope.PROJECT, e.reason(), e.getMessage(), null);
      case QuotaExhausted e ->
          new Failure(Kind.QUOTA, e.scope(), "ownLimit", e.getMessage(), e.retryAfter());
      case HttpResponseException e -> answered(Answer.of(e), about);
      default -> null;
    };
  }

  private static Failure answered(Answer answer, About about) {
    return switch (answer.status()) {
      case 401 -> answer.failure(Kind.AUTH, Scope.ACCOUNT);
      case 403 ->
          answer.isGoogles() ? forbidden(answer) : answer.failure(Kind.TRANSIENT, Scope.PARTITION);
      case 404, 410 ->
          answer.isGoogles()
              ? gone(answer, about)
              : answer.failure(Kind.TRANSIENT, Scope.PARTITION);
      case 408 -> answer.failure(Kind.TRANSIENT, Scope.PARTITION);
      case 409, 412 -> answer.failure(Kind.STALE, Scope.RECORD);
      case 429 -> answer.failure(Kind.QUOTA, answer.quotaScope());
      default ->
          answer.status() >= 400 && answer.status() < 500
              ? answer.failure(Kind.PERMANENT, Scope.RECORD)
              : answer.failure(Kind.TRANSIENT, Scope.PARTITION);
    };
  }

  private static Failure forbidden(Answer answer) {
    String reason = answer.reason();
    if (RATE.contains(reason)) {
      return answer.failure(Kind.QUOTA, answer.quotaScope());
    }
    if (reason.equals("dailyLimitExceeded")) {
      return answer.failure(Kind.QUOTA, Scope.PROJECT, LONG);
    }
    if (USED_UP.contains(reason)) {
      return answer.failure(Kind.QUOTA, Scope.ACCOUNT, LONG);
    }
    if (RECORD_FORBIDDEN.contains(reason)) {
      return answer.failure(Kind.PERMANENT, Scope.RECORD);
    }
    if (ACCOUNT_FORBIDDEN.contains(reason)) {
      return answer.failure(Kind.AUTH, Scope.ACCOUNT);
    }
    if (PROJECT_FORBIDDEN.contains(reason)) {
      return answer.failure(Kind.PERMANENT, Scope.PROJECT);
    }
    // forbidden, requiredAccessLevel and what else names the calendar: an unshared calendar must
    // not look like a thousand bad records.
    return answer.failure(Kind.PERMANENT, Scope.PARTITION);
  }

  private static Failure gone(Answer answer, About about) {
    return answer.failure(Kind.GONE, about == About.COLLECTION ? Scope.PARTITION : Scope.RECORD);
  }

  /**
   * JSON that breaks off or is none shows as an argument or a number that Google's parser refuses.
   */
  private static boolean isFromParser(Throwable thrown) {
    return Arrays.stream(root(thrown).getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().startsWith("com.google.api.client.json.")
                    || frame.getClassName().startsWith("com.google.gson."));
  }

  private static Throwable root(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable t = thrown;
    while (t.getCause() != null && seen.add(t)) {
      t = t.getCause();
    }
    return t;
  }

  private static String text(Throwable t) {
    String message = t instanceof UncheckedIOException ? t.getMessage() : t.toString();
    return message == null ? t.getClass().getSimpleName() : message;
  }

  /**
   * An answer with an error status.
   *
   * @param isGoogles whether the body is Google's JSON
   * @param reason Google's word, or `http404` where it gave none
   */
  private record Answer(
      int status,
      boolean isGoogles,
      String reason,
      String message,
      String location,
      @Nullable Duration retryAfter) {

    static Answer of(HttpResponseException e) {
      GoogleJsonError error = e instanceof GoogleJsonResponseException g ? g.getDetails() : null;
      GoogleJsonError.ErrorInfo info = first(error == null ? null : error.getErrors());
      String reason = info == null ? null : info.getReason();
      String message = error == null ? null : error.getMessage();
      String location = info == null ? null : info.getLocation();
      return new Answer(
          e.getStatusCode(),
          error != null && (info != null || error.getCode() != 0),
          reason == null ? detailReason(error, e.getStatusCode()) : reason,
          message == null ? "no reason given" : message,
          location == null ? "" : location,
          retryAfter(e));
    }

    Failure failure(Kind kind, Scope scope) {
      return failure(kind, scope, retryAfter);
    }

    Failure failure(Kind kind, Scope scope, @Nullable Duration wait) {
      return new Failure(
          kind,
          scope,
          reason,
          "Google answered %d %s: %s".formatted(status, reason, message),
          retryAfter == null ? wait : retryAfter);
    }

    /** Whose quota it was stands in the words only; an account's is the narrower guess. */
    Scope quotaScope() {
      String words = message.toLowerCase(Locale.ROOT);
      return words.contains("per minute") && !words.contains("per user")
              || words.contains("per day")
              || words.contains("project quota")
          ? Scope.PROJECT
          : Scope.ACCOUNT;
    }

    private static GoogleJsonError.@Nullable ErrorInfo first(
        @Nullable List<GoogleJsonError.ErrorInfo> errors) {
      return errors == null || errors.isEmpty() ? null : errors.getFirst();
    }

    private static String detailReason(@Nullable GoogleJsonError error, int status) {
      if (error != null && error.getDetails() != null) {
        for (GoogleJsonError.Details detail : error.getDetails()) {
          if (detail.getReason() != null) {
            return detail.getReason();
          }
        }
      }
      return "http" + status;
    }

    private static @Nullable Duration retryAfter(HttpResponseException e) {
      String header = e.getHeaders() == null ? null : e.getHeaders().getRetryAfter();
      if (header == null || !header.strip().matches("\\d{1,6}")) {
        return null;
      }
      return Duration.ofSeconds(Long.parseLong(header.strip()));
    }
  }
}
