package dev.lockstep.sandbox.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Sends notifications: without a body, all in headers; sent again after a 5xx with growing waits,
 * dropped after any other refusal. Delay, loss and repetition can be asked for.
 */
public final class Delivery {

  private static final Set<Integer> RECEIVED = Set.of(102, 200, 201, 202, 204);
  private static final Set<Integer> LATER = Set.of(500, 502, 503, 504);
  private static final int ATTEMPTS = 6;
  private static final int MOST_WAITING = 50;

  /** Google gathers the edits of a spreadsheet for about this long before Drive hears of them. */
  private static final long SHEET_DELAY = 180_000;

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final HttpClient http;
  private final RandomGenerator random;
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, Integer> waiting = new HashMap<>();
  private long delayMillis;
  private double loss;
  private double duplicate;
  private long retryMillis = 1_000;
  private long sheetDelayMillis = SHEET_DELAY;
  private boolean httpsOnly;

  public Delivery(Vertx vertx, RandomGenerator random) {
    this.vertx = vertx;
    this.random = random;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setMaxPoolSize(64)
                .setConnectTimeout(5_000)
                .setKeepAliveTimeout(30));
  }

  /** How long after its first edit Drive takes notice of a spreadsheet. */
  public long sheetDelayMillis() {
    return sheetDelayMillis;
  }

  boolean httpsOnly() {
    return httpsOnly;
  }

  /**
   * @throws GoogleError 400 when a share is not between 0 and 1
   */
  public ObjectNode set(ObjectNode json) {
    double newLoss = share(json, "loss", loss);
    double newDuplicate = share(json, "duplicate", duplicate);
    delayMillis = Math.max(0, json.path("delayMillis").asLong(delayMillis));
    retryMillis = Math.max(1, json.path("retryMillis").asLong(retryMillis));
    sheetDelayMillis = Math.max(0, json.path("sheetDelayMillis").asLong(sheetDelayMillis));
    httpsOnly = json.path("httpsOnly").asBoolean(httpsOnly);
    loss = newLoss;
    duplicate = newDuplicate;
    return settings();
  }

  public ObjectNode settings() {
    return Json.object()
        .put("delayMillis", delayMillis)
        .put("loss", loss)
        .put("duplicate", duplicate)
        .put("retryMillis", retryMillis)
        .put("sheetDelayMillis", sheetDelayMillis)
        .put("httpsOnly", httpsOnly);
  }

  private static double share(ObjectNode json, String name, double otherwise) {
    JsonNode value = json.path(name);
    double share = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble(otherwise);
    if (share < 0 || share > 1) {
      throw GoogleError.invalid(name + " is not between 0 and 1: " + value);
    }
    return share;
  }

  void clear() {
    numbers.clear();
    delayMillis = 0;
    loss = 0;
    duplicate = 0;
    retryMillis = 1_000;
    sheetDelayMillis = SHEET_DELAY;
    httpsOnly = false;
  }

  /** The first message of a channel; it may arrive before the watch call is answered. */
  void sync(Channel channel) {
    numbers.put(channel.id(), 1L);
    attempt(channel, Notice.SYNC, 1, 1, () -> true);
  }

  void send(Channel channel, Notice notice, BooleanSupplier live) {
    long number = numbers.merge(channel.id(), 1L + random.nextInt(1, 2_000), Long::sum);
    if (random.nextDouble() < loss || waiting.getOrDefault(channel.id(), 0) >= MOST_WAITING) {
      return;
    }
    int copies = random.nextDouble() < duplicate ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      waiting.merge(channel.id(), 1, Integer::sum);
      later(delayMillis, () -> attempt(channel, notice, number, 1, live));
    }
  }

  private void later(long millis, Runnable action) {
    if (millis <= 0) {
      vertx.runOnContext(now -> action.run());
    } else {
      vertx.setTimer(millis, timer -> action.run());
    }
  }

  private void attempt(
      Channel channel, Notice notice, long number, int attempt, BooleanSupplier live) {
    if (!live.getAsBoolean()) {
      done(channel, notice);
      return;
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(channel.address())
            .setTimeout(10_000)
            .putHeader("Content-Type", "application/json; utf-8")
            .putHeader("Content-Length", "0")
            .putHeader("Accept", "*/*")
            .putHeader(
                "User-Agent",
                "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)")
            .putHeader("X-Goog-Channel-ID", channel.id())
            .putHeader(
                "X-Goog-Channel-Expiration",
                RFC_1123.format(Instant.ofEpochMilli(channel.expiration())))
            .putHeader("X-Goog-Resource-State", notice.state())
            .putHeader("X-Goog-Message-Number", Long.toString(number))
            .putHeader("X-Goog-Resource-ID", channel.resourceId())
            .putHeader("X-Goog-Resource-URI", channel.resourceUri());
    String token = channel.token();
    if (token != null) {
      options.putHeader("X-Goog-Channel-Token", token);
    }
    if (notice.changed() != null) {
      options.putHeader("X-Goog-Changed", notice.changed());
    }
    http.request(options)
        .compose(request -> request.send())
        .map(HttpClientResponse::statusCode)
        .onComplete(
            answered -> {
              // Nobody there is taken for a server that has trouble.
              int status = answered.succeeded() ? answered.result() : 503;
              if (RECEIVED.contains(status) || !LATER.contains(status) || attempt == ATTEMPTS) {
                done(channel, notice);
              } else {
                later(
                    retryMillis << (attempt - 1),
                    () -> attempt(channel, notice, number, attempt + 1, live));
              }
            });
  }

  private void done(Channel channel, Notice notice) {
    if (!notice.equals(Notice.SYNC)) {
      waiting.merge(channel.id(), -1, Integer::sum);
    }
  }
}
