package dev.lockstep.api;

import static dev.lockstep.api.ApiClient.json;
import static dev.lockstep.api.ApiClient.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.account.AccessTokens;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.Engine;
import dev.lockstep.engine.schedule.ScheduledPulls;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import dev.lockstep.testing.WiringOf;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The API over HTTP, with the application at work between PostgreSQL and the sandbox. */
@WiringOf({
  "api-answer",
  "api-list-syncs",
  "api-get-sync",
  "api-plan-sync",
  "api-resync-sync",
  "api-pause-sync",
  "api-resume-sync",
  "api-approve-held",
  "api-discard-held",
  "api-list-records",
  "api-get-record",
  "api-get-record-history",
  "api-plan-restore",
  "api-restore-span",
  "api-restore-record",
  "api-list-conflicts",
  "api-resolve-conflict",
  "api-list-queue",
  "api-list-dead-letters",
  "api-get-dead-letter",
  "api-replay-dead-letters",
  "api-skip-dead-letter",
  "api-list-audit",
  "api-list-accounts",
  "api-get-account",
  "api-renew-channels",
  "api-create-token",
  "api-rotate-token",
  "api-revoke-token"
})
@SecondApplication
class ApiTest {

  private static final String ODD = "a/b c%d+é~\\.;?#&x=\"1\"";

  private static TestSandbox sandbox;
  private static RunningLockstep lockstep;
  private static JdbcClient jdbc;
  private static ApiClient api;

  private static String definition(String sync, String key) {
    return """
    sync: %s
    source: { table: %s, key: [%s], account: owner }
    target: { calendar: primary, timeZone: Europe/Berlin }
    direction: both
    fields: { summary: title, location: place, start: starts_at, end: ends_at }
    policies: { conflict: manual, debounce: 0ms }
    schedule: { every: 1h }
    """
        .formatted(sync, sync, key);
  }

