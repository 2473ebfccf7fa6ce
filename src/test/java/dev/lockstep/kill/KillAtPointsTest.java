package dev.lockstep.kill;

import static dev.lockstep.convergence.TwoSides.email;
import static dev.lockstep.convergence.TwoSides.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.convergence.TwoSides;
import dev.lockstep.testing.BesideOthers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application dies at the worst moments and is started again; what people do on both sides
 * meanwhile is merged. Numbers are those of the faults.
 */
@BesideOthers
class KillAtPointsTest {

  private static final String ANNA = "anna";
  private static final String BEN = "ben";

  @TempDir private static Path home;

  private static TwoSides sides;
  private static Killable lockstep;

  @BeforeAll
  static void start() throws IOException {
    sides = new TwoSides(home, 2);
    lockstep = Killable.start(sides.arguments());
    for (String owner : new String[] {ANNA, BEN}) {
      lockstep.connect(owner, granted(owner), inAnHour());
      // Whichever test comes first, both calendars are pulled.
      linked(owner, "from the beginning");
    }
  }

  /** What one test left dead is not the next one's fault. */
  @BeforeEach
  void isAlive() {
    if (!lockstep.isAlive()) {
      startsAgain();
    }
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sides.close();
  }

  private static JsonNode granted(String owner) {
    return sides.sandbox().account(email(owner));
  }

  private static Instant inAnHour() {
    return Instant.now().plusSeconds(3000);
  }

  private static void dies() {
    lockstep.awaitDeath();
  }

  private static void startsAgain() {
    lockstep = Killable.start(sides.arguments());
  }

  private static long linked(String owner, String title) {
    long id = sides.write(owner, title);
    soon().until(() -> sides.shows(owner, id, "summary", title));
    sides.settle();
    return id;
  }

  @Test
  void betweenClaimAndCall_2() {
    long changed = linked(ANNA, "claimed");
    lockstep.arm("after:claim-changes");
    long before = sides.lastRequest();
    sides.set(changed, "place = 'claimed St'");
    dies();
    long added = sides.write(BEN, "made meanwhile");
    sides.edit(ANNA, changed, "{\"summary\": \"edited meanwhile\"}");
    startsAgain();
    sides.holds(ANNA, BEN);
    assertThat(sides.value(changed, "title")).isEqualTo("edited meanwhile");
    assertThat(sides.value(changed, "place")).isEqualTo("claimed St");
    assertThat(sides.requests(before))
        .filteredOn(line -> line.path("method").asText().equals("PATCH"))
        .filteredOn(line -> line.path("account").asText().equals(email(ANNA)))
        .as("sent once")
        .hasSize(1);
    assertThat(sides.event(BEN, added)).isNotNull();
  }

  @Test
  void betweenIntentAndCall_2() {
    lockstep.arm("call:POST events", 2);
    long first = sides.write(ANNA, "first");
    long second = sides.write(ANNA, "second");
    long erased = sides.write(ANNA, "erased meanwhile");
    dies();
    sides.erase(erased);
    startsAgain();
    soon().until(() -> sides.event(ANNA, first) != null && sides.event(ANNA, second) != null);
    soon().until(() -> sides.isDoneOrWaits(erased));
    sides.fiveMinutesPass();
    sides.holds(ANNA, BEN);
    assertThat(sides.event(ANNA, first)).isNotNull();
    assertThat(sides.event(ANNA, second)).isNotNull();
    assertThat(sides.event(ANNA, erased)).isNull();
  }

  @Test
  void betweenCallAndAnswerOfAnInsert_1_5_56() {
    lockstep.arm("answer:POST events");
    long id = sides.write(ANNA, "inserted");
    dies();
    assertThat(sides.event(ANNA, id)).as("it arrived").isNotNull();
    sides.set(id, "title = 'edited before the restart'");
    sides.edit(ANNA, id, "{\"location\": \"A person's St\"}");
    startsAgain();
    sides.holds(ANNA, BEN);
    assertThat(sides.value(id, "title")).isEqualTo("edited before the restart");
    assertThat(sides.value(id, "place")).isEqualTo("A person's St");
  }

