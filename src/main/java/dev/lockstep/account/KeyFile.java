package dev.lockstep.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A key that nobody had to set: drawn at the first start and kept in a file of its owner's. */
final class KeyFile {

  private KeyFile() {}

  static @Nullable String orSet(TokenSettings settings) {
    String set = settings.encryptionKey();
    Path file = settings.keyFile();
    return (set == null || set.isBlank()) && file != null ? read(file) : set;
  }

  private static String read(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make the key file " + file, e);
    }
  }

  private static void make(Path file) throws IOException {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    Files.writeString(file, HexFormat.of().formatHex(key));
  }
}
