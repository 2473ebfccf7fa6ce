package dev.lockstep.engine.dispatch;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.Catalog;
import dev.lockstep.definition.DefinitionChange;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.definition.LoadedDefinitions.Entry;
import dev.lockstep.definition.LoadedTemplates;
import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.link.Linked;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.mapping.Expression;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.Pulls;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Trigger;
import dev.lockstep.source.CaptureInstaller;
import dev.lockstep.source.CaptureReport;
import dev.lockstep.source.SourceTable;
import dev.lockstep.target.Targets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes running syncs of definitions: checked against the live tables and the loaded routes, stored
 * as the newest set, captured, and planned again where they changed. One that is invalid is stopped
 * alone.
 */
@Component
public class SyncLoader {

  private static final Logger LOG = LoggerFactory.getLogger(SyncLoader.class);

  private final Catalog catalog;
  private final LoadedRoutes routes;
  private final Targets targets;
  private final InstanceGuard instance;
  private final Expression expression;
  private final Syncs syncs;
  private final DefinitionSets definitions;
  private final CaptureInstaller capture;
  private final Partitions partitions;
  private final Pulls pulls;
  private final Reconciles reconciles;
  private final Pauses pauses;
  private final Homes homes;
  private final Linked linked;
  private final TransactionTemplate transaction;

  /** Those that were stopped because of a fault of their definition, or of their table. */
  private volatile Set<String> atFault = Set.of();

  SyncLoader(
      Catalog catalog,
      LoadedRoutes routes,
      Targets targets,
      InstanceGuard instance,
      Expression expression,
      Syncs syncs,
      DefinitionSets definitions,
      CaptureInstaller capture,
      Partitions partitions,
      Pulls pulls,
      Reconciles reconciles,
      Pauses pauses,
      Homes homes,
      Linked linked,
      TransactionTemplate transaction) {
    this.catalog = catalog;
    this.routes = routes;
    this.targets = targets;
    this.instance = instance;
    this.expression = expression;
    this.syncs = syncs;
    this.definitions = definitions;
    this.capture = capture;
    this.partitions = partitions;
    this.pulls = pulls;
    this.reconciles = reconciles;
    this.pauses = pauses;
    this.homes = homes;
    this.linked = linked;
    this.transaction = transaction;
  }

  /** Takes up the definitions that were read; faults are logged, each on a line of its own. */
  public LoadedDefinitions load(LoadedDefinitions read) {
    LoadedDefinitions checked = check(read);
    Set<String> reshaped = reshaped(checked);
    atFault = checked.invalid().stream().map(Entry::name).collect(Collectors.toSet());
    checked.faults().forEach(fault -> LOG.error("{}", fault));
    for (Entry entry : checked.invalid()) {
      stop(
          entry.name(),
          entry.faults().isEmpty() ? "its file is broken" : entry.faults().getFirst().text());
    }
    List<RunningSync> ready = new ArrayList<>();
    for (SyncDefinition definition : checked.valid()) {
      try {
        ready.add(prepare(definition, checked.templates()));
      } catch (IllegalArgumentException e) {
        LOG.error("sync '{}' does not start", definition.name(), e);
        stop(definition.name(), String.valueOf(e.getMessage()));
      }
    }
    start(ready, reshaped);
    return checked;
  }

  private LoadedDefinitions check(LoadedDefinitions read) {
    return Definitions.check(routes.check(read), catalog);
  }

  /**
   * Whether a sync stands otherwise than its live table asks for: one runs whose columns are not
   * what they were when it was taken up, or one was stopped for a fault that is mended.
   *
   * @param read what was taken up last
   */
  public boolean hasDrifted(LoadedDefinitions read) {
    LoadedDefinitions checked = check(read);
    return checked.invalid().stream().anyMatch(entry -> syncs.find(entry.name()).isPresent())
        || checked.valid().stream().anyMatch(definition -> atFault.contains(definition.name()))
        || !reshaped(checked).isEmpty();
  }

  /** Running syncs whose tables have other columns by now. */
  private Set<String> reshaped(LoadedDefinitions checked) {
    return checked.valid().stream()
        .filter(
            definition ->
                syncs
                    .find(definition.name())
                    .filter(sync -> isReshaped(sync, definition))
                    .isPresent())
        .map(SyncDefinition::name)
        .collect(Collectors.toSet());
  }

  private boolean isReshaped(RunningSync sync, SyncDefinition definition) {
    return !catalog.table(definition.source().table()).equals(Optional.of(sync.source().shape()));
  }

