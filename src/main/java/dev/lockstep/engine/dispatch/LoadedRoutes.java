package dev.lockstep.engine.dispatch;

import dev.lockstep.definition.DirectRoutes;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.engine.Expressions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** What Camel has loaded: of ours, of the user's files and of builders in jars. */
@Component
class LoadedRoutes {

  private final CamelContext camel;

  LoadedRoutes(CamelContext camel) {
    this.camel = camel;
  }

  /** Faults of what definitions ask of Camel: routes that are not there, expressions. */
  LoadedDefinitions check(LoadedDefinitions read) {
    return Expressions.check(direct().check(read), camel);
  }

  /** The routes that definitions may call. */
  private DirectRoutes direct() {
    return new DirectRoutes(
        camel.getRoutes().stream()
            .map(route -> DirectRoutes.name(route.getEndpoint().getEndpointUri()))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet()),
        List.of());
  }
}
