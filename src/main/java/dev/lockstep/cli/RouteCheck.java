package dev.lockstep.cli;

import dev.lockstep.definition.Fault;
import dev.lockstep.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.core.io.Resource;

/**
 * The user's route files, loaded one by one into a Camel that is never started.
 *
 * @param files how many there are
 */
record RouteCheck(int files, List<Fault> faults) {

  static RouteCheck of(Home home) {
    Map<String, Resource> files = home.theirs("routes", ".camel.yaml");
    List<Fault> faults = new ArrayList<>();
    files.values().forEach(file -> load(file, faults));
    return new RouteCheck(files.size(), faults);
  }

  private static void load(Resource file, List<Fault> faults) {
    String name = file.getDescription().replaceAll("^file \\[(.*)]$", "$1");
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              ResourceHelper.fromString(name, file.getContentAsString(StandardCharsets.UTF_8)));
      for (RouteDefinition route : camel.getRouteDefinitions()) {
        unknownSchemes(camel, route)
            .forEach(
                uri ->
                    faults.add(
                        new Fault(
                            name,
                            0,
                            0,
                            null,
                            "route '%s': no component is installed for '%s'"
                                .formatted(route.getRouteId(), uri),
                            null)));
      }
    } catch (IOException e) {
      faults.add(new Fault(name, 0, 0, null, "the file cannot be read: " + e.getMessage(), null));
    } catch (Exception e) {
      faults.add(new Fault(name, 0, 0, null, "the routes do not load: " + e.getMessage(), null));
    }
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
}
