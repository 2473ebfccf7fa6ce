package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is handed out, after it was packaged. */
class PackagedJarIT {

  private static final Path JAR =
      Path.of(System.getProperty("lockstep.jar", "target/lockstep.jar"));

  private static final String ROUTES =
      """
      package org.example;

      import java.nio.file.Files;
      import java.nio.file.Path;
      import org.apache.camel.builder.RouteBuilder;

      public class GreetingRoutes extends RouteBuilder {
        @Override
        public void configure() {
          from("timer:greet?repeatCount=1")
              .routeId("greeting")
              .setBody(constant("Hello from lib"))
              .process(
                  exchange ->
                      Files.writeString(
                          Path.of("greeting.txt"), exchange.getMessage().getBody(String.class)));
        }
      }
      """;

  private static final String NAMED_IN =
      "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

  @TempDir private Path home;

  @Test
  void aRouteOfTheUsersInAJarInLibRuns() throws Exception {
    putIntoLib();
    try (TestSandbox sandbox = TestSandbox.start()) {
      Process application = start(sandbox);
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> Files.exists(home.resolve("greeting.txt")) || !application.isAlive());
        assertThat(home.resolve("greeting.txt")).as(log()).hasContent("Hello from lib");
      } finally {
        application.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void nothingOfTheTestsIsInIt() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .anyMatch(name -> name.endsWith("dev/lockstep/Lockstep.class"))
          .noneMatch(name -> name.contains("dev/lockstep/kill/"))
          .noneMatch(name -> name.contains("dev/lockstep/testing/"))
          .noneMatch(name -> name.contains("junit"));
    }
  }

  /**
   * As a user does it: compiled against the same libraries, named in the file that Spring reads.
   */
  private void putIntoLib() throws IOException {
    Path source = Files.writeString(home.resolve("GreetingRoutes.java"), ROUTES);
    Path classes = Files.createDirectories(home.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "--release",
                "21",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                source.toString());
    assertThat(result).as("it compiles").isZero();
    Path lib = Files.createDirectories(home.resolve("lib"));
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(lib.resolve("greeting.jar")))) {
      jar.putNextEntry(new JarEntry(NAMED_IN));
      jar.write("org.example.GreetingRoutes\n".getBytes());
      jar.putNextEntry(new JarEntry("org/example/GreetingRoutes.class"));
      jar.write(Files.readAllBytes(classes.resolve("org/example/GreetingRoutes.class")));
    }
  }

  private Process start(TestSandbox sandbox) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--server.port=0",
                "--lockstep.database.url=" + TestDatabase.empty().url(),
                "--lockstep.database.username=postgres",
                "--lockstep.database.password=",
                "--lockstep.google.root-url=" + sandbox.rootUrl(),
                "--lockstep.demo.enabled=false",
                "--tokens.encryption-key=" + "0f".repeat(32)));
    return new ProcessBuilder(command)
        .directory(home.toFile())
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("out.log").toFile())
        .start();
  }

  private String log() throws IOException {
    return Files.readString(home.resolve("out.log"));
  }
}
