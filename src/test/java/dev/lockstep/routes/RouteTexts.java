package dev.lockstep.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Our route files as the trees that stand in them. */
final class RouteTexts {

  private static final Path FOLDER = Path.of("routes");

  private RouteTexts() {}

  /**
   * A route or a route configuration.
   *
   * @param file path below {@code routes/}
   * @param kind {@code route} or {@code routeConfiguration}
   */
  record Flow(String file, String kind, Map<?, ?> body) {
    String id() {
      return String.valueOf(body.get("id"));
    }

    @Nullable String description() {
      return (String) body.get("description");
    }

    String from() {
      return String.valueOf(map(body.get("from")).get("uri"));
    }

    /** Every step, those inside of others too. */
    List<Step> steps() {
      List<Step> found = new ArrayList<>();
      collect(body, found);
      return found;
    }

    @Override
    public String toString() {
      return file + " " + id();
    }
  }

  /**
   * One step.
   *
   * @param name of the pattern: {@code bean}, {@code to}, {@code split} …
   */
  record Step(String name, Map<?, ?> options) {
    @Nullable String id() {
      return (String) options.get("id");
    }
  }

  static List<Flow> routes() {
    return flows().filter(flow -> flow.kind().equals("route")).toList();
  }

  static List<Flow> configurations() {
    return flows().filter(flow -> flow.kind().equals("routeConfiguration")).toList();
  }

  private static Stream<Flow> flows() {
    return files().entrySet().stream()
        .flatMap(
            file ->
                ((List<?>) new Load(LoadSettings.builder().build()).loadFromString(file.getValue()))
                    .stream()
                        .flatMap(entry -> map(entry).entrySet().stream())
                        .map(
                            flow ->
                                new Flow(
                                    file.getKey(),
                                    String.valueOf(flow.getKey()),
                                    map(flow.getValue()))));
  }

  static Map<String, String> files() {
    Map<String, String> texts = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".camel.yaml")).sorted().toList()) {
        texts.put(FOLDER.relativize(file).toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private static void collect(Object node, List<Step> found) {
    if (node instanceof Map<?, ?> options) {
      options.forEach(
          (name, value) -> {
            if (name.equals("steps")) {
              ((List<?>) value).forEach(step -> map(step).forEach((n, o) -> found.add(step(n, o))));
            }
            collect(value, found);
          });
    } else if (node instanceof List<?> list) {
      list.forEach(element -> collect(element, found));
    }
  }

  private static Step step(Object name, Object options) {
    return new Step(
        String.valueOf(name), options instanceof Map<?, ?> map ? map : Map.of("uri", options));
  }

  static Map<?, ?> map(@Nullable Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }
}
