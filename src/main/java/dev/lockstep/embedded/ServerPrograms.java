package dev.lockstep.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs for this machine, unpacked once from the jar that holds them. */
final class ServerPrograms {

  private ServerPrograms() {}

  /** The directory with {@code bin/}, {@code lib/} and {@code share/}, made if it is not there. */
  static Path unpackedUnder(Path directory) throws IOException {
    Path programs = directory.resolve("programs-" + version());
    if (!Files.isDirectory(programs)) {
      Path unfinished = directory.resolve("programs.unfinished");
      delete(unfinished);
      unpack(unfinished);
      Files.move(unfinished, programs, StandardCopyOption.ATOMIC_MOVE);
    }
    return programs;
  }

  /** `17.6.0`, from the name of the jar that holds the archive. */
  static String version() {
    return archive().getPath().replaceAll(".*-(\\d+(\\.\\d+)*)\\.jar.*", "$1");
  }

  private static URL archive() {
    URL archive =
        ServerPrograms.class.getResource(
            "/postgres-%s-%s.txz".formatted(operatingSystem(), machine()));
    if (archive == null) {
      throw new EmbeddedFailure(
          "there is no embedded PostgreSQL for %s on %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
          "Start with LOCKSTEP_DATABASE_URL, LOCKSTEP_DATABASE_USERNAME and"
              + " LOCKSTEP_DATABASE_PASSWORD of a PostgreSQL server of your own.");
    }
    return archive;
  }

  private static void unpack(Path into) throws IOException {
    try (InputStream packed = archive().openStream();
        var archive =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        unpack(entry, archive, into);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path into)
      throws IOException {
    Path file = into.resolve(entry.getName()).normalize();
    Files.createDirectories(entry.isDirectory() ? file : file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(content, file);
      if ((entry.getMode() & 0100) != 0 || file.getParent().endsWith("bin")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String operatingSystem() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String machine() {
    String machine = System.getProperty("os.arch");
    return switch (machine) {
      case "aarch64" -> "arm_64";
      case "amd64" -> "x86_64";
      default -> machine;
    };
  }
}
