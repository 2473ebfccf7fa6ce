package dev.lockstep.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs one of PostgreSQL's programs, which refuse to run as root, as root too. */
final class ServerCommand {

  private final Path programs;
  private final Path output;

  /**
   * @param output file that takes what a program prints: a pipe would stay open as long as a server
   *     that the program leaves running
   */
  ServerCommand(Path programs, Path output) {
    this.programs = programs;
    this.output = output;
  }

  /** Runs the program to its end; what it printed is in the exception where that is not success. */
  void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(asOrdinaryUser());
    command.add(programs.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    int exit = waitFor(process);
    if (exit != 0) {
      throw new IOException(
          "%s ended with %d: %s".formatted(program, exit, Files.readString(output).strip()));
    }
  }

  /** In a user namespace of its own root looks like nobody, and owns its files still. */
  private static List<String> asOrdinaryUser() {
    return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
  }

  private static int waitFor(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
