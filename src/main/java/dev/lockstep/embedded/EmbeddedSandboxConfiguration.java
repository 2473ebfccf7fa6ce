package dev.lockstep.embedded;

import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** A sandbox of Google's APIs inside the application, its contents kept over restarts. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
@ConditionalOnProperty("lockstep.sandbox.inside")
class EmbeddedSandboxConfiguration {

  @Bean
  Sandbox insideSandbox(SandboxProperties properties, EmbeddedProperties embedded) {
    if (!PortOwner.isFree(properties.port())) {
      throw new EmbeddedFailure(
          "port %d, wanted for the sandbox of Google's APIs, is in use%s"
              .formatted(
                  properties.port(),
                  PortOwner.of(properties.port()).map(owner -> " by " + owner).orElse("")),
          "Stop what has it, or set LOCKSTEP_SANDBOX_PORT to a free port.");
    }
    return Sandbox.start(
        new SandboxOptions("127.0.0.1", properties.port(), storeIn(embedded.data())));
  }

  private static Path storeIn(Path data) {
    try {
      return Files.createDirectories(data).resolve("sandbox.jsonl");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
