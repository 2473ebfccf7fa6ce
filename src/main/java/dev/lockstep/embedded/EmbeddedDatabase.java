package dev.lockstep.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this application's own, on this machine only, its data kept under {@code
 * data/postgres}. It outlives an application that is killed; the next start adopts it.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

  private static final String DATABASE = "lockstep";

  /** The database that every cluster has. */
  private static final String ADMINISTRATION = "postgres";

  private static final String CREATE_DATABASE = "CREATE DATABASE " + DATABASE;

  /** Recovery after a crash may take a while; nothing else does. */
  private static final Duration START = Duration.ofMinutes(5);

  /** A killed server holds its port, and its children its memory, until they are gone. */
  private static final Duration LEFTOVERS = Duration.ofSeconds(20);

  private final OwnerLock lock;
  private final Path cluster;
  private final Path log;
  private final ServerCommand command;
  private final int port;

  private EmbeddedDatabase(
      OwnerLock lock, Path cluster, Path log, ServerCommand command, int port) {
    this.lock = lock;
    this.cluster = cluster;
    this.log = log;
    this.command = command;
    this.port = port;
  }

  /**
   * Starts the server, or adopts the one that a killed application left, and returns once the
   * database answers.
   *
   * @param data the application's data directory
   * @throws EmbeddedFailure where another application owns the directory, the port is taken, or the
   *     server does not start
   */
  public static EmbeddedDatabase start(Path data, int port) {
    Path home = data.toAbsolutePath().normalize();
    OwnerLock lock = OwnerLock.take(home);
    try {
      Path directory = Files.createDirectories(home.resolve("postgres"));
      EmbeddedDatabase database =
          new EmbeddedDatabase(
              lock,
              directory.resolve("17"),
              directory.resolve("server.log"),
              new ServerCommand(
                  ServerPrograms.unpackedUnder(directory), directory.resolve("command.log")),
              port);
      database.initialise();
      database.bringUp();
      database.createDatabase();
      return database;
    } catch (IOException e) {
      lock.close();
      throw new EmbeddedFailure(
          "the embedded PostgreSQL does not start: " + e.getMessage(),
          "See %s, or start with LOCKSTEP_DATABASE_URL of a server of your own."
              .formatted(home.resolve("postgres").resolve("server.log")),
          e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public String url() {
    return urlOf(DATABASE);
  }

  public String user() {
    return "postgres";
  }

  public int port() {
    return port;
  }

  private String urlOf(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** Makes the cluster beside its place first: a start killed half-way leaves nothing half made. */
  private void initialise() throws IOException {
    if (Files.isDirectory(cluster)) {
      return;
    }
    Path unfinished = cluster.resolveSibling("unfinished");
    ServerPrograms.delete(unfinished);
    command.run(
        "initdb",
        "--pgdata=" + unfinished,
        "--username=" + user(),
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions");
    Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  private void bringUp() throws IOException {
    Optional<Postmaster> left = Postmaster.runningOn(cluster);
    if (left.isPresent() && adopted(left.get())) {
      LOG.info("adopted the embedded PostgreSQL that was left running on port {}", port);
      return;
    }
    boolean crashed = Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    if (crashed) {
      awaitPort();
    }
    if (!PortOwner.isFree(port)) {
      throw new EmbeddedFailure(
          "port %d, wanted for the embedded PostgreSQL, is in use%s"
              .formatted(port, PortOwner.of(port).map(owner -> " by " + owner).orElse("")),
          "Stop what has it, or set LOCKSTEP_EMBEDDED_PORT to a free port.");
    }
    startServer();
    LOG.info("the embedded PostgreSQL listens on port {}, its data is in {}", port, cluster);
  }

  /** Whether the server answers on the port asked for; one that does not has ended after this. */
  private boolean adopted(Postmaster server) throws IOException {
    if (server.port() != port) {
      stopServer();
      return false;
    }
    Instant giveUp = Instant.now().plus(START);
    while (server.isServer()) {
      try {
        connect(ADMINISTRATION).close();
        return true;
      } catch (SQLException e) {
        if (Instant.now().isAfter(giveUp)) {
          throw new IOException(
              "process %d runs on %s and does not answer".formatted(server.pid(), cluster), e);
        }
        pause();
      }
    }
    return false;
  }

  /** Until a server that was killed has let go of it; whoever else has it is named after this. */
  private void awaitPort() {
    Instant giveUp = Instant.now().plus(LEFTOVERS);
    while (!PortOwner.isFree(port) && Instant.now().isBefore(giveUp)) {
      pause();
    }
  }

  private void startServer() throws IOException {
    Instant giveUp = Instant.now().plus(LEFTOVERS);
    while (true) {
      try {
        command.run(
            "pg_ctl",
            "start",
            "--pgdata=" + cluster,
            "--log=" + log,
            "--wait",
            "--timeout=" + START.toSeconds(),
            "--options=-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
                .formatted(port));
        return;
      } catch (IOException e) {
        if (Instant.now().isAfter(giveUp) || !leftoversHoldMemory()) {
          throw e;
        }
        pause();
      }
    }
  }

  private boolean leftoversHoldMemory() throws IOException {
    return Files.readString(log).lines().toList().reversed().stream()
        .limit(5)
        .anyMatch(line -> line.contains("pre-existing shared memory block"));
  }

  private void createDatabase() throws IOException {
    try (Connection connection = connect(ADMINISTRATION);
        var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute(CREATE_DATABASE);
      }
    } catch (SQLException e) {
      throw new IOException(
          "cannot make the database %s: %s".formatted(DATABASE, e.getMessage()), e);
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(urlOf(database), user(), "");
  }

  private void stopServer() throws IOException {
    command.run("pg_ctl", "stop", "--pgdata=" + cluster, "--mode=fast", "--wait");
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedFailure("interrupted while starting PostgreSQL", "Start again.", e);
    }
  }

  /** Stops the server the fast way: open transactions are rolled back. */
  @Override
  public void close() {
    try (lock) {
      stopServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