  @Test
  void betweenAnswerAndCommit_1_56_57() {
    long patched = linked(ANNA, "patched");
    long erased = linked(ANNA, "erased");
    long moved = linked(ANNA, "moved");
    lockstep.arm("before:commit-outcomes");
    sides
        .jdbc()
        .sql(
            """
            WITH gone AS (DELETE FROM public.visits WHERE id = :erased)
            UPDATE public.visits
            SET place = CASE id WHEN :patched THEN 'Sent St' ELSE place END,
              owner = CASE id WHEN :moved THEN 'ben' ELSE owner END,
              updated_at = clock_timestamp()
            WHERE id IN (:patched, :moved)
            """)
        .param("erased", erased)
        .param("patched", patched)
        .param("moved", moved)
        .update();
    dies();
    sides.set(patched, "place = 'Again St'");
    if (sides.event(ANNA, patched) != null) {
      sides.edit(ANNA, patched, "{\"summary\": \"named by a person\"}");
    }
    startsAgain();
    sides.holds(ANNA, BEN);
    assertThat(sides.value(patched, "place")).isEqualTo("Again St");
    assertThat(sides.value(patched, "title")).isEqualTo("named by a person");
    assertThat(sides.event(ANNA, erased)).isNull();
    assertThat(sides.event(ANNA, moved)).isNull();
    assertThat(sides.event(BEN, moved)).isNotNull();
  }

  @Test
  void betweenTwoPagesOfAListingOfEverything_3_15() {
    long edited = linked(ANNA, "edited unseen");
    long removed = linked(ANNA, "removed unseen");
    // Whoever's first page it is after which it dies, there is another one of both.
    for (String owner : new String[] {ANNA, BEN, BEN}) {
      linked(owner, "one more");
    }
    lockstep.kill();
    List<String> cursors = cursors();
    sides.edit(ANNA, edited, "{\"location\": \"Unseen St\"}");
    sides.remove(ANNA, removed);
    for (String owner : new String[] {ANNA, BEN}) {
      sides.sandbox().control("expire-sync-tokens", "{\"email\": \"" + email(owner) + "\"}");
    }
    lockstep = Killable.startArmed("after:merge-page", sides.arguments());
    dies();
    assertThat(cursors()).as("the cursor moves with the last page only").isEqualTo(cursors);
    sides.set(edited, "title = 'named between the pages'");
    startsAgain();
    soon().until(() -> sides.value(removed, "id") == null);
    sides.holds(ANNA, BEN);
    assertThat(cursors()).doesNotContainAnyElementsOf(cursors);
    assertThat(sides.value(edited, "place")).isEqualTo("Unseen St");
    assertThat(sides.value(edited, "title")).isEqualTo("named between the pages");
  }

  private static List<String> cursors() {
    return sides
        .jdbc()
        .sql("SELECT coalesce(cursor, 'none') FROM lockstep.sync_partition ORDER BY account")
        .query(String.class)
        .list();
  }

