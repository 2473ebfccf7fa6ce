package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.Lockstep;
import dev.lockstep.cli.Commands;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import dev.lockstep.testing.Untouched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The command `plan` beside a database and a sandbox, as a role that may hardly write anything. */
final class Planning {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestDatabase database;
  private final TestSandbox sandbox;
  private final Path home;
  private final String role;

  Planning(TestDatabase database, TestSandbox sandbox, Path home) {
    this.database = database;
    this.sandbox = sandbox;
    this.home = home;
    this.role = "looker_" + database.name();
    JdbcClient.create(database.dataSource())
        .sql(
            """
            CREATE ROLE %1$s LOGIN;
            GRANT USAGE ON SCHEMA lockstep, public TO %1$s;
            GRANT SELECT ON ALL TABLES IN SCHEMA lockstep, public TO %1$s;
            GRANT SELECT ON ALL SEQUENCES IN SCHEMA lockstep, public TO %1$s;
            -- What a call to Google needs: its share of the quota, and a look at the token that nobody
            -- else refreshes meanwhile.
            GRANT INSERT, UPDATE, DELETE ON lockstep.rate_bucket, lockstep.rate_pace TO %1$s;
            GRANT UPDATE ON lockstep.user_integrations TO %1$s;
            """
                .formatted(role))
        .update();
  }

  /** The plan of a definition as its file is now; it must have written nothing. */
  JsonNode plan(String sync, String definition, CapturedOutput output, String... settings) {
    Untouched untouched = Untouched.now(database, sandbox);
    int shown = output.getOut().length();
    assertThat(run(sync, definition, settings)).isZero();
    untouched.assertStillSo();
    try {
      return JSON.readTree(output.getOut().substring(shown));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int run(String sync, String definition, String... settings) {
    try {
      Path syncs = Files.createDirectories(home.resolve("config/syncs"));
      Files.writeString(syncs.resolve(sync + ".yaml"), definition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> words =
        new ArrayList<>(
            List.of(
                "plan",
                sync,
                "--json",
                "--lockstep.home=" + home,
                "--lockstep.database.url=" + database.url(),
                "--lockstep.database.username=" + role,
                "--lockstep.google.root-url=" + sandbox.rootUrl(),
                "--tokens.encryption-key=" + "0f".repeat(32)));
    words.addAll(List.of(settings));
    return Commands.run(Lockstep.class, words.toArray(String[]::new));
  }

  /** The records of a plan to one side of which something would happen. */
  static List<JsonNode> changing(JsonNode plan, String side, String action) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode record : plan.path("records")) {
      if (record.path(side).path("action").asText().equals(action)) {
        found.add(record);
      }
    }
    return found;
  }

  static JsonNode record(JsonNode plan, String key) {
    for (JsonNode record : plan.path("records")) {
      if (record.path("key").asText().equals(key)) {
        return record;
      }
    }
    throw new AssertionError("no record " + key + " in " + plan.toPrettyString());
  }

  /** `field: before -> after`, as one line. */
  static List<String> diffs(JsonNode change) {
    List<String> diffs = new ArrayList<>();
    for (JsonNode field : change.path("fields")) {
      diffs.add(
          "%s: %s -> %s"
              .formatted(
                  field.path("field").asText(),
                  field.path("before").asText(""),
                  field.path("after").asText("")));
    }
    return diffs;
  }

  /**
   * What one side will show once the plan is carried out.
   *
   * @param shows what it shows now, by the id that {@code id} finds in a record
   * @param side `row` or `google`
   * @param id where a record says which of them it is about
   * @param account whose records are meant
   */
  static List<Map<String, String>> after(
      Map<String, Map<String, String>> shows,
      JsonNode plan,
      String side,
      String id,
      String account) {
    Map<String, Map<String, String>> after = new LinkedHashMap<>();
    shows.forEach((key, fields) -> after.put(key, new LinkedHashMap<>(fields)));
    List<Map<String, String>> made = new ArrayList<>();
    Predicate<JsonNode> isHeld = change -> !change.path("held").isNull();
    for (JsonNode record : plan.path("records")) {
      JsonNode change = record.path(side);
      if (isHeld.test(change) || !record.path("account").asText().equals(account)) {
        continue;
      }
      switch (change.path("action").asText()) {
        case "insert" -> {
          Map<String, String> fresh = new LinkedHashMap<>();
          set(fresh, change);
          made.add(fresh);
        }
        case "update" -> set(after.get(record.path(id).asText()), change);
        case "delete" -> after.remove(record.path(id).asText());
        default -> {}
      }
    }
    List<Map<String, String>> all = new ArrayList<>(after.values());
    all.addAll(made);
    return all;
  }

  private static void set(Map<String, String> fields, JsonNode change) {
    for (JsonNode field : change.path("fields")) {
      fields.put(field.path("field").asText(), field.path("after").asText(""));
    }
  }
}
