package dev.lockstep.cli;

import dev.lockstep.definition.Fault;
import dev.lockstep.home.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
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
    try (CamelContext camel = new DefaultCamelContext()) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              ResourceHelper.fromString(name, file.getContentAsString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      faults.add(new Fault(name, 0, 0, null, "the file cannot be read: " + e.getMessage(), null));
    } catch (Exception e) {
      faults.add(new Fault(name, 0, 0, null, "the routes do not load: " + e.getMessage(), null));
    }
  }
}
