package dev.lockstep.sandbox.http;

import java.util.Set;

/**
 * One method of one API.
 *
 * @param api whose quota a call counts against: calendar, sheets, drive, or none
 * @param path with variables in braces: {@code calendar/v3/calendars/{calendarId}/events}
 * @param params the query parameters that are honoured
 * @param refused those that Google knows and the sandbox does not: 501
 * @param scopes one of them must be granted; none means anybody may call
 * @param cost what a call is for the quota
 */
public record Endpoint(
    String api,
    String method,
    String path,
    Set<String> params,
    Set<String> refused,
    Set<String> scopes,
    Cost cost,
    Handler handler) {

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
