package dev.lockstep.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The server process that a data directory names in its {@code postmaster.pid}. */
record Postmaster(long pid, int port) {

  /**
   * The server that runs on this cluster. A file left by a server that is gone says nothing: its
   * process id may by now belong to anything, in a restarted container nearly always to something.
   */
  static Optional<Postmaster> runningOn(Path cluster) throws IOException {
    return namedIn(cluster).filter(Postmaster::isServer);
  }

  private static Optional<Postmaster> namedIn(Path cluster) throws IOException {
    try {
      List<String> lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
      return lines.size() < 4
          ? Optional.empty()
          : Optional.of(
              new Postmaster(
                  Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip())));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean isServer() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .map(command -> Path.of(command).endsWith("postgres"))
        .orElse(false);
  }
}
