package dev.lockstep.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says which process owns a data directory. The operating system holds the lock, so it ends with
 * the process however that ends; the process id inside the file is for the message only.
 */
final class OwnerLock implements AutoCloseable {

  /** How long a process that is just ending may still hold the lock. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final FileChannel channel;

  private OwnerLock(FileChannel channel) {
    this.channel = channel;
  }

  static OwnerLock take(Path data) {
    Path file = data.resolve("lockstep.lock");
    try {
      Files.createDirectories(data);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Instant giveUp = Instant.now().plus(PATIENCE);
      while (tryLock(channel) == null) {
        if (Instant.now().isAfter(giveUp)) {
          channel.close();
          throw new EmbeddedFailure(
              "Lockstep already runs on %s (process %s)".formatted(data, ownerIn(file)),
              "Stop it, or start this one in another directory: set LOCKSTEP_HOME, and SERVER_PORT,"
                  + " LOCKSTEP_SANDBOX_PORT and LOCKSTEP_EMBEDDED_PORT to free ports.");
        }
        pause();
      }
      channel.truncate(0);
      channel.write(
          StandardCharsets.UTF_8.encode(String.valueOf(ProcessHandle.current().pid())), 0);
      return new OwnerLock(channel);
    } catch (IOException e) {
      throw new EmbeddedFailure(
          "cannot write to the data directory %s: %s".formatted(data, e.getMessage()),
          "Give this user the right to write there, or set LOCKSTEP_HOME to a directory that has"
              + " it.",
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String ownerIn(Path file) throws IOException {
    String pid = Files.readString(file).strip();
    return pid.isEmpty() ? "unknown" : pid;
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedFailure("interrupted while starting", "Start again.", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
