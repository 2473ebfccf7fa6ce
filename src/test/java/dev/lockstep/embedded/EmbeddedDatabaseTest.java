package dev.lockstep.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@BesideOthers
class EmbeddedDatabaseTest {

  @TempDir static Path shared;

  @TempDir Path data;

  private final int port = FreePort.next();

  @BeforeEach
  void shareThePrograms() throws IOException {
    Path programs = ServerPrograms.unpackedUnder(shared);
    Files.createDirectories(data.resolve("postgres"));
    Files.createSymbolicLink(data.resolve("postgres").resolve(programs.getFileName()), programs);
  }

  @AfterEach
  void stopWhatIsLeft() throws IOException {
    Optional<Postmaster> left = Postmaster.runningOn(cluster());
    left.flatMap(server -> ProcessHandle.of(server.pid())).ifPresent(ProcessHandle::destroy);
    left.ifPresent(
        server ->
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !server.isServer()));
  }

  @Test
  void itsDataOutlivesAStop() throws Exception {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(data, port)) {
      execute(first.url(), "CREATE TABLE kept ()");
    }
    assertThat(Postmaster.runningOn(cluster())).isEmpty();
    try (EmbeddedDatabase second = EmbeddedDatabase.start(data, port)) {
      execute(second.url(), "TABLE kept");
    }
  }

  @Test
  void aServerLeftByAKilledApplicationIsAdopted() throws Exception {
    Process application = startApplication();
    long left = Postmaster.runningOn(cluster()).orElseThrow().pid();

    application.destroyForcibly().waitFor();

    try (EmbeddedDatabase adopted = EmbeddedDatabase.start(data, port)) {
      assertThat(Postmaster.runningOn(cluster())).map(Postmaster::pid).contains(left);
      execute(adopted.url(), "TABLE kept");
    }
    assertThat(Postmaster.runningOn(cluster())).isEmpty();
  }

  @Test
  void aServerLeftOnAnotherPortIsMoved() throws Exception {
    startApplication().destroyForcibly().waitFor();
    int other = FreePort.next();

    try (EmbeddedDatabase moved = EmbeddedDatabase.start(data, other)) {
      execute(moved.url(), "TABLE kept");
      assertThat(PortOwner.isFree(port)).isTrue();
    }
  }

  @Test
  void aServerKilledWithItsApplicationRecovers() throws Exception {
    Process application = startApplication();
    Postmaster server = Postmaster.runningOn(cluster()).orElseThrow();

    application.destroyForcibly().waitFor();
    ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();

    try (EmbeddedDatabase recovered = EmbeddedDatabase.start(data, port)) {
      execute(recovered.url(), "TABLE kept");
    }
  }

  @Test
  void aPortThatAKilledServerLetsGoLateIsAwaited() throws Exception {
    EmbeddedDatabase.start(data, port).close();
    Path leftover = cluster().resolve("postmaster.pid");
    Files.writeString(leftover, "%d\n%s\n%d\n%d\n".formatted(1, cluster(), 1, port));

    CompletableFuture<EmbeddedDatabase> start;
    try (ServerSocket dying = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      start = CompletableFuture.supplyAsync(() -> EmbeddedDatabase.start(data, port));
      Awaitility.await().until(() -> Files.notExists(leftover));
    }

    try (EmbeddedDatabase again = start.get()) {
      execute(again.url(), "SELECT 1");
    }
  }

  @Test
  void anotherProcessWithTheOldProcessIdIsNoServer() throws Exception {
    EmbeddedDatabase.start(data, port).close();
    long notPostgres = ProcessHandle.current().pid();
    Files.writeString(
        cluster().resolve("postmaster.pid"),
        "%d\n%s\n%d\n%d\n".formatted(notPostgres, cluster(), 1, port));

    try (EmbeddedDatabase again = EmbeddedDatabase.start(data, port)) {
      execute(again.url(), "SELECT 1");
    }
  }

  @Test
  void aSecondStartBesideARunningOneNamesTheOwner() throws Exception {
    Process application = startApplication();
    try {
      assertThatThrownBy(() -> EmbeddedDatabase.start(data, FreePort.next()))
          .isInstanceOf(EmbeddedFailure.class)
          .hasMessageContaining("already runs on " + data)
          .hasMessageContaining(String.valueOf(application.pid()));
    } finally {
      application.destroyForcibly().waitFor();
    }
  }

  @Test
  void aTakenPortIsNamedWithItsOwner() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedDatabase.start(data, port))
          .isInstanceOf(EmbeddedFailure.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .extracting(failure -> ((EmbeddedFailure) failure).remedy())
          .asString()
          .contains("LOCKSTEP_EMBEDDED_PORT");
    }
  }

  /** Another JVM that owns a running server with a table `kept`. */
  private Process startApplication() throws IOException {
    Process application =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Application.class.getName(),
                    data.toString(),
                    String.valueOf(port)))
            .redirectErrorStream(true)
            .start();
    var lines = application.inputReader().lines().iterator();
    StringBuilder said = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.equals(Application.READY)) {
        return application;
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException("the other application does not start:\n" + said);
  }

  private Path cluster() {
    return data.resolve("postgres/17");
  }

  private static void execute(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url, "postgres", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What the other JVM runs. */
  static final class Application {

    static final String READY = "ready";

    public static void main(String[] args) throws Exception {
      EmbeddedDatabase database =
          EmbeddedDatabase.start(Path.of(args[0]), Integer.parseInt(args[1]));
      execute(database.url(), "CREATE TABLE IF NOT EXISTS kept ()");
      System.out.println(READY);
      Thread.currentThread().join();
    }
  }
}