  /**
   * A checked definition with all that a pass needs of it; nothing is started or stored.
   *
   * @throws IllegalArgumentException saying why it cannot run
   */
  public RunningSync prepare(SyncDefinition definition, @Nullable LoadedTemplates templates) {
    TableShape table =
        catalog
            .table(definition.source().table())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "sync '%s': there is no table '%s'"
                            .formatted(definition.name(), definition.source().table())));
    return RunningSync.of(
        definition,
        table,
        expression,
        targets.of(definition, table, template(definition, templates), instance.id()));
  }

  /** The template that the definition names; both have been checked. */
  private static SheetTemplate template(
      SyncDefinition definition, @Nullable LoadedTemplates templates) {
    return definition.target() instanceof SyncDefinition.SheetTarget sheet
            && sheet.template() != null
            && templates != null
        ? templates.find(sheet.template()).orElse(SheetTemplate.STANDARD)
        : SheetTemplate.STANDARD;
  }

  private void stop(String name, String reason) {
    syncs.stop(name, reason);
    transaction.executeWithoutResult(
        status -> pauses.set(Pause.Scope.ofSync(name), Direction.BOTH, PauseCause.STOPPED, reason));
  }

  private void start(List<RunningSync> loaded, Set<String> reshaped) {
    Renames.Sorted sorted =
        Renames.sort(
            loaded.stream().map(RunningSync::definition).toList(),
            definitions.before(
                Stream.concat(
                        loaded.stream().map(RunningSync::name), syncs.stopped().keySet().stream())
                    .toList()),
            syncs.stopped().keySet());
    sorted.renamed().forEach(definitions::rename);
    sorted
        .refused()
        .forEach(
            (name, reason) -> {
              LOG.error("sync '{}': {}", name, reason);
              stop(name, reason);
            });
    List<RunningSync> ready =
        loaded.stream().filter(sync -> !sorted.refused().containsKey(sync.name())).toList();
    Map<String, DefinitionChange> changes =
        definitions.takeUp(
            ready.stream().map(RunningSync::definition).toList(), syncs.stopped().keySet());
    ready.forEach(syncs::start);
    pauseVanished();
    CaptureReport report = ensureCapture();
    for (RunningSync sync : ready) {
      String failure = report.failed().get(sync.source());
      if (failure != null) {
        LOG.error("sync '{}': its table cannot be captured: {}", sync.name(), failure);
        stop(sync.name(), failure);
        continue;
      }
      DefinitionChange change = changes.get(sync.name());
      // One that was not stored is new, and has no partitions yet, or returns after an absence.
      // No trigger tells of the values that a change of a column's type has changed.
      boolean replan = change == null || change.replans() || reshaped.contains(sync.name());
      transaction.executeWithoutResult(
          status -> {
            boolean returned =
                pauses.lift(Pause.Scope.ofSync(sync.name()), Direction.BOTH, PauseCause.STOPPED);
            if (replan || returned) {
              reconciles.ask(
                  sync.name(), null, Trigger.reconcile("the definition or the table changed"));
            }
          });
      // Before anything is pulled: what that links would hide that the others are lost.
      lookForLostLinks(sync);
      ensurePartitions(sync);
      Set<String> unconnected = homes.unconnected(sync);
      if (!unconnected.isEmpty()) {
        LOG.warn(
            "sync={} rows of {} account(s) wait, for nobody has connected them: {}",
            sync.name(),
            unconnected.size(),
            unconnected.stream().limit(10).toList());
      }
      LOG.info(
          "sync={} table={} direction={} {}",
          sync.name(),
          sync.source().shape().qualifiedName(),
          sync.definition().direction(),
          told(change != null && replan, instance.reason() != null));
    }
  }

  private static String told(boolean isChanged, boolean isInDoubt) {
    if (isInDoubt) {
      return "waits until the database is accepted";
    }
    return isChanged ? "changed, is planned again" : "runs";
  }

  /**
   * Everything was listed once, and yet nothing is linked: the mappings are rebuilt from stamps.
   */
  private void lookForLostLinks(RunningSync sync) {
    boolean wasListed =
        partitions.ofSync(sync.name()).stream()
            .anyMatch(partition -> partition.lastFullSync() != null);
    if (wasListed && linked.count(sync.name(), 1) == 0) {
      transaction.executeWithoutResult(
          status -> reconciles.ask(sync.name(), null, Trigger.reconcile("no link is left")));
    }
  }

  /** Links and queue of a sync without a definition stay, and say why they wait. */
  private void pauseVanished() {
    Set<String> known = new HashSet<>(syncs.stopped().keySet());
    syncs.all().forEach(sync -> known.add(sync.name()));
    transaction.executeWithoutResult(
        status ->
            partitions.syncs().stream()
                .filter(sync -> !known.contains(sync))
                .forEach(
                    sync ->
                        pauses.set(
                            Pause.Scope.ofSync(sync),
                            Direction.BOTH,
                            PauseCause.STOPPED,
                            "there is no definition of it")));
  }

  /** Compares the triggers with what they should be; syncs whose capture was lost reconcile. */
  public CaptureReport ensureCapture() {
    List<SourceTable> captured =
        syncs.all().stream()
            .filter(sync -> sync.definition().source().capture() == SyncDefinition.Capture.TRIGGER)
            .map(RunningSync::source)
            .toList();
    boolean slept = capture.keepAppending();
    CaptureReport report = capture.ensure(captured);
    for (RunningSync sync : syncs.all()) {
      if (slept || report.renewed().contains(sync.source())) {
        transaction.executeWithoutResult(
            status ->
                reconciles.ask(
                    sync.name(), null, Trigger.reconcile("its triggers were made anew")));
      }
    }
    report
        .failed()
        .forEach((table, why) -> LOG.error("{}: {}", table.shape().qualifiedName(), why));
    return report;
  }

  /** Makes the partitions that the rows and the connected accounts call for. */
  public void ensurePartitions(RunningSync sync) {
    Collection<PartitionKey> wanted = homes.of(sync);
    transaction.executeWithoutResult(status -> pulls.ask(wanted, Trigger.of(Trigger.By.START)));
  }
}
