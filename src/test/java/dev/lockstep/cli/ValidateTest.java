package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Lockstep;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OwnOutput.class)
class ValidateTest {

  private static final String GOOD =
      """
      sync: visits
      source: { table: visits, account: trainer_id }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields:
        summary: { column: name, direction: to-google }
        location: { column: address, direction: to-google }
        start: starts_at
        end: ends_at
      """;

  private static TestDatabase database;

  @TempDir private Path home;

  @BeforeAll
  static void table() {
    database = TestDatabase.empty();
    JdbcClient.create(database.dataSource())
        .sql(
            """
            CREATE TABLE visits (id bigint PRIMARY KEY, trainer_id bigint, name text, address text,
              starts_at timestamptz, ends_at timestamptz)
            """)
        .update();
  }

  @BeforeEach
  void folders() throws IOException {
    Files.createDirectories(home.resolve("config/syncs"));
    Files.createDirectories(home.resolve("routes"));
  }

  @Test
  void whatIsRightEndsWith0(CapturedOutput output) throws IOException {
    sync("visits", GOOD);

    assertThat(validate()).isZero();
    assertThat(output.getOut()).contains("1 definitions and 0 route files, all well");
  }

  @Test
  void everyFaultOfEveryFileIsListedAtOnce(CapturedOutput output) throws IOException {
    sync("broken", "sync: broken\n  source: {{\n");
    sync("visits", GOOD.replace("column: address", "column: adress"));
    sync("other", GOOD.replace("sync: visits", "sync: other").replace("visits,", "vists,"));
    route("broken.camel.yaml", "- route:\n    form:\n      uri: direct:typo\n");
    route(
        "nowhere.camel.yaml",
        """
        - route:
            id: lost
            from: { uri: "direct:a", steps: [ { to: { uri: "nowhere:at-all" } } ] }
        """);
    route(
        "languages.camel.yaml",
        """
        - route:
            id: foreign
            from:
              uri: direct:b
              steps:
                - choice:
                    when:
                      - expression: { jq: { expression: ".a" } }
                        steps: [ { setBody: { expression: { groovy: { expression: "1" } } } } ]
                      - expression: { simple: { expression: "${body}" } }
                        steps: [ { setBody: { expression: { constant: { expression: "1" } } } } ]
        """);

    assertThat(validate()).isEqualTo(1);
    assertThat(output.getOut())
        .contains("broken.yaml:2:")
        .contains("visits.yaml:7:23")
        .contains("unknown column 'adress'", "did you mean 'address'?")
        .contains("unknown table 'vists'", "did you mean 'visits'?")
        .contains("broken.camel.yaml")
        .contains("route 'lost': no component is installed for 'nowhere:at-all'")
        .contains("route 'foreign': no language is installed for 'groovy'")
        .contains("route 'foreign': no language is installed for 'jq'")
        .doesNotContain("for 'simple'", "for 'constant'");
  }

  @Test
  void anExpressionThatCamelCannotReadIsAFaultAndABeanMayBeThereLater(CapturedOutput output)
      throws IOException {
    sync(
        "visits",
        GOOD.replace("{ column: address", "{ value: \"${nope} ${row[id]}\"")
            + "enrich: direct:trainer-name\n");
    assertThat(validate()).isEqualTo(1);
    assertThat(output.getOut())
        .contains(
            "visits.yaml:7:22: sync 'visits': the expression cannot be read: Unknown function: nope")
        .contains("1 faults");

    sync(
        "visits",
        GOOD.replace("{ column: address", "{ value: \"${bean:mine?method=of} ${row[id]}\""));
    assertThat(validate()).isZero();
  }

  @Test
  void callsOfRoutesThatNobodyHasAreFaultsAndThoseOfAnyFileAreNot(CapturedOutput output)
      throws IOException {
    route(
        "mine.camel.yaml",
        """
        - route:
            from: { uri: "direct:my-trainers", steps: [ { log: { message: "seen" } } ] }
        """);
    sync("visits", GOOD + "enrich: direct:my-trainer\npolicies: { conflict: direct:no-such }\n");
    assertThat(validate()).isEqualTo(1);
    assertThat(output.getOut())
        .contains("visits.yaml:10:9: sync 'visits': there is no route 'direct:my-trainer': did you")
        .contains("mean 'direct:my-trainers'?")
        .contains("visits.yaml:11:23: sync 'visits': there is no route 'direct:no-such'")
        .contains("2 faults");

    sync(
        "visits",
        GOOD + "enrich: direct:my-trainers\npolicies: { conflict: direct:trainer-name }\n");
    assertThat(validate()).isZero();
  }

