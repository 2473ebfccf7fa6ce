package dev.lockstep.demo;

import dev.lockstep.account.AccessTokens;
import dev.lockstep.account.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Keeps a token of our API, with every scope, in a file that only its owner can read. */
@Component
@Profile("sandbox")
@ConditionalOnProperty(name = "lockstep.demo.enabled", matchIfMissing = true)
final class DemoToken implements SmartInitializingSingleton {

  private static final String NAME = "sandbox";
  private static final Set<String> EVERY_SCOPE = Set.of(Scope.EVERY);

  private final AccessTokens tokens;
  private final Path file;

  DemoToken(AccessTokens tokens, @Value("${lockstep.embedded.data}") Path data) {
    this.tokens = tokens;
    this.file = data.resolve("sandbox-token");
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      if (!isGood()) {
        tokens.revoke(NAME);
        write(tokens.create(NAME, EVERY_SCOPE, null).token());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the token in " + file, e);
    }
  }

  private boolean isGood() throws IOException {
    return Files.exists(file) && tokens.use(Files.readString(file).strip()).isPresent();
  }

  private void write(String token) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, token + System.lineSeparator());
  }
}