  @Test
  void whileARowIsWrittenFromGoogle() {
    long id = linked(BEN, "taken");
    lockstep.arm("before:move-cursor");
    sides.edit(BEN, id, "{\"location\": \"Taken St\"}");
    dies();
    startsAgain();
    soon().until(() -> "Taken St".equals(sides.value(id, "place")));
    sides.holds(ANNA, BEN);
    assertThat(
            sides.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'change' AND side = 'source'"
                    + " AND key = '"
                    + id
                    + "'"))
        .as("I6")
        .isEqualTo(1);
  }

  @Test
  void betweenChannelRowAndWatchCall_11_12_14() {
    linked(ANNA, "watched");
    linked(BEN, "watched too");
    lockstep.kill();
    channelsExpire();
    lockstep = Killable.startArmed("after:register-channel", sides.arguments());
    dies();
    lockstep = Killable.startArmed("before:record-channel", sides.arguments());
    dies();
    assertThat(channelsAtGoogle()).as("one that nobody recorded").isNotEmpty();
    startsAgain();
    soon().until(() -> channels("open") == 2 && channels("opening") == 0);
    // Changes are delivered through every channel at Google, so that lost ones give themselves
    // away.
    long id = linked(ANNA, "told");
    sides.edit(ANNA, id, "{\"location\": \"Told St\"}");
    soon().until(() -> "Told St".equals(sides.value(id, "place")));
    long ben = linked(BEN, "told too");
    sides.edit(BEN, ben, "{\"location\": \"Told St\"}");
    soon().until(() -> channelsAtGoogle().size() == 2);
    sides.holds(ANNA, BEN);

    lockstep.kill();
    channelsExpire();
    sides.edit(ANNA, id, "{\"location\": \"While down St\"}");
    startsAgain();
    soon().until(() -> "While down St".equals(sides.value(id, "place")));
    soon().until(() -> channels("open") == 2 && channelsAtGoogle().size() == 2);
    sides.holds(ANNA, BEN);
  }

  private static void channelsExpire() {
    sides.sandbox().control("expire-channels", "{}");
    sides
        .jdbc()
        .sql("UPDATE lockstep.sync_channel SET expires_at = now() - interval '1 second'")
        .update();
  }

  private static long channels(String state) {
    return sides.count(
        "SELECT count(*) FROM lockstep.sync_channel WHERE state = '"
            + state
            + "' AND (expires_at IS NULL OR expires_at > now())");
  }

  private static List<JsonNode> channelsAtGoogle() {
    List<JsonNode> channels = new ArrayList<>();
    read(sides
            .sandbox()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create(sides.sandbox().rootUrl() + "sandbox/channels"))
                    .build())
            .body())
        .forEach(
            channel -> {
              if (channel.path("live").asBoolean()) {
                channels.add(channel);
              }
            });
    return channels;
  }

  private static JsonNode read(String json) {
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(json, e);
    }
  }

  @Test
  void betweenTokenRefreshAndSave_38() {
    long id = linked(BEN, "refreshed");
    lockstep.arm("answer:POST token");
    lockstep.connect(BEN, granted(BEN), Instant.now());
    dies();
    sides.set(id, "place = 'Waiting St'");
    startsAgain();
    sides.holds(ANNA, BEN);
    assertThat(sides.shows(BEN, id, "location", "Waiting St")).isTrue();

    // Where Google hands out another refresh token each time, the lost answer had the only good
    // one.
    lockstep.arm("answer:POST token");
    lockstep.connect(BEN, granted(BEN), Instant.now());
    dies();
    sides.sandbox().control("revoke", "{\"email\": \"" + email(BEN) + "\"}");
    sides.set(id, "place = 'Patient St'");
    startsAgain();
    soon()
        .until(
            () ->
                sides.count(
                        "SELECT count(*) FROM lockstep.user_integrations"
                            + " WHERE owner = 'ben' AND status = 'reconnect-required'")
                    == 1);
    soon().until(() -> timesPutOff(BEN) == 1);
    sides.jdbc().sql("UPDATE lockstep.sync_back_off SET back_off_until = now()").update();
    soon().until(() -> timesPutOff(BEN) == 2);
    assertThat(sides.notices("accountReconnect")).as("asked once").isEqualTo(1);
    lockstep.connect(BEN, granted(BEN), inAnHour());
    soon().until(() -> sides.shows(BEN, id, "location", "Patient St"));
    sides.holds(ANNA, BEN);
    assertThat(sides.notices("accountReconnect")).isEqualTo(1);
  }

  private static long timesPutOff(String owner) {
    return sides.count(
        "SELECT coalesce(max(attempts), 0) FROM lockstep.sync_back_off WHERE scope = 'account:"
            + owner
            + "'");
  }
}
