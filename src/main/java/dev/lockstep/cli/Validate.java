package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.Fault;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.home.Home;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks definitions and route files without starting anything. */
@Command(
    name = "validate",
    description = "Checks config/syncs/ and routes/ and lists every fault; starts nothing.")
final class Validate implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description =
          "The directory that holds config/ and routes/, or one with definitions only;"
              + " LOCKSTEP_HOME or the working directory if not given.")
  private @Nullable Path directory;

  @Option(names = "--json", description = "Prints the faults as JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    Path home =
        directory != null
            ? directory
            : Path.of(Optional.ofNullable(System.getenv("LOCKSTEP_HOME")).orElse("."));
    if (!Files.isDirectory(home)) {
      throw new InputFault("there is no directory " + home);
    }
    Path syncs = home.resolve("config/syncs");
    LoadedDefinitions definitions = Definitions.read(Files.isDirectory(syncs) ? syncs : home);
    List<Fault> faults = new ArrayList<>(definitions.faults());
    RouteCheck routes = RouteCheck.of(new Home(home));
    faults.addAll(routes.faults());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(faults));
    } else {
      faults.forEach(out::println);
      out.printf(
          "%d definitions and %d route files, %s%n",
          definitions.entries().size(),
          routes.files(),
          faults.isEmpty() ? "all well" : faults.size() + " faults");
    }
    out.flush();
    return faults.isEmpty() ? Commands.DONE : Commands.INPUT_AT_FAULT;
  }
}
