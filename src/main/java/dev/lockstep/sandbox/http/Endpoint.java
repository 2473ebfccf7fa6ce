package dev.lockstep.sandbox.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One method of one API.
 *
 * @param api whose quota a call counts against: calendar, sheets, drive, or none
 * @param path with variables in braces: {@code calendar/v3/calendars/{calendarId}/events}
 * @param params the query parameters that are honoured
 * @param refused those that Google knows and the sandbox does not: 501
 * @param scopes one of them must be granted; none means anybody may call
 * @param cost what a call is for the quota
 * @param shape every field that an answer may have, as a field mask in which {@code *} is anything;
 *     without it any mask is taken
 */
public record Endpoint(
    String api,
    String method,
    String path,
    Set<String> params,
    Set<String> refused,
    Set<String> scopes,
    Cost cost,
    Handler handler,
    @Nullable String shape) {

  public Endpoint(
      String api,
      String method,
      String path,
      Set<String> params,
      Set<String> refused,
      Set<String> scopes,
      Cost cost,
      Handler handler) {
    this(api, method, path, params, refused, scopes, cost, handler, null);
  }

  /** The same, answering with resources of this shape. */
  public Endpoint showing(String itsShape) {
    return new Endpoint(api, method, path, params, refused, scopes, cost, handler, itsShape);
  }

  /** What is done; runs on the sandbox's one thread and never waits. */
  public interface Handler {
    Answer handle(Call call);
  }

  /** Reads, writes and patches are priced apart. */
  public enum Cost {
    READ,
    WRITE,
    PATCH
  }
}