  @BeforeAll
  static void start() {
    sandbox = TestSandbox.start();
    lockstep =
        RunningLockstep.start(
            TestDatabase.empty(),
            sandbox,
            // A user's own, in whose place ours could stand.
            "spring.autoconfigure.exclude="
                + "org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration",
            "lockstep.api.requests-per-minute=1000000",
            "lockstep.api.failures-per-minute=1000000");
    jdbc = lockstep.jdbc();
    for (String sync : List.of("visits", "pairs")) {
      jdbc.sql(
              """
              CREATE TABLE public.%s (
                id text, part text DEFAULT 'x', owner text, title text, place text,
                starts_at timestamptz DEFAULT '2030-01-01T09:00:00Z',
                ends_at timestamptz DEFAULT '2030-01-01T10:00:00Z', PRIMARY KEY (%s))
              """
                  .formatted(sync, sync.equals("visits") ? "id" : "id, part"))
          .update();
      lockstep.connect(sync, sync + "@example.com");
    }
    lockstep
        .bean(Engine.class)
        .start(
            Definitions.parse(
                Map.of(
                    "visits.yaml", definition("visits", "id"),
                    "pairs.yaml", definition("pairs", "id, part"))));
    api = new ApiClient(lockstep.port(), token("*"));
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  // Who may

  @Test
  void withoutAGoodTokenNothingIsAnsweredNotEvenThatItIsNotThere() {
    String revoked = token("*");
    lockstep
        .bean(AccessTokens.class)
        .revoke(lockstep.bean(AccessTokens.class).use(revoked).orElseThrow().id());
    for (String bad : new String[] {null, "", "ls_guess", revoked}) {
      for (String path :
          List.of("/api/v1/syncs", "/api/v1/nothing", "/api/v1/dead-letters/replay")) {
        HttpResponse<String> answer = api.with(bad).get(path);
        problem(answer, 401, "unauthenticated");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
            .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
      }
    }
  }

  @Test
  void aTokenMayWhatItsScopesSay() {
    ApiClient reader = api.with(token("read"));
    assertThat(reader.get("/api/v1/syncs").statusCode()).isEqualTo(200);
    problem(reader.post("/api/v1/syncs/visits/pause", "{}"), 403, "forbidden");
    problem(reader.post("/api/v1/tokens", "{}"), 403, "forbidden");
    problem(api.with(token("operate")).get("/api/v1/syncs"), 403, "forbidden");
    assertThat(paused("visits")).isEmpty();
  }

  @Test
  void nobodyHandsOnMoreThanTheyHave() {
    ApiClient issuer = api.with(token("tokens", "read"));
    JsonNode made =
        json(issuer.post("/api/v1/tokens", "{\"name\": \"ci\", \"scopes\": [\"read\"]}"));
    assertThat(api.with(made.path("token").asText()).get("/api/v1/queue").statusCode())
        .isEqualTo(200);
    problem(
        issuer.post("/api/v1/tokens", "{\"name\": \"ci\", \"scopes\": [\"operate\"]}"),
        403,
        "forbidden");
    problem(
        issuer.post("/api/v1/tokens", "{\"name\": \"ci\", \"scopes\": [\"*\"]}"), 403, "forbidden");

    String wide = token("*");
    UUID id = lockstep.bean(AccessTokens.class).use(wide).orElseThrow().id();
    problem(issuer.post("/api/v1/tokens/" + id + "/rotate", null), 403, "forbidden");
    assertThat(lockstep.bean(AccessTokens.class).use(wide)).isPresent();
  }

  @Test
  void aTokenIsMadeRotatedAndRevoked() {
    HttpResponse<String> created =
        api.post(
            "/api/v1/tokens",
            "{\"name\": \"ci\", \"scopes\": [\"read\"], \"lifetime_seconds\": 3600}");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode token = json(created);
    assertThat(token.path("expires_at").asText()).isNotEmpty();
    String path = "/api/v1/tokens/" + token.path("id").asText();

    JsonNode rotated = json(api.post(path + "/rotate", null));
    problem(api.with(token.path("token").asText()).get("/api/v1/syncs"), 401, "unauthenticated");
    ApiClient with = api.with(rotated.path("token").asText());
    assertThat(with.get("/api/v1/syncs").statusCode()).isEqualTo(200);

    HttpResponse<String> revoked = api.call("DELETE", path, null);
    assertThat(revoked.statusCode()).isEqualTo(204);
    assertThat(revoked.body()).isEmpty();
    problem(with.get("/api/v1/syncs"), 401, "unauthenticated");
    problem(api.call("DELETE", path, null), 404, "not-found");
  }

  // What fits

  @Test
  void whatDoesNotFitTheContractIsSaidInAProblemDocument() {
    problem(api.get("/api/v1/nothing"), 404, "not-found");
    problem(api.get("/api/v1/syncs/"), 404, "not-found");
    HttpResponse<String> method = api.call("DELETE", "/api/v1/syncs", null);
    problem(method, 405, "method-not-allowed");
    assertThat(method.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(
            problem(api.get("/api/v1/queue?limit=0"), 400, "bad-request").path("detail").asText())
        .startsWith("limit: ");
    problem(api.get("/api/v1/queue?limit=many"), 400, "bad-request");
    problem(api.get("/api/v1/queue?limit=1&limit=2"), 400, "bad-request");
    problem(api.get("/api/v1/queue?colour=red"), 400, "bad-request");
    problem(api.get("/api/v1/queue?status=odd"), 400, "bad-request");
    problem(api.get("/api/v1/queue?after=x"), 400, "bad-request");
    problem(api.get("/api/v1/audit?since=yesterday"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/visits/records?after=x"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/visits/records/~2"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/visits/records/~FF"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/visits/records/~00"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/visits/records/a%25b"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/visits/records/a;b"), 400, "bad-request");
    assertThat(api.get("/api/v1/syncs/visits/records/a%2Fb").statusCode()).isEqualTo(400);
    problem(api.get("/api/v1/dead-letters/abc"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/nosuch"), 404, "not-found");
    problem(api.get("/api/v1/queue?sync=nosuch"), 404, "not-found");
    problem(api.get("/api/v1/dead-letters?sync=nosuch"), 404, "not-found");
    problem(api.get("/api/v1/syncs/visits/records/never/history"), 404, "not-found");

    String pause = "/api/v1/syncs/visits/pause";
    JsonNode faults =
        problem(api.post(pause, "{\"direction\": \"up\", \"extra\": 1}"), 400, "bad-request");
    assertThat(faults.path("errors"))
        .extracting(JsonNode::asText)
        .hasSize(2)
        .anySatisfy(fault -> assertThat(fault).startsWith("body/direction: "))
        .anySatisfy(fault -> assertThat(fault).startsWith("body: ").contains("extra"));
    problem(api.post(pause, "{"), 400, "bad-request");
    problem(api.post(pause, "[]"), 400, "bad-request");
    problem(api.post("/api/v1/dead-letters/1/skip", null), 400, "bad-request");
    problem(api.post("/api/v1/dead-letters/1/skip", "{\"reason\": \"\"}"), 400, "bad-request");
    problem(api.post("/api/v1/dead-letters/1/skip", "{\"reason\": \" \"}"), 400, "bad-request");
    problem(
        api.post("/api/v1/tokens", "{\"name\": \" \", \"scopes\": [\"read\"]}"),
        400,
        "bad-request");
    problem(api.get("/api/v1/dead-letters?text="), 400, "bad-request");
    problem(api.post("/api/v1/dead-letters/replay", "{\"ids\": [1, 1]}"), 400, "bad-request");
    // 2 to the 64th and one more, of which 64 bits are one.
    problem(
        api.post("/api/v1/dead-letters/replay", "{\"ids\": [18446744073709551617]}"),
        400,
        "bad-request");
    problem(
        api.post("/api/v1/syncs/visits/records/1/restore", "{\"version\": 18446744073709551617}"),
        400,
        "bad-request");
    problem(
        api.post("/api/v1/dead-letters/1/skip", "{\"reason\": \"\\u0000\"}"), 400, "bad-request");
    problem(api.post("/api/v1/dead-letters/replay", "{}"), 400, "bad-request");
    problem(
        api.post("/api/v1/dead-letters/replay", "{\"all\": true, \"ids\": [1]}"),
        400,
        "bad-request");
    problem(
        api.send(
            pause,
            request ->
                request.header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}"))),
        415,
        "not-json");
    problem(api.post(pause, "{\"x\": \"" + "x".repeat(70_000) + "\"}"), 413, "too-large");
    problem(sentAs("application/json", StandardCharsets.ISO_8859_1), 400, "bad-request");
    problem(
        sentAs("application/json;charset=ISO-8859-1", StandardCharsets.ISO_8859_1),
        400,
        "bad-request");
    problem(sentAs("application/json;charset=nope", StandardCharsets.UTF_8), 415, "not-json");
    problem(
        sentAs("application/json;charset=ISO-8859-1", StandardCharsets.UTF_8), 404, "not-found");
    assertThat(paused("visits")).isEmpty();
  }

  private static HttpResponse<String> sentAs(String type, Charset charset) {
    return api.send(
        "/api/v1/dead-letters/987654321/skip",
        request ->
            request
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"reason\": \"M\u00fcller\"}", charset)));
  }

  @Test
  void anAnswerIsJsonWhateverIsAcceptedAndABodyNeedNotBe() {
    for (String accepted : List.of("application/json", "text/html", "*/*")) {
      HttpResponse<String> answer = api.get("/api/v1/syncs", "Accept", accepted);
      assertThat(answer.statusCode()).as(accepted).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }
    HttpResponse<String> chunked =
        api.send(
            "/api/v1/syncs/visits/approve",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("{}"))));
    problem(chunked, 413, "too-large");
    assertThat(api.post("/api/v1/syncs/visits/approve", null).statusCode()).isEqualTo(200);
  }

