package dev.lockstep.convergence;

import dev.lockstep.account.Accounts;
import dev.lockstep.core.Direction;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.Engine;
import dev.lockstep.queue.DeadLetters;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.WatchedCalls;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Two nodes of the application on one database, in this process. One that leaves stops its engine
 * only.
 */
final class Nodes implements AutoCloseable {

  private static final int COUNT = 2;

  /** So many dead sessions a node may find in its pools before it has a new one. */
  private static final int MOST_SESSIONS = 30;

  private static final List<String> SYNCS = List.of("visits", "parts");

  private static final List<String> POLICIES =
      List.of(
          "policies: { debounce: 0ms,",
          "policies: { debounce: 100ms, conflict: source-wins,",
          "policies: { debounce: 0ms, conflict: google-wins,");

  private static final String[] SETTINGS = {
    "lockstep.sheets.settle=2s",
    "lockstep.sheets.rest=200ms",
    "lockstep.google.list-page-size=10",
    "lockstep.google.limits.calendar-per-account-per-minute=" + Weather.QUOTA,
    "lockstep.google.limits.sheets-per-account-per-minute=" + Weather.QUOTA,
    "lockstep.google.limits.sheets-per-project-per-minute=" + Weather.QUOTA,
    // Records come and go all the time here.
    "lockstep.brake.deleted-at-least=1000000",
    "lockstep.brake.changed-at-least=1000000",
    "lockstep.channels.retry-after=1s",
  };

  /** What a node finds instead of the clock of its machine, and on its way to Google. */
  static final class Clocked {
    static final JumpingClock CLOCK = new JumpingClock();
    static final Gate GATE = new Gate();

    @Bean
    static BeanPostProcessor gatedCalls() {
      return WatchedCalls.by(
          (request, entity, context) -> GATE.pass(call(request)),
          (response, entity, context) ->
              GATE.answered(call(HttpCoreContext.cast(context).getRequest()), response.getCode()));
    }

    private static String call(HttpRequest request) {
      return request.getMethod() + " " + request.getPath();
    }

    @Bean
    Clock clock() {
      return CLOCK;
    }
  }

  private final TwoSides sides;
  private final Map<String, String> owners;
  private final Map<String, String> definitions;
  private final List<RunningLockstep> nodes = new ArrayList<>();
  private final Set<String> revoked = new HashSet<>();
  private final Set<String> paused = new HashSet<>();
  private int policy;

  /**
   * @param owners email by owner
   * @param definitions YAML by file
   */
  Nodes(TwoSides sides, Map<String, String> owners, Map<String, String> definitions) {
    this.sides = sides;
    this.owners = owners;
    this.definitions = definitions;
    for (int i = 0; i < COUNT; i++) {
      nodes.add(start());
    }
    owners.forEach(nodes.getFirst()::connect);
    nodes.forEach(this::takeUp);
  }

  private RunningLockstep start() {
    return RunningLockstep.start(
        sides.database(), sides.sandbox(), List.of(Clocked.class), SETTINGS);
  }

  private void takeUp(RunningLockstep node) {
    Map<String, String> files = new java.util.LinkedHashMap<>(definitions);
    files.replaceAll((name, yaml) -> yaml.replace(POLICIES.getFirst(), POLICIES.get(policy)));
    node.bean(Engine.class).start(Definitions.parse(files));
  }

  /** Through which every call to Google goes. */
  static Gate gate() {
    return Clocked.GATE;
  }

  void play(Step step) {
    asking(() -> ask(step));
  }

  private void ask(Step step) {
    switch (step.act()) {
      case PAUSE -> pause(SYNCS.get(step.choice(SYNCS.size())), Direction.values()[step.other(3)]);
      case DEFINITION -> {
        policy = step.choice(POLICIES.size());
        nodes.forEach(this::takeUp);
      }
      case NODE_RESTART -> {
        RunningLockstep node = nodes.get(step.choice(COUNT));
        node.bean(Engine.class).stop();
        takeUp(node);
      }
      case GRANT -> grant(List.copyOf(owners.keySet()).get(step.choice(owners.size())));
      case CLOCK_JUMP -> Clocked.CLOCK.jumpTo(Duration.ofMinutes(10L * (step.choice(7) - 3)));
      default -> throw new IllegalArgumentException(step.toString());
    }
  }

  /** What a person asks of a node whose sessions have just been ended is asked again. */
  private static void asking(Runnable request) {
    for (int tries = 0; ; tries++) {
      try {
        request.run();
        return;
      } catch (DataAccessException | TransactionException dropped) {
        if (tries == MOST_SESSIONS) {
          throw dropped;
        }
      }
    }
  }

  private void pause(String sync, Direction direction) {
    Pauses pauses = nodes.getLast().bean(Pauses.class);
    if (paused.contains(sync)) {
      pauses.lift(Pause.Scope.ofSync(sync), Direction.BOTH, PauseCause.BY_HAND);
      paused.remove(sync);
      nodes.getLast().bean(WakeUp.class).wake();
    } else {
      pauses.set(Pause.Scope.ofSync(sync), direction, PauseCause.BY_HAND, "a step");
      paused.add(sync);
    }
  }

  private void grant(String owner) {
    if (revoked.remove(owner)) {
      nodes.getFirst().connect(owner, owners.get(owner));
    } else {
      revoked.add(owner);
      sides.sandbox().control("revoke", "{\"email\": \"" + owners.get(owner) + "\"}");
    }
  }

  /** Everybody comes back. */
  void comeToAnEnd() {
    List.copyOf(paused).forEach(sync -> pause(sync, Direction.BOTH));
    List.copyOf(revoked).forEach(this::grant);
    for (String owner : owners.keySet()) {
      if (nodes.getFirst().bean(Accounts.class).find(owner).orElseThrow().status()
          == dev.lockstep.account.Account.Status.RECONNECT_REQUIRED) {
        nodes.getFirst().connect(owner, owners.get(owner));
      }
    }
  }

  /** As after some hours, in which somebody also replayed what had failed. */
  void timePasses() {
    sides
        .jdbc()
        .sql(
            "UPDATE lockstep.sync_partition SET back_off_until = NULL WHERE back_off_until > now()")
        .update();
    sides.jdbc().sql("DELETE FROM lockstep.sync_back_off").update();
    nodes.getFirst().bean(DeadLetters.class).replay(QueueFilter.ALL, "a test");
    nodes.forEach(node -> node.bean(WakeUp.class).wake());
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.bean(Engine.class).stop());
    nodes.forEach(RunningLockstep::close);
  }
}
