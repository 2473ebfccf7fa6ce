package dev.lockstep.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Tells Camel which route files to load: every {@code *.camel.yaml} of ours and of the user's
 * {@code routes/}; of two with one relative path the user's. A pattern set elsewhere is left as it
 * is.
 */
final class RouteFiles implements EnvironmentPostProcessor {

  private static final String OURS = "classpath*:routes/**/*.camel.yaml";
  private static final String PATTERN = "camel.main.routes-include-pattern";
  private static final String SUFFIX = ".camel.yaml";

  private final Log log;

  RouteFiles(DeferredLogFactory logs) {
    this.log = logs.getLog(RouteFiles.class);
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    if (environment.containsProperty(PATTERN)) {
      return;
    }
    Path directory = Path.of(environment.getProperty("lockstep.home", ".")).resolve("routes");
    Map<String, String> ours = ours();
    Map<String, String> theirs = in(directory);
    Map<String, String> all = new TreeMap<>(ours);
    all.putAll(theirs);
    List<String> replaced = theirs.keySet().stream().filter(ours::containsKey).toList();
    List<String> added = theirs.keySet().stream().filter(path -> !ours.containsKey(path)).toList();
    log.info(
        "routes: %d files from the application, from %s %d more %s, in place of ours %s"
            .formatted(ours.size() - replaced.size(), directory, added.size(), added, replaced));
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "route files",
                Map.of(PATTERN, all.isEmpty() ? "false" : String.join(",", all.values()))));
  }

  /** Locations that Camel understands, by path below {@code routes/}. */
  private static Map<String, String> ours() {
    Map<String, String> found = new TreeMap<>();
    try {
      for (Resource resource : new PathMatchingResourcePatternResolver().getResources(OURS)) {
        String url = resource.getURL().toString();
        String path = url.substring(url.lastIndexOf("/routes/") + "/routes/".length());
        found.put(path, "classpath:routes/" + path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  static Map<String, String> in(Path directory) {
    Map<String, String> found = new TreeMap<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .forEach(
              file ->
                  found.put(
                      directory.relativize(file).toString(),
                      "file:" + file.toAbsolutePath().normalize()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
