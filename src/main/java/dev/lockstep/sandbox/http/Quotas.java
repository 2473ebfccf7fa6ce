package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.state.Ticks;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage limits, counted per sliding minute (and day) for each account and for the project. A
 * refused call costs nothing. Which status a refusal has and what a patch costs can be switched,
 * because Google documents both loosely.
 */
public final class Quotas {

  private static final long MINUTE = 60_000;
  private static final long DAY = 86_400_000;

  /**
   * @param patchUnits what a patch costs; other calls cost 1
   * @param status 403 or 429
   * @param apart whether reads and writes are counted apart, as Sheets does
   */
  private record Limits(
      long perAccountPerMinute,
      long perProjectPerMinute,
      long perProjectPerDay,
      int patchUnits,
      int status,
      boolean apart) {}

  private static final Map<String, Limits> GOOGLES =
      Map.of(
          "calendar", new Limits(600, 10_000, 1_000_000, 3, 403, false),
          "sheets", new Limits(60, 300, Long.MAX_VALUE, 1, 429, true),
          "drive", new Limits(12_000, 12_000, Long.MAX_VALUE, 1, 403, false));

  /** What was used in a sliding window. */
  private static final class Window {
    private record Use(long at, int units) {}

    private final long length;
    private final ArrayDeque<Use> uses = new ArrayDeque<>();
    private long sum;

    Window(long length) {
      this.length = length;
    }

    boolean has(long now, long limit, int units) {
      while (!uses.isEmpty() && uses.peekFirst().at <= now - length) {
        sum -= uses.removeFirst().units;
      }
      return sum + units <= limit;
    }

    void use(long now, int units) {
      Use newest = uses.peekLast();
      // A day of single uses would fill the memory; for that window a second is fine enough.
      if (length == DAY && newest != null && now - newest.at < 1_000) {
        uses.removeLast();
        uses.addLast(new Use(newest.at, newest.units + units));
      } else {
        uses.addLast(new Use(now, units));
      }
      sum += units;
    }
  }

  private final Ticks ticks;
  private final Map<String, Limits> limits = new HashMap<>(GOOGLES);
  private final Map<String, Window> windows = new HashMap<>();

  public Quotas(Ticks ticks) {
    this.ticks = ticks;
  }

  /**
   * Sets what is given and starts counting anew.
   *
   * @throws GoogleError 400 when the api is unknown
   */
  public ObjectNode set(ObjectNode json) {
    String api = json.path("api").asText();
    Limits old = limits.get(api);
    if (old == null) {
      throw GoogleError.invalid("api '" + api + "' is none of calendar, sheets, drive");
    }
    limits.put(
        api,
        new Limits(
            limit(json, "perAccountPerMinute", old.perAccountPerMinute),
            limit(json, "perProjectPerMinute", old.perProjectPerMinute),
            limit(json, "perProjectPerDay", old.perProjectPerDay),
            json.path("patchUnits").asInt(old.patchUnits),
            json.path("status").asInt(old.status),
            old.apart));
    for (Iterator<String> keys = windows.keySet().iterator(); keys.hasNext(); ) {
      if (keys.next().startsWith(api)) {
        keys.remove();
      }
    }
    return get(api);
  }

  /** A limit; null is none. */
  private static long limit(ObjectNode json, String name, long otherwise) {
    if (!json.has(name)) {
      return otherwise;
    }
    return json.get(name).isNull() ? Long.MAX_VALUE : json.get(name).asLong();
  }

  public ObjectNode get(String api) {
    Limits is = limits.getOrDefault(api, GOOGLES.get("calendar"));
    return Json.object()
        .put("api", api)
        .put("perAccountPerMinute", finite(is.perAccountPerMinute))
        .put("perProjectPerMinute", finite(is.perProjectPerMinute))
        .put("perProjectPerDay", finite(is.perProjectPerDay))
        .put("patchUnits", is.patchUnits)
        .put("status", is.status);
  }

  private static @Nullable Long finite(long limit) {
    return limit == Long.MAX_VALUE ? null : limit;
  }

  public void reset() {
    limits.clear();
    limits.putAll(GOOGLES);
    windows.clear();
  }

  /**
   * Takes the call's units, or says why it is refused.
   *
   * @param user the calling account, or the call's quotaUser
   */
  @Nullable GoogleError take(String api, String user, Cost cost) {
    Limits is = limits.get(api);
    if (is == null) {
      return null;
    }
    long now = ticks.millis();
    int units = cost == Cost.PATCH ? is.patchUnits : 1;
    String counted = api + (is.apart && cost == Cost.READ ? " reads" : "");
    Window day = window(counted + " day", DAY);
    Window project = window(counted + " minute", MINUTE);
    Window account = window(counted + " " + user, MINUTE);
    if (!day.has(now, is.perProjectPerDay, units)) {
      return Reasons.error(is.status, "quotaExceeded");
    }
    if (is.apart && !project.has(now, is.perProjectPerMinute, units)) {
      return exhausted(api, cost, "", is.perProjectPerMinute, is.status);
    }
    if (is.apart && !account.has(now, is.perAccountPerMinute, units)) {
      return exhausted(api, cost, " per user", is.perAccountPerMinute, is.status);
    }
    if (!project.has(now, is.perProjectPerMinute, units)) {
      return Reasons.error(is.status, "rateLimitExceeded");
    }
    if (!account.has(now, is.perAccountPerMinute, units)) {
      return Reasons.error(
          is.status, is.status == 429 ? "rateLimitExceeded" : "userRateLimitExceeded");
    }
    day.use(now, units);
    project.use(now, units);
    account.use(now, units);
    return null;
  }

  /** The words of the APIs that count reads and writes apart. */
  private static GoogleError exhausted(
      String api, Cost cost, String perUser, long limit, int status) {
    String kind = cost == Cost.READ ? "Read" : "Write";
    String service = api + ".googleapis.com";
    String consumer = "project_number:1";
    String message =
        "Quota exceeded for quota metric '%s requests' and limit '%s requests per minute%s' of"
            + " service '%s' for consumer '%s'.";
    ObjectNode metadata =
        Json.object()
            .put(
                "quota_limit",
                kind + "RequestsPerMinutePer" + (perUser.isEmpty() ? "Project" : "User"))
            .put("quota_limit_value", Long.toString(limit))
            .put("quota_unit", perUser.isEmpty() ? "1/min/{project}" : "1/min/{project}/{user}")
            .put("quota_metric", service + "/" + kind.toLowerCase(Locale.ROOT) + "_requests")
            .put("quota_location", "global")
            .put("service", service)
            .put("consumer", consumer.replace("project_number:", "projects/"));
    return GoogleError.global(
            status, "rateLimitExceeded", message.formatted(kind, kind, perUser, service, consumer))
        .withDetails(
            RpcDetails.errorInfo("RATE_LIMIT_EXCEEDED", metadata)
                .add(
                    RpcDetails.help(
                        "Request a higher quota limit.",
                        "https://cloud.google.com/docs/quotas/help/request_increase")));
  }

  private Window window(String key, long length) {
    return windows.computeIfAbsent(key, k -> new Window(length));
  }
}