  @Test
  void aCallThatOnlyABuilderInAJarMayAnswerIsToldAndIsNoFault(CapturedOutput output)
      throws IOException {
    Path names =
        home.resolve(
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
    Files.createDirectories(names.getParent());
    Files.writeString(names, Greeting.class.getName());
    sync("visits", GOOD + "enrich: direct:greet\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new URLClassLoader(new URL[] {home.toUri().toURL()}, before));
    try {
      assertThat(validate()).isZero();
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(output.getOut())
        .contains("there is no route 'direct:greet'")
        .contains("only a start shows whether " + Greeting.class.getName() + " does");
  }

  @Test
  void aCallThatARouteWithASettingForAnAddressMayAnswerIsNoFault(CapturedOutput output)
      throws IOException {
    route(
        "set.camel.yaml",
        """
        - route:
            id: set
            from: { uri: "direct:{{my.route}}", steps: [ { log: { message: "seen" } } ] }
        """);
    sync("visits", GOOD + "enrich: direct:greet\n");
    assertThat(validate()).isZero();
    assertThat(output.getOut()).contains("whether route 'set' from 'direct:{{my.route}}' does");
  }

  @Test
  void routesInAJarAreKnownAsOursAreInThatOfTheApplication(CapturedOutput output)
      throws IOException {
    Path jar = home.resolve("some.jar");
    try (JarOutputStream into = new JarOutputStream(Files.newOutputStream(jar))) {
      into.putNextEntry(new JarEntry("routes/"));
      into.putNextEntry(new JarEntry("routes/of-a-jar.camel.yaml"));
      into.write(
          """
          - route:
              from: { uri: "direct:of-a-jar", steps: [ { log: { message: "seen" } } ] }
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    sync("visits", GOOD + "enrich: direct:of-a-jar\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(validate()).as(output.getOut()).isZero();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What a jar may bring. */
  static final class Greeting extends RouteBuilder {
    @Override
    public void configure() {
      from("direct:greet").setBody(constant("hello"));
    }
  }

  @Test
  void twoDefinitionsWithOneNameAreBothNamed(CapturedOutput output) throws IOException {
    sync("one", GOOD);
    sync("two", GOOD);

    assertThat(validate()).isEqualTo(1);
    assertThat(output.getOut()).contains("one.yaml", "two.yaml", "visits");
  }

  @Test
  void aDatabaseThatCannotBeReachedIsNamedAndEndsWith2(CapturedOutput output) throws IOException {
    sync("visits", GOOD);

    assertThat(run("--lockstep.database.url=jdbc:postgresql://127.0.0.1:1/gone")).isEqualTo(2);
    assertThat(output.getErr()).contains("jdbc:postgresql://127.0.0.1:1/gone", "not looked at");
  }

  @Test
  void withoutAnyDatabaseTheFilesAloneAreChecked(CapturedOutput output) throws IOException {
    sync("visits", GOOD);

    assertThat(run("--lockstep.embedded.port=1")).isZero();
    assertThat(output.getErr()).contains("not looked at", "127.0.0.1:1");
  }

  @Test
  void aDirectoryThatIsNotThereEndsWith1(CapturedOutput output) {
    assertThat(Commands.run(Lockstep.class, "validate", home.resolve("none").toString()))
        .isEqualTo(1);
    assertThat(output.getErr()).contains("there is no directory");
  }

  @Test
  void anUnknownOptionEndsWith1() {
    assertThat(Commands.run(Lockstep.class, "validate", "--no-such-option")).isEqualTo(1);
  }

  @Test
  void faultsAsJsonAreOneDocument(CapturedOutput output) throws IOException {
    sync("visits", GOOD.replace("column: address", "column: adress"));

    assertThat(run("--lockstep.database.url=" + database.url(), "--json")).isEqualTo(1);
    assertThat(output.getOut()).contains("\"message\":\"unknown column 'adress'\"");
  }

  private int validate() {
    return run("--lockstep.database.url=" + database.url());
  }

  private int run(String... options) {
    String[] words = new String[options.length + 2];
    words[0] = "validate";
    words[1] = home.toString();
    System.arraycopy(options, 0, words, 2, options.length);
    return Commands.run(Lockstep.class, words);
  }

  private void sync(String name, String yaml) throws IOException {
    Files.writeString(home.resolve("config/syncs/" + name + ".yaml"), yaml);
  }

  private void route(String name, String yaml) throws IOException {
    Files.writeString(home.resolve("routes/" + name), yaml);
  }
}
