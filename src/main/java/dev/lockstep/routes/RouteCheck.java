package dev.lockstep.routes;

import dev.lockstep.definition.DirectRoutes;
import dev.lockstep.definition.Fault;
import dev.lockstep.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.core.io.Resource;

/**
 * The user's route files, loaded one by one into a Camel that is never started: so a file that does
 * not load is known by name before it could keep the others from starting.
 *
 * @param files how many there are
 * @param faults by path below {@code routes/}
 * @param unknown components and languages that are not on the class path; a jar of the user's may
 *     bring them all the same, so they keep nothing from starting
 * @param direct what begins at a {@code direct:} address, in the files that load
 */
public record RouteCheck(
    int files, Map<String, Fault> faults, List<Fault> unknown, DirectRoutes direct) {

  private static final Pattern PLACE = Pattern.compile("line:? (\\d+)(?:, column:? (\\d+))?");

  public static RouteCheck of(Home home) {
    return of(home.theirs("routes", ".camel.yaml"));
  }

  /** The routes that definitions may call: ours, the user's, and what jars may bring. */
  public static DirectRoutes direct(Home home) {
    DirectRoutes direct = of(home.files("routes", ".camel.yaml")).direct();
    return new DirectRoutes(
        direct.names(),
        Stream.concat(direct.elsewhere().stream(), RoutesOfJars.builders().stream()).toList());
  }

  private static RouteCheck of(Map<String, Resource> files) {
    Map<String, Fault> faults = new TreeMap<>();
    List<Fault> unknown = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    List<String> elsewhere = new ArrayList<>();
    files.forEach(
        (path, file) -> {
          for (RouteDefinition route : load(path, file, faults, unknown)) {
            String uri = route.getInput().getUri();
            String name = DirectRoutes.name(uri).orElse(uri.startsWith("{{") ? uri : "");
            if (name.contains("{{")) {
              elsewhere.add("route '%s' from '%s'".formatted(route.getRouteId(), uri));
            } else if (!name.isEmpty()) {
              names.add(name);
            }
          }
        });
    return new RouteCheck(files.size(), faults, unknown, new DirectRoutes(names, elsewhere));
  }

  private static List<RouteDefinition> load(
      String path, Resource file, Map<String, Fault> faults, List<Fault> unknown) {
    // Camel knows a file's kind by how its name ends; in a jar it is a URL.
    String name = file.getDescription().replaceAll("^(?:file|URL) \\[(.*)]$", "$1");
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              ResourceHelper.fromString(name, file.getContentAsString(StandardCharsets.UTF_8)));
      List<RouteDefinition> routes = List.copyOf(camel.getRouteDefinitions());
      for (RouteDefinition route : routes) {
        unknownSchemes(camel, route)
            .forEach(uri -> unknown.add(unknown(name, route, "component", uri)));
        unknownLanguages(camel, route)
            .forEach(language -> unknown.add(unknown(name, route, "language", language)));
      }
      return routes;
    } catch (IOException e) {
      faults.put(
          path, new Fault(name, 0, 0, null, "the file cannot be read: " + e.getMessage(), null));
    } catch (Exception e) {
      faults.put(path, fault(name, e));
    }
    return List.of();
  }

  private static Fault unknown(String name, RouteDefinition route, String what, String asked) {
    return new Fault(
        name,
        0,
        0,
        null,
        "route '%s': no %s is installed for '%s'".formatted(route.getRouteId(), what, asked),
        null);
  }

  /** The addresses of a route whose first word names no component; placeholders are not judged. */
  private static List<String> unknownSchemes(DefaultCamelContext camel, RouteDefinition route) {
    Stream<String> sends =
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)
            .stream()
            .map(SendDefinition::getUri);
    return Stream.concat(Stream.of(route.getInput().getUri()), sends)
        .filter(uri -> uri != null && uri.matches("[a-zA-Z][\\w+-]*(:.*)?"))
        .filter(uri -> camel.getComponent(uri.split(":", 2)[0], true, false) == null)
        .toList();
  }

  /** The languages of a route's expressions that are not there. */
  private static List<String> unknownLanguages(DefaultCamelContext camel, RouteDefinition route) {
    return ProcessorDefinitionHelper.filterTypeInOutputs(
            route.getOutputs(), HasExpressionType.class)
        .stream()
        .map(HasExpressionType::getExpressionType)
        .filter(expression -> expression != null && expression.getLanguage() != null)
        .map(ExpressionDefinition::getLanguage)
        .distinct()
        .filter(language -> !language.contains("{{") && !isInstalled(camel, language))
        .toList();
  }

  private static boolean isInstalled(DefaultCamelContext camel, String language) {
    try {
      return camel.resolveLanguage(language) != null;
    } catch (NoSuchLanguageException e) {
      return false;
    }
  }

  private static Fault fault(String name, Exception failure) {
    String said =
        Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
            .map(cause -> String.valueOf(cause.getMessage()).strip())
            .distinct()
            .collect(Collectors.joining("; "))
            .replaceAll("\\s+", " ");
    Matcher place = PLACE.matcher(said);
    boolean isPlaced = place.find();
    return new Fault(
        name,
        isPlaced ? Integer.parseInt(place.group(1)) : 0,
        isPlaced && place.group(2) != null ? Integer.parseInt(place.group(2)) : 1,
        null,
        "the routes do not load: " + said,
        null);
  }
}
