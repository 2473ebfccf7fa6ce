package dev.lockstep.cli;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.Catalog;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.DefinitionFiles;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.PlannedRecord;
import dev.lockstep.engine.Plans;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what `resync` would do, and does nothing. */
@Command(
    name = "plan",
    description =
        "Shows what a full reconciliation of a sync would do on both sides, by its definition as"
            + " its file is now; writes nothing.")
final class PlanCommand extends ShownRecords implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private Commands lockstep;

  @Parameters(index = "0", paramLabel = "SYNC", description = "The sync's name.")
  private String sync;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (LookingContext context = lockstep.looking();
        ProgressBar bar = new ProgressBar(err, ProgressBar.isOnTerminal())) {
      LoadedDefinitions definitions =
          Definitions.check(
              context.bean(DefinitionFiles.class).read(), context.bean(Catalog.class));
      SyncDefinition definition = definition(definitions);
      PlanPrinter printer = json() ? new PlanJson(out) : new PlanText(out);
      printer.begin();
      Plan plan =
          context.bean(Plans.class).of(definitions, definition, new Limited(printer, limit(), bar));
      bar.close();
      printer.end(plan);
      out.flush();
      plan.places().stream()
          .filter(place -> place.failure() != null)
          .forEach(
              place -> err.println(name(place.partition()) + " is not in it: " + place.failure()));
      err.flush();
      return plan.isWhole() ? Commands.DONE : Commands.ENVIRONMENT_AT_FAULT;
    } catch (IllegalArgumentException e) {
      throw new InputFault(String.valueOf(e.getMessage()));
    }
  }

  private SyncDefinition definition(LoadedDefinitions definitions) {
    return definitions.find(sync).orElseThrow(() -> new InputFault(why(definitions)));
  }

  private String why(LoadedDefinitions definitions) {
    return definitions.invalid().stream()
        .filter(entry -> entry.name().equals(sync))
        .findFirst()
        .map(
            entry ->
                entry.faults().stream().map(Object::toString).collect(Collectors.joining("\n")))
        .orElseGet(
            () ->
                "there is no definition of a sync '%s'; there are: %s"
                    .formatted(
                        sync,
                        definitions.entries().stream()
                            .map(LoadedDefinitions.Entry::name)
                            .collect(Collectors.joining(", "))));
  }

  static String name(PartitionKey partition) {
    return "%s of account '%s'".formatted(partition.calendar(), partition.account());
  }

  /** The first records, and how far it is. */
  private static final class Limited implements Plans.Reader {
    private final PlanPrinter printer;
    private final long limit;
    private final ProgressBar bar;
    private long told;

    Limited(PlanPrinter printer, long limit, ProgressBar bar) {
      this.printer = printer;
      this.limit = limit;
      this.bar = bar;
    }

    @Override
    public void planned(PlannedRecord record) {
      told++;
      if (told > limit) {
        printer.leftOut();
      } else {
        bar.close();
        printer.record(record);
      }
    }

    @Override
    public void looked(long records, long about) {
      bar.show(records, about, "%,d records".formatted(records));
    }
  }
}
