package dev.lockstep.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.DirectRoutes;
import dev.lockstep.definition.Fault;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.engine.DefinitionFiles;
import dev.lockstep.engine.Expressions;
import dev.lockstep.home.Home;
import dev.lockstep.queue.Pauses;
import dev.lockstep.routes.RouteCheck;
import dev.lockstep.source.LiveCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Checks definitions and route files without starting anything. */
@Command(
    name = "validate",
    description =
        "Checks config/syncs/, config/templates/ and routes/, against the live tables where the database is reachable, and lists"
            + " every fault; starts nothing.")
final class Validate implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

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
  public Integer call() throws IOException {
    Path home =
        directory != null ? directory : Path.of(lockstep.settings().get("lockstep.home", "."));
    if (!Files.isDirectory(home)) {
      throw new InputFault("there is no directory " + home);
    }
    Path syncs = home.resolve("config/syncs");
    LoadedDefinitions read = Definitions.read(Files.isDirectory(syncs) ? syncs : home);
    DirectRoutes direct = RouteCheck.direct(new Home(home));
    Checked checked =
        live(expressions(direct.check(DefinitionFiles.templates(new Home(home)).check(read))));
    LoadedDefinitions definitions = checked.definitions();
    List<Fault> faults = new ArrayList<>(definitions.faults());
    RouteCheck routes = RouteCheck.of(new Home(home));
    faults.addAll(routes.faults().values());
    faults.addAll(routes.unknown());
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
      uncertain(direct, read).forEach(out::println);
      checked.paused().forEach(out::println);
    }
    out.flush();
    if (checked.unreachable() != null) {
      spec.commandLine().getErr().println(checked.unreachable());
    }
    if (!faults.isEmpty()) {
      return Commands.INPUT_AT_FAULT;
    }
    return checked.unreachable() != null && CommandDatabase.isNamed(lockstep.settings())
        ? Commands.ENVIRONMENT_AT_FAULT
        : Commands.DONE;
  }

  private static LoadedDefinitions expressions(LoadedDefinitions read) throws IOException {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      return Expressions.check(read, camel);
    }
  }

  /** Calls of routes that no file has and that something may define which only a start asks. */
  private static List<String> uncertain(DirectRoutes direct, LoadedDefinitions read) {
    return direct.elsewhere().isEmpty()
        ? List.of()
        : direct.missing(read).stream()
            .map(
                call ->
                    "%s; only a start shows whether %s does"
                        .formatted(call, String.join(", ", direct.elsewhere())))
            .toList();
  }

  /** Against the live tables, where the database can be reached. */
  private Checked live(LoadedDefinitions read) {
    try (CommandDatabase database = CommandDatabase.open(lockstep.settings())) {
      LiveCatalog catalog = new LiveCatalog(database.jdbc(), database.transactions());
      List<String> paused =
          database.isInstalled()
              ? new Pauses(database.jdbc())
                  .standing().stream()
                      .map(pause -> "%s is %s".formatted(pause.scope(), pause.words()))
                      .toList()
              : List.of();
      return new Checked(Definitions.check(read, catalog), paused, null);
    } catch (IllegalStateException e) {
      return new Checked(read, List.of(), "the live tables were not looked at: " + e.getMessage());
    }
  }

  /**
   * @param paused every cause that keeps a sync from running there now
   * @param unreachable why the live tables could not be looked at; null where they were
   */
  private record Checked(
      LoadedDefinitions definitions, List<String> paused, @Nullable String unreachable) {}
}
