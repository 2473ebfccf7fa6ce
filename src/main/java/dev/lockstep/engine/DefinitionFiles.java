package dev.lockstep.engine;

import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.definition.LoadedTemplates;
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
 * there is no such directory, the demo's from the jar. Templates are those of {@code
 * config/templates/} and ours, the installation's first.
 */
@Component
public class DefinitionFiles {

  private static final String FOLDER = "config/syncs";

  private static final String TEMPLATES = "config/templates";

  private final Home home;
  private final Path directory;
  private final boolean sandbox;

  DefinitionFiles(Environment environment) {
    this.home = Home.of(environment);
    this.directory = home.directory().resolve(FOLDER);
    this.sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
  }

  public LoadedDefinitions read() {
    return templates(home)
        .check(
            Files.isDirectory(directory) || !sandbox
                ? Definitions.read(directory)
                : Definitions.parse(texts(FOLDER, Home.ours(FOLDER, ".yaml"))));
  }

  /** The templates that definitions of this installation may name. */
  public static LoadedTemplates templates(Home home) {
    return LoadedTemplates.parse(texts(TEMPLATES, home.files(TEMPLATES, ".yaml")));
  }

  private static Map<String, String> texts(String folder, Map<String, Resource> files) {
    Map<String, String> texts = new TreeMap<>();
    files.forEach((path, file) -> texts.put(folder + "/" + path, text(file)));
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
