package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.testing.SecondApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Drive's notifications on their way here, lost or repeated; numbers are those of the faults. */
@SecondApplication
class SheetWebhooksTest {

  private static HttpServer way;
  private static Ledgers ledgers;
  private static Ledger polled;
  private static Ledger heard;

  /** How often each notification arrives. */
  private static final AtomicInteger COPIES = new AtomicInteger(1);

  private static final AtomicInteger SENT = new AtomicInteger();

  @BeforeAll
  static void start() throws IOException {
    way = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    way.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    way.createContext(
        "/",
        notification -> {
          SENT.incrementAndGet();
          for (int i = 0; i < COPIES.get(); i++) {
            HttpRequest.Builder copy =
                HttpRequest.newBuilder(
                        URI.create(
                            "http://localhost:"
                                + ledgers.lockstep.port()
                                + notification.getRequestURI()))
                    .POST(HttpRequest.BodyPublishers.noBody());
            notification
                .getRequestHeaders()
                .forEach(
                    (name, values) -> {
                      if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-goog-")) {
                        copy.header(name, values.getFirst());
                      }
                    });
            ledgers.sandbox.send(copy.build());
          }
          notification.sendResponseHeaders(200, -1);
          notification.close();
        });
    way.start();
    ledgers =
        new Ledgers(
            "lockstep.public-url=http://localhost:" + way.getAddress().getPort(),
            "lockstep.channels.look=0/1 * * * * ?");
    ledgers.sandbox.control("notifications", "{\"sheetDelayMillis\": 300}");
    polled = ledgers.open("polled", 3, "");
    heard = ledgers.open("heard", 3, "");
    ledgers.define(
        "polled", ledgers.definition("polled").replace("min: 1s, max: 1s", "min: 1s, max: 4s"));
    ledgers.define(
        "heard",
        ledgers
            .definition("heard")
            .replace("every: 1m, min: 1s, max: 1s", "every: 30m, min: 30m, max: 30m"));
    ledgers.run();
    polled.inStep();
    heard.inStep();
    soon()
        .until(
            () -> ledgers.count("SELECT count(*) FROM lockstep.sync_channel WHERE verified") == 2);
    soon()
        .until(
            () ->
                ledgers.count(
                        "SELECT count(*) FROM lockstep.sheet_tab WHERE next_look_at > now() + interval '20 minutes'")
                    == 1);
  }

  @AfterAll
  static void stop() {
    ledgers.close();
    way.stop(0);
  }

  @Test
  void anEditWhoseNotificationIsLostIsFoundWithinTheLongestTimeBetweenLooks_7() {
    COPIES.set(0);
    try {
      int before = SENT.get();
      Instant typed = Instant.now();
      polled.typeName("P1", "Nobody told");
      soon().until(() -> polled.held().get("P1").getFirst().equals("Nobody told"));
      assertThat(Duration.between(typed, Instant.now()))
          .as("max: 4s, and a look takes its time")
          .isLessThan(Duration.ofSeconds(10));
      soon().until(() -> SENT.get() > before);
    } finally {
      COPIES.set(1);
    }
  }

  @Test
  void anEditWhoseNotificationComesAHundredTimesIsOneChangeAndFewLooks_8() {
    COPIES.set(100);
    try {
      int sent = SENT.get();
      long before = ledgers.lastRequest();
      heard.typeName("P1", "Told a hundred times");
      soon().until(() -> heard.held().get("P1").getFirst().equals("Told a hundred times"));
      soon().until(() -> SENT.get() > sent);
      soon().until(() -> ledgers.count(NO_PULL_IS_ASKED_FOR) == 0);
      assertThat(looks(before)).as("coalesced").isBetween(1L, 4L);
      assertThat(
              ledgers.count(
                  "SELECT count(*) FROM lockstep.sync_audit WHERE sync = 'heard' AND kind = 'change'"
                      + " AND key = 'P1' AND side = 'source'"))
          .isEqualTo(1);
    } finally {
      COPIES.set(1);
    }
  }

  private static final String NO_PULL_IS_ASKED_FOR =
      """
      SELECT count(*)
      FROM lockstep.sync_due d
      JOIN lockstep.sync_partition p ON p.id = d.partition_id
      WHERE p.sync = 'heard' AND d.pull_generation > d.pull_done
      """;

  private static long looks(long after) {
    long looks = 0;
    for (JsonNode request : ledgers.sandbox.requests(after)) {
      looks +=
          request.path("path").asText().contains(heard.id() + "/values:batchGetByData") ? 1 : 0;
    }
    return looks;
  }
}
