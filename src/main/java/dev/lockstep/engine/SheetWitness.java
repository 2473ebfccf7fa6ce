package dev.lockstep.engine;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Value;
import dev.lockstep.engine.link.Linked;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.history.History;
import dev.lockstep.mapping.Rendering;
import dev.lockstep.queue.Findings;
import dev.lockstep.source.KeyDraw;
import dev.lockstep.source.ReferencedKeys;
import dev.lockstep.target.FieldProblem;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Problem;
import dev.lockstep.target.Standing;
import dev.lockstep.target.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What a sheet asks of the mappings, the history and the source. */
@Component
class SheetWitness implements Witness {

  private final Linked linked;
  private final Syncs syncs;
  private final History history;
  private final Findings findings;
  private final PassLog passes;
  private final KeyDraw keys;
  private final ReferencedKeys referenced;
  private final TransactionTemplate transaction;

  SheetWitness(
      Linked linked,
      Syncs syncs,
      History history,
      Findings findings,
      PassLog passes,
      KeyDraw keys,
      ReferencedKeys referenced,
      TransactionTemplate transaction) {
    this.linked = linked;
    this.syncs = syncs;
    this.history = history;
    this.findings = findings;
    this.passes = passes;
    this.keys = keys;
    this.referenced = referenced;
    this.transaction = transaction;
  }

  @Override
  public Map<String, KnownRecord> known(PartitionKey partition) {
    return linked.versions(partition);
  }

  @Override
  public void problems(PartitionKey partition, List<Problem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    Chronicle chronicle = chronicle(partition);
    problems.forEach(problem -> chronicle.problem(problem.key(), problem.text()));
    transaction.executeWithoutResult(
        status -> {
          history.write(chronicle.lines());
          passes.found(partition, findings.found(partition, named(problems)));
        });
  }

  private static List<Findings.OfRow> named(List<Problem> problems) {
    List<Findings.OfRow> named = new ArrayList<>();
    for (Problem problem : problems) {
      if (problem.name() != null) {
        named.add(
            new Findings.OfRow(
                problem.name(), problem.key(), new Findings.Wrong(problem.text(), problem.seen())));
      }
    }
    return named;
  }

  @Override
  public void stand(PartitionKey partition, List<Standing> standing) {
    Map<String, @Nullable String> texts = new HashMap<>();
    standing.forEach(problem -> texts.put(problem.name(), problem.text()));
    transaction.executeWithoutResult(status -> findings.stand(partition, texts));
  }

  @Override
  public List<FieldProblem> standing(PartitionKey partition) {
    List<FieldProblem> standing = new ArrayList<>();
    linked
        .reported(partition)
        .forEach(
            (key, reports) ->
                reports.stream()
                    .filter(report -> isForAPerson(report))
                    .forEach(report -> standing.add(problem(key, report))));
    return standing;
  }

  private static boolean isForAPerson(Report report) {
    return report.kind() == Report.Kind.INVALID
        || report.kind() == Report.Kind.NOT_WRITTEN
        || report.waits();
  }

  private static FieldProblem problem(String key, Report report) {
    boolean isWhole = report.unit().equals(Report.RECORD);
    String text =
        switch (report.kind()) {
          case CONFLICT ->
              "changed here and in the database, which has %s: decide in the console which stays"
                  .formatted(isWhole ? "other values" : shown(report.source().get(report.unit())));
          case MERGE_REFUSED ->
              "the database refuses what both edits make together: " + report.detail();
          default -> report.detail();
        };
    return new FieldProblem(key, isWhole ? null : report.unit(), text);
  }

  private static String shown(Value value) {
    return value.isNull() ? "nothing" : "'" + Rendering.of(value) + "'";
  }

  @Override
  public void misplaced(PartitionKey partition, @Nullable String key, Fields was, String text) {
    Chronicle chronicle = chronicle(partition);
    chronicle.misplaced(key, text, was);
    write(chronicle);
  }

  @Override
  public List<Map<String, Value>> drawKeys(PartitionKey partition, int count) {
    RunningSync sync = syncs.running(partition.sync());
    return keys.draw(sync.source(), count);
  }

  @Override
  public @Nullable List<String> referenced(PartitionKey partition, String column) {
    return referenced.of(syncs.running(partition.sync()).source(), column);
  }

  private Chronicle chronicle(PartitionKey partition) {
    return new Chronicle(syncs.running(partition.sync()), partition, null);
  }

  private void write(Chronicle chronicle) {
    transaction.executeWithoutResult(status -> history.write(chronicle.lines()));
  }
}
