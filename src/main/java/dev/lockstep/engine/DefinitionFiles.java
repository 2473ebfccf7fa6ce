package dev.lockstep.engine;

import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Where definitions come from: {@code config/syncs/} of the installation; in the sandbox, where
 * there is no such directory, the demo's from the jar.
 */
@Component
public class DefinitionFiles {

  private static final String FOLDER = "config/syncs";

  private final Path directory;
  private final boolean sandbox;

  DefinitionFiles(Environment environment) {
    this.directory = Home.of(environment).directory().resolve(FOLDER);
    this.sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
  }

  public LoadedDefinitions read() {
    return Files.isDirectory(directory) || !sandbox
        ? Definitions.read(directory)
        : Definitions.parse(demo());
  }

  private static Map<String, String> demo() {
    Map<String, String> texts = new TreeMap<>();
    Home.ours(FOLDER, ".yaml").forEach((path, file) -> texts.put(FOLDER + "/" + path, text(file)));
    return texts;
  }

  private static String text(Resource file) {
    try {
      return file.getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
