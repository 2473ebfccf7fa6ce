package dev.lockstep.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes wrong between the application and Google; people feel nothing of it. */
final class Weather {

  /** So many calls of an account in a minute, on both sides. */
  static final int QUOTA = 600;

  private static final List<String> FAULTS =
      List.of(
          "\"kind\": \"latency\", \"millis\": 300, \"rate\": 0.5",
          "\"kind\": \"drop\"",
          "\"kind\": \"apply-then-drop\"",
          "\"kind\": \"html-error\", \"code\": 502",
          "\"kind\": \"html-error\", \"code\": 503, \"applied\": true",
          "\"kind\": \"status\", \"code\": 500",
          "\"kind\": \"status\", \"code\": 503, \"applied\": true",
          "\"kind\": \"status\", \"code\": 429, \"reason\": \"rateLimitExceeded\"",
          "\"kind\": \"status\", \"code\": 403, \"reason\": \"rateLimitExceeded\"",
          "\"kind\": \"status\", \"code\": 401, \"reason\": \"authError\"",
          "\"kind\": \"status\", \"code\": 400, \"reason\": \"badRequest\", \"method\": \"PATCH\"",
          "\"kind\": \"apply-then-drop\", \"method\": \"POST\"",
          "\"kind\": \"apply-then-drop\", \"method\": \"PATCH\"",
          "\"kind\": \"apply-then-drop\", \"method\": \"DELETE\"",
          "\"kind\": \"status\", \"code\": 412, \"reason\": \"conditionNotMet\", \"method\": \"PATCH\"");

  /** An unshared calendar or spreadsheet: nothing of it is there, the listing neither. */
  private static final String UNSHARED =
      "\"kind\": \"status\", \"code\": 404, \"reason\": \"notFound\"";

  private final TwoSides sides;
  private final List<String> emails;
  private final Map<String, Long> refusals = new HashMap<>();
  private final List<long[]> storms = new ArrayList<>();
  private long refused;
  private @Nullable Long stormFrom;

  Weather(TwoSides sides, List<String> emails) {
    this.sides = sides;
    this.emails = emails;
    quota(QUOTA);
  }

  void play(Step step) {
    String email = emails.get(step.other(emails.size()));
    switch (step.act()) {
      case FAULT -> fault(step, email);
      case SLOW ->
          sides
              .sandbox()
              .fault(
                  """
                  {"kind": "latency", "millis": %d, "path": "/events/[^/]+$|:batchUpdate",
                   "account": "%s"}"""
                      .formatted(100 + step.choice(400), email));
      case CALM -> clearUp();
      case NOTIFICATIONS ->
          sides
              .sandbox()
              .control(
                  "notifications",
                  "{\"delayMillis\": %d, \"loss\": 0.%d, \"duplicate\": 0.%d}"
                      .formatted(200 * step.choice(4), step.other(8), step.choice(9)));
      case SYNC_TOKENS_EXPIRE -> expire("expire-sync-tokens", email);
      case ACCESS_TOKENS_EXPIRE -> expire("expire-access-tokens", email);
      case QUOTA -> storm();
      case SESSIONS_END ->
          sides.count(
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
      default -> throw new IllegalArgumentException(step.toString());
    }
  }

  private void fault(Step step, String email) {
    boolean unshared = step.choice(12) == 0;
    String kind = unshared ? UNSHARED : FAULTS.get(step.choice(FAULTS.size()));
    String where =
        step.other(9) == 0 && !kind.contains("method") && !unshared && !kind.contains("40")
            ? "\"path\": \"^/token\""
            : "\"path\": \"%s\", \"account\": \"%s\""
                .formatted(
                    unshared ? "/events|/spreadsheets/" : "calendar|spreadsheets|drive", email);
    int times = unshared ? 3 + step.other(12) : 1 + step.other(5);
    String id = sides.sandbox().fault("{%s, %s, \"times\": %d}".formatted(kind, where, times));
    if (kind.contains("429") || kind.contains("403")) {
      refusals.put(id, (long) times);
    }
  }

  private void expire(String control, String email) {
    sides.sandbox().control(control, "{\"email\": \"" + email + "\"}");
  }

  /** Another program uses up nearly all there is, for a while. */
  private void storm() {
    if (stormFrom == null) {
      stormFrom = sides.lastRequest();
      quota(30);
    } else {
      quota(QUOTA);
      storms.add(new long[] {stormFrom, sides.lastRequest()});
      stormFrom = null;
    }
  }

  private void quota(int perMinute) {
    for (String api : List.of("calendar", "sheets", "drive")) {
      sides
          .sandbox()
          .control(
              "quotas",
              """
              {"api": "%s", "perAccountPerMinute": %d, "perProjectPerMinute": null%s}"""
                  .formatted(
                      api, perMinute, api.equals("sheets") ? "" : ", \"perProjectPerDay\": null"));
    }
  }

  private void clearUp() {
    JsonNode left = faults("GET");
    refusals.forEach(
        (id, times) -> {
          long rest = 0;
          for (JsonNode fault : left) {
            rest = fault.path("id").asText().equals(id) ? fault.path("left").asLong() : rest;
          }
          refused += times - rest;
        });
    refusals.clear();
    faults("DELETE");
  }

  private JsonNode faults(String method) {
    return TwoSides.json(
        sides
            .sandbox()
            .send(
                HttpRequest.newBuilder(URI.create(sides.sandbox().rootUrl() + "sandbox/faults"))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build()));
  }

  void comeToAnEnd() {
    if (stormFrom != null) {
      storm();
    }
    clearUp();
    sides.sandbox().control("notifications", "{\"delayMillis\": 0, \"loss\": 0, \"duplicate\": 0}");
  }

  /** I7: so many refusals for want of quota were nobody's doing but our own. */
  long ownRefusals() {
    long own = -refused;
    for (JsonNode line : sides.requests(0)) {
      int status = line.path("status").asInt();
      long n = line.path("n").asLong();
      if ((status == 403 || status == 429)
          && emails.contains(line.path("account").asText())
          && storms.stream().noneMatch(storm -> n > storm[0] && n <= storm[1])) {
        own++;
      }
    }
    return own;
  }
}
