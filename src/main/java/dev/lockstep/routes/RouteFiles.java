package dev.lockstep.routes;

import dev.lockstep.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.logging.Log;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.Resource;

/**
 * Tells Camel which route files to load: every {@code *.camel.yaml} of ours and of the user's
 * {@code routes/}; of two with one relative path the user's. One of the user's own that does not
 * load is left out and named; one in place of ours stops the start, for nothing could stand in for
 * it. A pattern set elsewhere is left as it is.
 */
final class RouteFiles implements EnvironmentPostProcessor {

  private static final String PATTERN = "camel.main.routes-include-pattern";
  private static final String NONE = "false";
  private static final String FOLDER = "routes";
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
    Home home = Home.of(environment);
    Map<String, String> locations = new TreeMap<>();
    Map<String, Resource> ours = Home.ours(FOLDER, SUFFIX);
    Map<String, Resource> theirs = home.theirs(FOLDER, SUFFIX);
    RouteCheck.of(home)
        .faults()
        .forEach(
            (path, fault) -> {
              if (ours.containsKey(path)) {
                throw new RouteFileBroken(fault.toString());
              }
              log.error("left out, its routes do not run: " + fault);
              theirs.remove(path);
            });
    ours.keySet().forEach(path -> locations.put(path, "classpath:" + FOLDER + "/" + path));
    theirs.forEach((path, file) -> locations.put(path, fileLocation(file)));
    log.info(summary(home, ours, theirs));
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "route files",
                Map.of(
                    PATTERN, locations.isEmpty() ? NONE : String.join(",", locations.values()))));
  }

  private static String fileLocation(Resource file) {
    try {
      return "file:" + file.getFile().toPath().toAbsolutePath().normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String summary(
      Home home, Map<String, Resource> ours, Map<String, Resource> theirs) {
    List<String> replaced = theirs.keySet().stream().filter(ours::containsKey).toList();
    List<String> added = theirs.keySet().stream().filter(path -> !ours.containsKey(path)).toList();
    return "routes: %d files of the application%s%s"
        .formatted(
            ours.size(),
            replaced.isEmpty() ? "" : ", %s read from %s".formatted(replaced, home.directory()),
            added.isEmpty() ? "" : ", added by %s: %s".formatted(home.directory(), added));
  }
}
