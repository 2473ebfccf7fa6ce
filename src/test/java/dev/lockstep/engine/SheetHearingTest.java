package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An edit in a sheet that is looked at every half hour comes at once all the same. */
@SecondApplication
class SheetHearingTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private static TestSandbox sandbox;
  private static RunningLockstep lockstep;
  private static JdbcClient jdbc;

  @BeforeAll
  static void start() {
    TestDatabase database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    sandbox.control("notifications", "{\"sheetDelayMillis\": 300}");
    lockstep =
        RunningLockstep.start(
            database,
            sandbox,
            "webhook.secret=" + SECRET,
            "lockstep.channels.look=0/1 * * * * ?",
            "lockstep.sheets.settle=1s",
            "lockstep.sheets.rest=200ms");
    jdbc = lockstep.jdbc();
    jdbc.sql("CREATE TABLE public.products (sku text PRIMARY KEY, name text)").update();
    jdbc.sql("INSERT INTO public.products VALUES ('A', 'Apple'), ('B', 'Bread')").update();
    lockstep.connect("finance", "finance@example.com");
    lockstep.run(
        """
        sync: heard
        source: { table: products }
        target: { sheet: Products, account: finance, spreadsheet: { create: "Heard" } }
        direction: both
        fields: { SKU: sku, Name: name }
        policies: { debounce: 0ms }
        schedule: { every: 30m, min: 30m, max: 30m }
        """);
    soon().until(() -> count("SELECT count(*) FROM lockstep.sync_channel WHERE verified") == 1);
    soon().until(() -> nameInSheet("A").equals("Apple"));
    soon()
        .until(
            () ->
                count(
                        "SELECT count(*) FROM lockstep.sheet_tab WHERE next_look_at > now() + interval '20 minutes'")
                    == 1);
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  private static org.awaitility.core.ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private static long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private static String spreadsheet() {
    return jdbc.sql("SELECT spreadsheet_id FROM lockstep.sheet_tab").query(String.class).single();
  }

  private static String nameInSheet(String sku) {
    for (JsonNode row :
        lockstep
            .google(
                "finance@example.com",
                "GET",
                "v4/spreadsheets/" + spreadsheet() + "/values/Products!A2:B",
                "")
            .path("values")) {
      if (row.path(0).asText().equals(sku)) {
        return row.path(1).asText();
      }
    }
    return "";
  }

  private static void type(String cell, String text) {
    lockstep.google(
        "finance@example.com",
        "PUT",
        "v4/spreadsheets/" + spreadsheet() + "/values/Products!" + cell + "?valueInputOption=RAW",
        "{\"values\": [[\"" + text + "\"]]}");
  }

  private static String name(String sku) {
    return jdbc.sql("SELECT name FROM public.products WHERE sku = ?")
        .param(sku)
        .query(String.class)
        .single();
  }

  @Test
  void drivesNotificationBringsAnEdit() {
    type("B2", "By hand");
    soon().untilAsserted(() -> assertThat(name("A")).isEqualTo("By hand"));
    assertThat(
            jdbc.sql("SELECT spreadsheet_id FROM lockstep.sync_channel WHERE state = 'open'")
                .query(String.class)
                .single())
        .isEqualTo(spreadsheet());
    assertThat(
            count(
                "SELECT count(*) FROM lockstep.sync_channel WHERE expires_at > now() + interval '23 hours'"))
        .as("asked for a day")
        .isEqualTo(1);
  }

  /** FAULTS 26; by itself it would look again much later. */
  @Test
  void aNotificationCutsShortTheWaitForAPersonWhoMendsAHeader_26() {
    type("B1", "Title");
    soon().until(() -> count("SELECT attempts FROM lockstep.sync_partition") > 0);
    soon()
        .until(
            () ->
                jdbc.sql(
                            """
                            UPDATE lockstep.sync_partition
                            SET back_off_until = now() + interval '1 hour'
                            WHERE attempts > 0 AND lease_holder IS NULL""")
                        .update()
                    == 1);
    type("B1", "Name");
    soon().until(() -> count("SELECT attempts FROM lockstep.sync_partition") == 0);
  }

  @Test
  void aSignedPostBringsAnEditAndAForgedOneDoesNot() throws Exception {
    sandbox.control("notifications", "{\"sheetDelayMillis\": 600000}");
    try {
      soon().until(() -> !isPullAskedFor());
      type("B3", "By script");
      long looks = looks();
      post("another secret");
      assertThat(isPullAskedFor()).isFalse();
      assertThat(looks()).isEqualTo(looks);
      post(SECRET);
      soon().untilAsserted(() -> assertThat(name("B")).isEqualTo("By script"));
    } finally {
      sandbox.control("notifications", "{\"sheetDelayMillis\": 300}");
    }
  }

  private static boolean isPullAskedFor() {
    return lockstep.bean(Partitions.class).ofSync("heard").stream()
        .anyMatch(Partition::isPullAskedFor);
  }

  private static long looks() {
    long looks = 0;
    for (JsonNode request : sandbox.requests(0)) {
      looks += request.path("path").asText().contains("ByDataFilter") ? 1 : 0;
    }
    return looks;
  }

  private static void post(String secret) throws Exception {
    String body = "{\"spreadsheetId\": \"" + spreadsheet() + "\"}";
    String at = String.valueOf(System.currentTimeMillis());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signature =
        HexFormat.of().formatHex(mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8)));
    assertThat(
            sandbox
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://localhost:" + lockstep.port() + "/webhooks/google/sheet"))
                        .header("Content-Type", "application/json")
                        .header("X-Lockstep-Timestamp", at)
                        .header("X-Lockstep-Signature", signature)
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .statusCode())
        .isEqualTo(200);
  }
}
