package dev.lockstep.engine;

import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.LoadedDefinitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Where definitions come from: {@code config/syncs/} of the installation; in the sandbox, where
 * there is no such directory, the demo's from the jar.
 */
@Component
public class DefinitionFiles {

  private static final String OURS = "classpath*:config/syncs/*.yaml";

  private final Path directory;
  private final boolean sandbox;

  DefinitionFiles(@Value("${lockstep.home:.}") Path home, Environment environment) {
    this.directory = home.resolve("config").resolve("syncs");
    this.sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
  }

  public LoadedDefinitions read() {
    return Files.isDirectory(directory) || !sandbox
        ? Definitions.read(directory)
        : Definitions.parse(ours());
  }

  private static Map<String, String> ours() {
    Map<String, String> texts = new TreeMap<>();
    try {
      for (Resource file : new PathMatchingResourcePatternResolver().getResources(OURS)) {
        texts.put(
            "config/syncs/" + file.getFilename(), file.getContentAsString(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