  @Test
  void headersOfTheRequestDoNotComeBack() {
    String[] given = {"X-Mine", "secret", "breadcrumbId", "mine", "Accept-Language", "de"};
    for (HttpResponse<String> answer :
        List.of(
            api.get("/api/v1/syncs", given),
            api.get("/api/v1/syncs/nosuch", given),
            api.get("/api/v1/queue?limit=x", given),
            api.get("/api/v1/nothing", given),
            api.with(null).get("/api/v1/syncs", given),
            api.post("/api/v1/syncs/visits/approve", "{}", given))) {
      assertThat(answer.headers().map().keySet())
          .noneMatch(
              name ->
                  List.of("x-mine", "breadcrumbid", "accept-language", "authorization", "limit")
                      .contains(name.toLowerCase()));
      assertThat(answer.headers().map().toString()).doesNotContain("secret", "ls_");
    }
  }

  @Test
  void aReadThatBringsNothingNewIsAnswered304() {
    write("visits", "tagged", "first");
    linked("visits", "tagged");
    String path = "/api/v1/syncs/visits/records/tagged";
    await().until(() -> json(api.get(path)).path("queue").isEmpty());
    HttpResponse<String> first = api.get(path);
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = api.get(path, "If-None-Match", "\"other\", W/" + tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains(tag);

    jdbc.sql("UPDATE public.visits SET place = 'elsewhere' WHERE id = 'tagged'").update();
    soon().until(() -> api.get(path, "If-None-Match", tag).statusCode() == 200);
  }

  @Test
  void aReadIsAskedForWithoutItsBody() {
    String path = "/api/v1/accounts/visits";
    HttpResponse<String> read = api.get(path);
    HttpResponse<String> head = api.call("HEAD", path, null);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("ETag", "Content-Type", "Cache-Control")) {
      assertThat(head.headers().firstValue(name))
          .as(name)
          .isEqualTo(read.headers().firstValue(name));
    }
    String tag = read.headers().firstValue("ETag").orElseThrow();
    assertThat(api.call("HEAD", path, null, "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(api.call("HEAD", "/api/v1/syncs/nosuch", null).statusCode()).isEqualTo(404);
    assertThat(api.with(null).call("HEAD", path, null).statusCode()).isEqualTo(401);
    assertThat(api.call("HEAD", "/api/v1/syncs/visits/pause", null).statusCode()).isEqualTo(405);
    assertThat(api.call("DELETE", path, null).headers().firstValue("Allow")).contains("GET, HEAD");
  }

  // Records

  @Test
  void everyKeyCanBeAddressed() {
    for (String key : List.of(ODD, "..", "plain", "ünïcode 漢字", "~41", "%2F")) {
      write("visits", key, "odd " + key.hashCode());
      String state = linked("visits", key);
      assertThat(state).as(key).isEqualTo("linked");
      JsonNode history =
          json(api.get("/api/v1/syncs/visits/records/" + PathText.encode(key) + "/history"));
      assertThat(history.path("items")).as(key).isNotEmpty();
      assertThat(history.path("items").get(0).path("key").asText()).isEqualTo(key);
    }
    assertThat(json(api.get("/api/v1/syncs/visits/records/pl%61in")).path("key").asText())
        .isEqualTo("plain");
    write("visits", "", "no text");
    assertThat(linked("visits", "")).as("the empty key").isEqualTo("linked");

    write("pairs", "a/b", "composite");
    assertThat(linked("pairs", "[\"a/b\", \"x\"]")).isEqualTo("linked");
    String spelled = "/api/v1/syncs/pairs/records/" + PathText.encode("[\"a/b\",\"x\"]");
    assertThat(json(api.get(spelled)).path("key").asText()).isEqualTo("[\"a/b\", \"x\"]");
    assertThat(json(api.get(spelled + "/history")).path("items")).isNotEmpty();
  }

  @Test
  void whatTheServerItselfRefusesIsAProblemToo() {
    problem(api.get("/api/v1/syncs/visits/records/%00"), 400, "bad-request");
    problem(api.get("/api/v1/syncs/%00"), 400, "bad-request");
  }

  @Test
  void aRecordShowsItsLinksWithBothSides() {
    write("visits", "seen", "Seen by all");
    linked("visits", "seen");

    JsonNode record = json(api.get("/api/v1/syncs/visits/records/seen"));
    JsonNode link = record.path("links").get(0);
    assertThat(link.path("account").asText()).isEqualTo("visits");
    assertThat(link.path("source").path("summary").asText()).isEqualTo("Seen by all");
    assertThat(link.path("google").path("summary").asText()).isEqualTo("Seen by all");
    problem(api.get("/api/v1/syncs/visits/records/never"), 404, "not-found");
  }

  @Test
  void listsArePagedByKeyAndFollowedByNext() {
    for (int i = 0; i < 7; i++) {
      write("pairs", "page" + i, "page");
      linked("pairs", "[\"page" + i + "\", \"x\"]");
    }
    List<String> keys = new ArrayList<>();
    String next = "/api/v1/syncs/pairs/records?limit=3&state=linked&account=pairs";
    while (!next.isEmpty()) {
      JsonNode page = json(api.get(next));
      assertThat(page.path("items").size()).isBetween(1, 3);
      page.path("items").forEach(item -> keys.add(item.path("key").asText()));
      next = page.path("next").asText("");
    }
    assertThat(keys).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(7);
    assertThat(keys)
        .containsExactlyInAnyOrderElementsOf(
            jdbc.sql("SELECT key FROM lockstep.sync_mapping WHERE sync = 'pairs'")
                .query(String.class)
                .list());
    assertThat(json(api.get("/api/v1/syncs/pairs/records?state=gone")).path("items")).isEmpty();

    JsonNode first = json(api.get("/api/v1/audit?limit=2&sync=pairs&kind=change"));
    JsonNode second = json(api.get(first.path("next").asText()));
    assertThat(second.path("items").get(0).path("id").asLong())
        .isLessThan(first.path("items").get(1).path("id").asLong());
    assertThat(second.path("items").get(0).path("kind").asText()).isEqualTo("change");

    JsonNode syncs = json(api.get("/api/v1/syncs?limit=1"));
    assertThat(syncs.path("items").get(0).path("name").asText()).isEqualTo("pairs");
    assertThat(
            json(api.get(syncs.path("next").asText())).path("items").get(0).path("name").asText())
        .isEqualTo("visits");
  }

  @Test
  void anEarlierVersionIsRestored() {
    write("visits", "back", "first title");
    linked("visits", "back");
    long version =
        json(api.get("/api/v1/syncs/visits/records/back/history"))
            .path("items")
            .get(0)
            .path("id")
            .asLong();
    problem(api.post("/api/v1/syncs/visits/records/back/restore", null), 422, "unfit");
    problem(api.post("/api/v1/syncs/visits/records/none/restore", "{}"), 404, "not-found");
    jdbc.sql("UPDATE public.visits SET title = 'second' WHERE id = 'back'").update();
    soon().until(() -> event("second") != null);
    quiet("visits", "back");
    long change =
        jdbc.sql("SELECT min(id) FROM lockstep.sync_audit WHERE key = 'back' AND kind = 'change'")
            .query(Long.class)
            .single();

    HttpResponse<String> answer =
        api.post("/api/v1/syncs/visits/records/back/restore", "{\"version\": " + change + "}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("version").asLong()).isEqualTo(change);

    soon().until(() -> title("back").equals("first title"));
    assertThat(version).isPositive();
  }

  @Test
  void allRecordsOfASpanOfTimeAreRestoredPageByPage() {
    for (String id : List.of("span1", "span2", "span3")) {
      write("visits", id, "before " + id);
      linked("visits", id);
      quiet("visits", id);
    }
    String since =
        jdbc.sql("SELECT clock_timestamp()")
            .query(OffsetDateTime.class)
            .single()
            .toInstant()
            .toString();
    jdbc.sql("UPDATE public.visits SET title = 'wrong ' || id WHERE id LIKE 'span_'").update();
    soon().until(() -> event("wrong span3") != null);
    List.of("span1", "span2", "span3").forEach(id -> quiet("visits", id));
    String path = "/api/v1/syncs/visits/restore";
    ApiClient reader = api.with(token("read"));

    JsonNode first = json(reader.get(path + "?limit=2&since=" + since));
    assertThat(first.path("items")).hasSize(2);
    assertThat(first.at("/items/0/href").asText()).isEqualTo("/api/v1/syncs/visits/records/span1");
    assertThat(first.at("/items/0/fields").toString())
        .isEqualTo(
            "[{\"field\":\"summary\",\"before\":\"wrong span1\",\"after\":\"before span1\"}]");
    assertThat(first.at("/counts/go_back").asInt()).isEqualTo(2);
    assertThat(first.path("next").asText())
        .contains("until=" + first.path("until").asText().replace(":", "%3A"));
    JsonNode second = json(reader.get(first.path("next").asText()));
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("until")).isEqualTo(first.path("until"));
    assertThat(second.has("next")).isFalse();
    assertThat(title("span1")).as("looking writes nothing").isEqualTo("wrong span1");

    problem(reader.post(path, "{\"since\": \"" + since + "\"}"), 403, "forbidden");
    problem(api.with(token("operate")).get(path + "?since=" + since), 403, "forbidden");
    problem(api.get(path), 400, "bad-request");
    problem(api.post(path, "{}"), 400, "bad-request");
    problem(api.post(path, "{\"since\": \"yesterday\"}"), 400, "bad-request");
    problem(api.get(path + "?since=" + since + "&by=nobody"), 400, "bad-request");
    problem(
        api.post(path, "{\"since\": \"" + since + "\", \"until\": \"2020-01-01T00:00:00Z\"}"),
        422,
        "unfit");
    problem(api.get("/api/v1/syncs/nosuch/restore?since=" + since), 404, "not-found");

    JsonNode answer =
        json(api.post(path, "{\"since\": \"" + since + "\", \"by\": \"source\", \"limit\": 2}"));
    assertThat(answer.at("/counts/go_back").asInt()).isEqualTo(2);
    assertThat(answer.at("/next/by").asText()).isEqualTo("source");
    HttpResponse<String> last = api.post(path, answer.path("next").toString());
    assertThat(last.statusCode()).isEqualTo(202);
    assertThat(json(last).at("/counts/go_back").asInt()).isEqualTo(1);
    assertThat(json(last).has("next")).isFalse();

    soon().until(() -> event("before span1") != null && event("before span3") != null);
    assertThat(title("span2")).isEqualTo("before span2");
    List.of("span1", "span2", "span3").forEach(id -> quiet("visits", id));
    JsonNode again = json(api.post(path, "{\"since\": \"" + since + "\"}"));
    assertThat(again.at("/counts/same").asInt()).isEqualTo(3);
    assertThat(again.at("/counts/go_back").asInt()).isZero();
  }

  @Test
  void aConflictIsListedAndDecided() {
    write("visits", "both", "contested");
    linked("visits", "both");
    // Neither edit is taken before the other is made.
    api.post("/api/v1/syncs/visits/pause", null);
    patch("contested", "{\"location\": \"Event St\"}");
    jdbc.sql("UPDATE public.visits SET place = 'Row St' WHERE id = 'both'").update();
    api.post("/api/v1/syncs/visits/resume", null);
    lockstep.bean(ScheduledPulls.class).ask("visits");
    soon().until(() -> !json(api.get("/api/v1/syncs/visits/conflicts")).path("items").isEmpty());

    assertThat(json(api.get("/api/v1/syncs/visits")).path("conflicts").asInt())
        .as("whoever looks at the sync sees that a person is asked")
        .isEqualTo(1);
    JsonNode conflict = json(api.get("/api/v1/syncs/visits/conflicts")).path("items").get(0);
    assertThat(conflict.path("key").asText()).isEqualTo("both");
    assertThat(conflict.path("source").path("location").asText()).isEqualTo("Row St");
    assertThat(conflict.path("google").path("location").asText()).isEqualTo("Event St");
    String resolve = "/api/v1/syncs/visits/conflicts/both/resolve";
    problem(api.post(resolve, "{\"side\": \"left\"}"), 400, "bad-request");
    problem(api.post(resolve, "{\"fields\": {\"summary\": \"source\"}}"), 422, "unfit");

    HttpResponse<String> answer = api.post(resolve, "{\"fields\": {\"location\": \"google\"}}");
    assertThat(answer.statusCode()).isEqualTo(202);
    soon()
        .until(
            () ->
                "Event St"
                    .equals(
                        jdbc.sql("SELECT place FROM public.visits WHERE id = 'both'")
                            .query(String.class)
                            .single()));
    soon().until(() -> json(api.get("/api/v1/syncs/visits/conflicts")).path("items").isEmpty());
    assertThat(json(api.get("/api/v1/syncs/visits")).path("conflicts").asText()).isEqualTo("0");
    problem(api.post(resolve, "{\"side\": \"source\"}"), 409, "not-now");
  }

  // Syncs and work

  @Test
  void aSyncIsPausedAndResumedInOneDirection() {
    JsonNode paused = json(api.post("/api/v1/syncs/pairs/pause", "{\"direction\": \"to-google\"}"));
    assertThat(paused.path("status").asText()).isEqualTo("paused");
    assertThat(paused.path("paused").get(0).path("direction").asText()).isEqualTo("to-google");
    write("pairs", "waits", "waits");
    soon()
        .until(
            () ->
                !json(api.get("/api/v1/queue?sync=pairs&direction=to-google&status=pending"))
                    .path("items")
                    .isEmpty());

    JsonNode resumed = json(api.post("/api/v1/syncs/pairs/resume", null));
    assertThat(resumed.path("paused")).isEmpty();
    assertThat(resumed.path("status").asText()).as("a node is at work").isEqualTo("runs");
    assertThat(linked("pairs", "[\"waits\", \"x\"]")).isEqualTo("linked");
    assertThat(
            json(api.get("/api/v1/syncs/pairs"))
                .path("definition")
                .path("source")
                .path("table")
                .asText())
        .isEqualTo("pairs");
  }

  @Test
  void aPlanTellsWhatAResyncThenDoes() {
    write("pairs", "planned", "as it is");
    linked("pairs", "[\"planned\", \"x\"]");
    quiet("pairs", "[\"planned\", \"x\"]");
    // Nobody but the resync is to find the edit, a late notification neither.
    api.post("/api/v1/syncs/pairs/pause", "{\"direction\": \"from-google\"}");
    soon().until(() -> leases("pairs") == 0);
    lockstep.google(
        "pairs@example.com",
        "PATCH",
        "calendar/v3/calendars/primary/events/" + event("pairs", "as it is").path("id").asText(),
        "{\"location\": \"Planned St\"}");

    JsonNode plan = json(api.get("/api/v1/syncs/pairs/plan"));
    assertThat(plan.path("from_google").path("updated").asLong()).isEqualTo(1);
    assertThat(plan.path("records").toString()).contains("Planned St");
    assertThat(json(api.get("/api/v1/syncs/pairs/plan?limit=1")).path("left_out").asLong())
        .isEqualTo(plan.path("records").size() - 1);
    assertThat(place("planned")).as("nothing is written").isNull();

    long reconciled = reconciles();
    // Of everything, as on the command line.
    HttpResponse<String> answer = api.post("/api/v1/syncs/pairs/resync", null);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(count(answer)).isEqualTo(1);
    assertThat(reconciles()).isEqualTo(reconciled + 1);
    assertThat(api.post("/api/v1/syncs/pairs/resync", "{\"mode\": \"incremental\"}").statusCode())
        .isEqualTo(202);
    assertThat(reconciles()).isEqualTo(reconciled + 1);
    api.post("/api/v1/syncs/pairs/resume", "{\"direction\": \"from-google\"}");
    soon().until(() -> "Planned St".equals(place("planned")));
    JsonNode why =
        json(api.get(
                "/api/v1/syncs/pairs/records/"
                    + PathText.encode("[\"planned\", \"x\"]")
                    + "/history"))
            .path("items")
            .findValue("caused_by");
    assertThat(why.path("by").asText()).isEqualTo("resync");
    assertThat(why.path("who").asText()).isEqualTo("token 'test'");
    problem(api.post("/api/v1/syncs/nosuch/resync", null), 404, "not-found");
    assertThat(
            problem(
                    api.post("/api/v1/syncs/pairs/resync", "{\"key\": \"12345\"}"),
                    404,
                    "not-found")
                .path("detail")
                .asText())
        .contains("'12345'");
    assertThat(
            count(
                api.post(
                    "/api/v1/syncs/pairs/resync", "{\"key\": \"[\\\"planned\\\", \\\"x\\\"]\"}")))
        .isEqualTo(1);
    problem(api.post("/api/v1/syncs/pairs/resync", "{\"account\": \"nobody\"}"), 409, "not-now");
    problem(api.get("/api/v1/syncs/nosuch/plan"), 404, "not-found");
  }

  /** How often a comparison of everything was asked of the pairs. */
  private static long reconciles() {
    return jdbc.sql(
            """
            SELECT d.reconcile_generation
            FROM lockstep.sync_due d
            JOIN lockstep.sync_partition p ON p.id = d.partition_id
            WHERE p.sync = 'pairs'
            """)
        .query(Long.class)
        .single();
  }

  private static String place(String id) {
    return jdbc.sql("SELECT place FROM public.pairs WHERE id = :id")
        .param("id", id)
        .query((row, n) -> java.util.Optional.ofNullable(row.getString(1)))
        .single()
        .orElse(null);
  }

  @Test
  void deadLettersAreFoundMendedReplayedAndSkipped() {
    write("visits", "long one", "z".repeat(1500));
    write("visits", "long two", "z".repeat(1500));
    soon().until(() -> dead().size() == 2);
    JsonNode one = dead().get(0);
    assertThat(one.path("kind").asText()).isEqualTo("permanent");
    assertThat(one.path("reason").asText()).contains("1500 characters");
    assertThat(one.path("payload").path("title").asText()).startsWith("zzz");
    assertThat(one.path("due_at").asText()).isNotEmpty();
    String path = "/api/v1/dead-letters/" + one.path("id").asLong();
    assertThat(json(api.get(path)).path("key")).isEqualTo(one.path("key"));
    assertThat(json(api.get("/api/v1/dead-letters?kind=quota")).path("items")).isEmpty();
    assertThat(json(api.get("/api/v1/dead-letters?text=LONG+TWO&sync=visits")).path("items"))
        .hasSize(1);

    JsonNode skipped = json(api.post(path + "/skip", "{\"reason\": \"an old one\"}"));
    assertThat(skipped.path("status").asText()).isEqualTo("skipped");
    assertThat(skipped.path("skip_reason").asText()).isEqualTo("an old one");
    assertThat(dead()).hasSize(1);
    assertThat(json(api.get("/api/v1/dead-letters?skipped=true&sync=visits")).path("items"))
        .hasSize(2);
    assertThat(json(api.get("/api/v1/audit?kind=notice&limit=1")).toString())
        .contains("skipped: an old one");
    assertThat(
            problem(api.post(path + "/skip", "{\"reason\": \"again\"}"), 409, "not-now")
                .path("detail")
                .asText())
        .contains("is skipped already");
    problem(api.get("/api/v1/dead-letters/999999"), 404, "not-found");

    long again = attempts();
    assertThat(
            json(api.post("/api/v1/dead-letters/replay", "{\"text\": \"long\"}"))
                .path("count")
                .asLong())
        .isEqualTo(1);
    soon().until(() -> dead().size() == 1 && attempts() > again);
    jdbc.sql("UPDATE public.visits SET title = 'short enough ' || id WHERE title LIKE 'zzz%'")
        .update();
    soon().until(() -> dead().isEmpty() && event("short enough long one") != null);
    assertThat(
            json(api.post("/api/v1/dead-letters/replay", "{\"all\": true}")).path("count").asLong())
        .isZero();
    problem(api.post("/api/v1/dead-letters/replay", "{\"ids\": [999999]}"), 404, "not-found");
  }

  @Test
  void whatTheBrakeHoldsIsApprovedOrDiscarded() {
    write("pairs", "held", "held");
    linked("pairs", "[\"held\", \"x\"]");
    quiet("pairs", "[\"held\", \"x\"]");
    String held =
        """
        INSERT INTO lockstep.sync_queue (partition_id, sync, direction, account, calendar, key,
          status, effect, first_changed_at, changed_at, not_before)
        SELECT id, sync, 'to_google', account, calendar, '["held", "x"]', 'held', 'delete', now(),
          now(), now()
        FROM lockstep.sync_partition WHERE sync = 'pairs'
        """;
    jdbc.sql(held).update();
    for (String decision : List.of("approve", "discard", "resync")) {
      assertThat(
              problem(
                      api.post("/api/v1/syncs/pairs/" + decision, "{\"account\": \"nobody\"}"),
                      409,
                      "not-now")
                  .path("detail")
                  .asText())
          .as(decision)
          .contains("'nobody'");
    }
    long number =
        jdbc.sql("SELECT id FROM lockstep.sync_queue WHERE status = 'held' AND sync = 'pairs'")
            .query(Long.class)
            .single();
    assertThat(
            problem(
                    api.post("/api/v1/dead-letters/" + number + "/skip", "{\"reason\": \"x\"}"),
                    409,
                    "not-now")
                .path("detail")
                .asText())
        .contains("the brake holds it");
    assertThat(count(api.post("/api/v1/syncs/pairs/approve", null))).isEqualTo(1);
    quiet("pairs", "[\"held\", \"x\"]");
    jdbc.sql(held).update();
    assertThat(count(api.post("/api/v1/syncs/pairs/discard", "{}"))).isEqualTo(1);
    problem(api.post("/api/v1/syncs/nosuch/discard", "{}"), 404, "not-found");
  }

  @Test
  void accountsAreShownWithoutTheirTokensAndTheirChannelsRenewed() {
    HttpResponse<String> answer = api.get("/api/v1/accounts?limit=1");
    JsonNode first = json(answer);
    assertThat(first.path("items").get(0).path("owner").asText()).isEqualTo("pairs");
    JsonNode account = json(api.get("/api/v1/accounts/visits"));
    assertThat(account.path("email").asText()).isEqualTo("visits@example.com");
    assertThat(account.path("status").asText()).isEqualTo("active");
    assertThat(account.toString()).doesNotContainIgnoringCase("token");

    jdbc.sql(
            """
            INSERT INTO lockstep.sync_channel (id, sync, account, calendar, secret_hash, state)
            VALUES ('mine', 'visits', 'visits', 'primary', '\\x00', 'open')
            """)
        .update();
    assertThat(api.post("/api/v1/accounts/visits/channels/renew", null).statusCode())
        .isEqualTo(202);
    assertThat(
            jdbc.sql(
                    "SELECT renewal_asked OR state <> 'open' FROM lockstep.sync_channel WHERE id = 'mine'")
                .query(Boolean.class)
                .single())
        .isTrue();
    problem(api.post("/api/v1/accounts/nobody/channels/renew", null), 404, "not-found");
  }

  @Test
  void otherWaysInAreAsTheyWere() {
    ApiClient stranger = api.with(null);
    assertThat(stranger.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(stranger.get("/actuator/prometheus").statusCode()).isEqualTo(200);
    assertThat(stranger.get("/").statusCode()).isEqualTo(200);
    assertThat(stranger.post("/webhooks/google/calendar", "").statusCode()).isEqualTo(200);
  }

  private static String token(String... scopes) {
    return lockstep.bean(AccessTokens.class).create("test", List.of(scopes), null).token();
  }

  private static JsonNode problem(HttpResponse<String> answer, int status, String word) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = tree(answer);
    assertThat(problem.path("type").asText()).isEqualTo("urn:problem-type:lockstep:" + word);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotEmpty();
    return problem;
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  private static void write(String table, String id, String title) {
    jdbc.sql(
            "INSERT INTO public.%s (id, owner, title) VALUES (:id, :owner, :title)"
                .formatted(table))
        .param("id", id)
        .param("owner", table)
        .param("title", title)
        .update();
  }

  /** The state of the record's link, once it has one that rests. */
  private static String linked(String sync, String key) {
    String path = "/api/v1/syncs/" + sync + "/records/" + PathText.encode(key);
    soon()
        .until(
            () ->
                tree(api.get(path)).path("links").path(0).path("state").asText().equals("linked"));
    JsonNode record = json(api.get(path));
    assertThat(record.path("key").asText()).isEqualTo(key);
    assertThat(record.path("links").get(0).path("href").asText()).isEqualTo(path);
    return record.path("links").get(0).path("state").asText();
  }

  private static void quiet(String sync, String key) {
    String path = "/api/v1/syncs/" + sync + "/records/" + PathText.encode(key);
    soon().until(() -> json(api.get(path)).path("queue").isEmpty());
  }

  private static long leases(String sync) {
    return jdbc.sql(
            """
            SELECT count(*)
            FROM lockstep.sync_partition
            WHERE sync = ? AND lease_holder IS NOT NULL
            """)
        .param(sync)
        .query(Long.class)
        .single();
  }

  private static List<JsonNode> dead() {
    List<JsonNode> items = new ArrayList<>();
    json(api.get("/api/v1/dead-letters?sync=visits")).path("items").forEach(items::add);
    return items;
  }

  private static long attempts() {
    return jdbc.sql(
            "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice' AND sync = 'visits'")
        .query(Long.class)
        .single();
  }

  private static List<JsonNode> paused(String sync) {
    List<JsonNode> causes = new ArrayList<>();
    json(api.get("/api/v1/syncs/" + sync)).path("paused").forEach(causes::add);
    return causes;
  }

  private static long count(HttpResponse<String> answer) {
    return json(answer).path("count").asLong(-1);
  }

  private static String title(String id) {
    return jdbc.sql("SELECT title FROM public.visits WHERE id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private static JsonNode event(String summary) {
    return event("visits", summary);
  }

  private static JsonNode event(String owner, String summary) {
    return lockstep.events(owner + "@example.com").stream()
        .filter(event -> event.path("summary").asText().equals(summary))
        .findFirst()
        .orElse(null);
  }

  private static void patch(String summary, String body) {
    lockstep.google(
        "visits@example.com",
        "PATCH",
        Path.of("calendar/v3/calendars/primary/events", event(summary).path("id").asText())
            .toString(),
        body);
  }
}
