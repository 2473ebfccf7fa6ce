package dev.lockstep.engine;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountListener;
import dev.lockstep.core.Direction;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.dispatch.Dispatcher;
import dev.lockstep.engine.dispatch.SyncLoader;
import dev.lockstep.engine.link.Identities;
import dev.lockstep.engine.schedule.SyncRoutes;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.BackOffs;
import dev.lockstep.queue.Cursors;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Trigger;
import dev.lockstep.source.WakeUp;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts and stops the work: the module's door. */
@Component
@Order(Engine.ORDER)
public class Engine implements ApplicationRunner, AccountListener {

  /** Among the application's runners: what sets tables and accounts up comes before. */
  public static final int ORDER = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration STOP = Duration.ofSeconds(8);

  private final EngineSettings settings;
  private final DefinitionFiles files;
  private final SyncLoader loader;
  private final Syncs syncs;
  private final SyncRoutes routes;
  private final Dispatcher dispatcher;
  private final InstanceGuard guard;
  private final Identities identities;
  private final Reconciles reconciles;
  private final Cursors cursors;
  private final Pauses pauses;
  private final BackOffs backOffs;
  private final WakeUp wakeUp;
  private final TransactionTemplate transaction;
  private volatile boolean started;
  private volatile @Nullable LoadedDefinitions taken;

  Engine(
      EngineSettings settings,
      DefinitionFiles files,
      SyncLoader loader,
      Syncs syncs,
      SyncRoutes routes,
      Dispatcher dispatcher,
      InstanceGuard guard,
      Identities identities,
      Reconciles reconciles,
      Cursors cursors,
      Pauses pauses,
      BackOffs backOffs,
      WakeUp wakeUp,
      TransactionTemplate transaction) {
    this.settings = settings;
    this.files = files;
    this.loader = loader;
    this.syncs = syncs;
    this.routes = routes;
    this.dispatcher = dispatcher;
    this.guard = guard;
    this.identities = identities;
    this.reconciles = reconciles;
    this.cursors = cursors;
    this.pauses = pauses;
    this.backOffs = backOffs;
    this.wakeUp = wakeUp;
    this.transaction = transaction;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    if (settings.enabled()) {
      start(files.read());
    }
  }

  /** Takes up these definitions and begins to work. */
  public synchronized void start(LoadedDefinitions definitions) {
    guard.id();
    if (guard.isToBeAccepted()) {
      guard.accept();
    }
    takeUp(definitions);
    if (guard.isToBeAccepted()) {
      compareAll();
    }
    if (!started) {
      dispatcher.start();
      started = true;
    }
    wakeUp.wake();
    LOG.info(
        "engine started: {} syncs {}, {} stopped",
        syncs.all().size(),
        doubt() == null ? "run" : "wait until the database is accepted",
        syncs.stopped().size());
  }

  /**
   * Takes its definitions up anew where tables are not what they were: a sync whose column is gone
   * stops alone, and goes on once that is mended.
   */
  public synchronized void followTables() {
    LoadedDefinitions before = taken;
    if (started && before != null && loader.hasDrifted(before)) {
      takeUp(before);
      wakeUp.wake();
    }
  }

  private void takeUp(LoadedDefinitions definitions) {
    taken = definitions;
    loader.load(definitions);
    routes.add(syncs.all());
  }

  /** What a clone or a restored backup remembers may be long past: both sides are compared anew. */
  private void compareAll() {
    transaction.executeWithoutResult(
        status ->
            syncs
                .all()
                .forEach(
                    sync ->
                        reconciles.ask(
                            sync.name(),
                            null,
                            Trigger.reconcile("the installation was approved"))));
  }

  /** Finishes what is in hand and takes nothing new. */
  @EventListener(ContextClosedEvent.class)
  public void stop() {
    if (started) {
      started = false;
      dispatcher.stop(STOP);
    }
  }

  /** The syncs that run here. */
  public Collection<SyncDefinition> running() {
    return syncs.all().stream().map(RunningSync::definition).toList();
  }

  /**
   * Whether this node knows what is to be kept in step: it has taken its definitions up, they are
   * the newest, and the installation is not in doubt.
   */
  public boolean isInCharge() {
    return started && dispatcher.mayWork();
  }

  /** Why each stopped sync does not run, by name. */
  public Map<String, String> stopped() {
    return syncs.stopped();
  }

  /** Why nothing is written to Google at all; null where all is well. */
  public @Nullable String doubt() {
    return guard.reason();
  }

  @Override
  public void connected(Account account) {
    transaction.executeWithoutResult(
        status -> {
          identities.switchTo(account.owner(), account.subject());
          cursors.beginAfresh(account.owner());
          pauses.lift(
              Pause.Scope.ofAccount(account.owner()), Direction.BOTH, PauseCause.DISCONNECTED);
          backOffs.accountRecovered(account.owner());
          for (RunningSync sync : syncs.all()) {
            reconciles.ask(
                sync.name(), account.owner(), Trigger.reconcile("the account was connected"));
          }
        });
    syncs.all().forEach(loader::ensurePartitions);
    wakeUp.wake();
  }

  /** Events and links stay; nothing is sent or taken until the owner returns. */
  @Override
  public void stopped(Account account) {
    transaction.executeWithoutResult(
        status ->
            pauses.set(
                Pause.Scope.ofAccount(account.owner()),
                Direction.BOTH,
                PauseCause.DISCONNECTED,
                "the account is not connected"));
  }
}
