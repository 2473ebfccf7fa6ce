package dev.lockstep.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.Direction;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.Engine;
import dev.lockstep.engine.schedule.ScheduledPulls;
import dev.lockstep.home.Home;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a user puts into {@code routes/} and {@code lib/}, in the whole application. */
@SecondApplication
class UserRoutesTest {

  private static final String SYNC =
      """
      sync: appointments
      source: { table: appointments, account: trainer_id }
      target: { calendar: primary }
      direction: both
      fields:
        summary: { value: "${row[name]} with ${row[trainer]}" }
        start: starts_at
        end: ends_at
      enrich: direct:trainer-name
      policies: { debounce: 0ms, conflict: direct:decide-conflicts }
      """;

  private static final String BUILDER =
      """
      package org.example;

      public class GreetingRoutes extends org.apache.camel.builder.RouteBuilder {
        @Override
        public void configure() {
          from("direct:greet").routeId("greeting").setBody(simple("Hello ${body}"));
        }
      }
      """;

  private static final String ADDED =
      """
      - route:
          id: my-own
          from:
            uri: direct:my-own
            steps:
              - setBody:
                  constant:
                    expression: mine
      """;

  @TempDir static Path home;
  private static TestSandbox sandbox;
  private static RunningLockstep lockstep;
  private static JdbcClient jdbc;

  @BeforeAll
  static void start() throws IOException {
    Path routes = Files.createDirectories(home.resolve("routes"));
    Files.copy(
        Path.of("docs/examples/decide-conflicts.camel.yaml"),
        routes.resolve("decide-conflicts.camel.yaml"));
    Files.writeString(routes.resolve("my-own.camel.yaml"), ADDED);
    Files.writeString(routes.resolve("broken.camel.yaml"), ADDED.replace("setBody", "setBudy"));
    Files.writeString(
        routes.resolve("metrics.camel.yaml"), ADDED.replace("my-own", "instead-of-metrics"));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new URLClassLoader(new URL[] {jar(home).toUri().toURL()}, before));
    TestDatabase database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    try {
      lockstep = RunningLockstep.start(database, sandbox, "lockstep.home=" + home);
    } finally {
      thread.setContextClassLoader(before);
    }
    jdbc = lockstep.jdbc();
    jdbc.sql("CREATE TABLE public.trainers (id bigint, name text)").update();
    jdbc.sql("INSERT INTO public.trainers VALUES (1, 'Anna')").update();
    jdbc.sql(
            """
            CREATE TABLE public.appointments (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, trainer_id bigint, name text,
              starts_at timestamptz, ends_at timestamptz)
            """)
        .update();
    lockstep.connect("1", "anna@example.com");
    lockstep.run(SYNC);
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  /** A jar as a user would build it: the class, and its name where Spring Boot looks for such. */
  private static Path jar(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("GreetingRoutes.java"), BUILDER);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(result).isZero();
    Path jar = folder.resolve("greeting.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("org/example/GreetingRoutes.class"));
      Files.copy(folder.resolve("org/example/GreetingRoutes.class"), out);
      out.putNextEntry(
          new JarEntry(
              "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"));
      out.write("org.example.GreetingRoutes".getBytes());
    }
    return jar;
  }

  @Test
  void aFileOfTheirsIsLoadedBesideOurs() {
    assertThat(ask("direct:my-own", "")).isEqualTo("mine");
    assertThat(lockstep.bean(CamelContext.class).getRoute("outbound")).isNotNull();
  }

  @Test
  void aFileWithThePathOfOneOfOursStandsInItsPlace() {
    assertThat(ask("direct:instead-of-metrics", "")).isEqualTo("mine");
    assertThat(lockstep.bean(CamelContext.class).getRoute("queue-gauges")).isNull();
  }

  @Test
  void aBuilderInAJarIsLoaded() {
    assertThat(ask("direct:greet", "Anna")).isEqualTo("Hello Anna");
  }

  @Test
  void aDefinitionMayCallWhatABuilderInAJarBrings() {
    Engine engine = lockstep.bean(Engine.class);
    engine.start(
        Definitions.parse(
            Map.of(
                "a.yaml",
                SYNC,
                "greeting.yaml",
                SYNC.replace("sync: appointments", "sync: greeting")
                    .replace("calendar: primary", "calendar: other")
                    .replace("direct:trainer-name", "direct:greet"))));
    assertThat(engine.stopped()).isEmpty();
    assertThat(engine.running()).hasSize(2);
  }

  @Test
  void aFileThatDoesNotLoadIsNamedWithItsLineAndLeftOut() {
    RouteCheck check = RouteCheck.of(new Home(home));
    assertThat(check.files()).isEqualTo(4);
    assertThat(check.faults()).containsOnlyKeys("broken.camel.yaml");
    assertThat(check.faults().get("broken.camel.yaml").toString())
        .contains("broken.camel.yaml:6:")
        .contains("setBudy");
  }

  @Test
  void rowsPassTheirEnrichRouteAndConflictsTheirConflictRoute() {
    jdbc.sql(
            """
            INSERT INTO public.appointments (trainer_id, name, starts_at, ends_at)
            VALUES (1, 'Visit', now() + interval '1 day', now() + interval '25 hours')
            """)
        .update();
    await().until(() -> lockstep.events("anna@example.com").size() == 1);
    JsonNode event = lockstep.events("anna@example.com").getFirst();
    assertThat(event.path("summary").asText()).isEqualTo("Visit with Anna");

    Pauses pauses = lockstep.bean(Pauses.class);
    Pause.Scope sync = Pause.Scope.ofSync("appointments");
    await()
        .until(
            () ->
                jdbc.sql("SELECT count(*) FROM lockstep.sync_queue").query(Long.class).single()
                    == 0);
    pauses.set(sync, Direction.BOTH, PauseCause.BY_HAND, "a test");
    lockstep.google(
        "anna@example.com",
        "PATCH",
        "calendar/v3/calendars/primary/events/" + event.path("id").asText(),
        """
        {"start": {"dateTime": "2030-05-05T10:00:00Z"}, "end": {"dateTime": "2030-05-05T11:00:00Z"}}
        """);
    jdbc.sql(
            """
            UPDATE public.appointments
            SET starts_at = '2031-01-01T00:00:00Z', ends_at = '2031-01-01T01:00:00Z'
            """)
        .update();
    pauses.lift(sync, Direction.BOTH, PauseCause.BY_HAND);
    lockstep.bean(ScheduledPulls.class).ask("appointments");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        jdbc.sql("SELECT starts_at FROM public.appointments")
                            .query(OffsetDateTime.class)
                            .single()
                            .toInstant())
                    .isEqualTo("2030-05-05T10:00:00Z"));
  }

  private static String ask(String uri, String body) {
    return lockstep.bean(ProducerTemplate.class).requestBody(uri, body, String.class);
  }
}
