package dev.lockstep.engine.outbound;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.Brake;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Merge;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.RecordState;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Situation;
import dev.lockstep.core.SourceSide;
import dev.lockstep.engine.Brakes;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.sync.ConflictRoutes;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Sides;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides about a batch; reads from the target only what cannot be decided without. */
@Component
class OutboundMerge {

  private final Accounts accounts;
  private final InstanceGuard instance;
  private final ConflictRoutes conflictRoutes;
  private final Brakes brakes;

  OutboundMerge(
      Accounts accounts, InstanceGuard instance, ConflictRoutes conflictRoutes, Brakes brakes) {
    this.accounts = accounts;
    this.instance = instance;
    this.conflictRoutes = conflictRoutes;
    this.brakes = brakes;
  }

  Merged merge(Loaded loaded) {
    Claimed pass = loaded.pass();
    Rules rules = pass.sync().rules(pass.startedAt());
    @Nullable Instant connected =
        accounts.find(pass.lease().partition().account()).map(Account::firstConnected).orElse(null);
    Decider decider = new Decider(pass, rules, connected);
    List<Merged.Step> steps = new ArrayList<>();
    Map<String, Candidate> unread = new LinkedHashMap<>();
    for (Candidate candidate : loaded.candidates()) {
      Merged.Step step = decider.decide(candidate);
      if (step.decision() instanceof Decision.Look look) {
        unread.put(decider.remoteId(candidate, look), candidate);
      } else {
        steps.add(step);
      }
    }
    if (!unread.isEmpty()) {
      Map<String, Remote> seen =
          pass.sync().target().read(pass.lease().partition(), unread.keySet());
      unread.forEach(
          (remoteId, candidate) -> steps.add(decider.decide(candidate, seen.get(remoteId))));
    }
    return new Merged(pass, rules, weighed(pass, steps), loaded.round() + 1);
  }

  /** Too many deletions at once are held until a person approves them (PROTOCOL 10). */
  private List<Merged.Step> weighed(Claimed pass, List<Merged.Step> steps) {
    List<Merged.Step> weighed =
        steps.stream().map(step -> step.weighing(Brakes.effect(step.decision()))).toList();
    int removals = (int) weighed.stream().filter(OutboundMerge::mayBeHeld).count();
    String reason =
        removals == 0
            ? null
            : brakes.reason(
                pass.lease(), Direction.TO_GOOGLE, removals, 0, Brake.Effect.DELETES_OR_BLANKS);
    return reason == null
        ? weighed
        : weighed.stream().map(step -> mayBeHeld(step) ? step.holding(reason) : step).toList();
  }

  private static boolean mayBeHeld(Merged.Step step) {
    return step.effect() != null && !step.candidate().item().approved();
  }

  /** One batch's decisions. */
  private final class Decider {
    private final Claimed pass;
    private final PartitionKey partition;
    private final RunningSync sync;
    private final Rules rules;
    private final @Nullable Instant connected;

    Decider(Claimed pass, Rules rules, @Nullable Instant connected) {
      this.pass = pass;
      this.partition = pass.lease().partition();
      this.sync = pass.sync();
      this.rules = rules;
      this.connected = connected;
    }

    Merged.Step decide(Candidate candidate, @Nullable Remote remote) {
      return decide(
          candidate.with(Sides.target(remote, instance.id(), ownId(candidate), connected)));
    }

    Merged.Step decide(Candidate candidate) {
      Decision decision;
      try {
        decision = decision(candidate);
      } catch (ConversionException e) {
        decision = failed(candidate, "conversion", e.getMessage());
      } catch (RuntimeException e) {
        // One record that trips over a bug of ours must not keep a whole partition from going on.
        decision = failed(candidate, "unexpected", e.toString());
      }
      return new Merged.Step(candidate, decision, null, 0, null, null);
    }

    private Decision decision(Candidate candidate) {
      SourceSide source =
          Sides.source(
              sync,
              partition,
              sync.fieldMap(),
              candidate.row(),
              candidate.extras(),
              candidate.item().changedAt(),
              connected);
      RecordState state = RecordState.of(candidate.mapping().link(), source, candidate.target());
      Decision decision = Merge.decide(rules, state);
      Map<String, Ruling> rulings = conflictRoutes.rulings(sync, candidate.key(), decision);
      return rulings.isEmpty()
          ? decision
          : Merge.decide(
              rules, new RecordState(state.link(), state.source(), state.target(), rulings, false));
    }

    private Decision failed(Candidate candidate, String reason, String message) {
      return new Decision.Fail(
          Situation.NOTHING_FLOWS,
          Failure.permanent(reason, "%s key %s: %s".formatted(partition, candidate.key(), message)),
          candidate.mapping().link());
    }

    String remoteId(Candidate candidate, Decision look) {
      String linked = look.link().remoteId();
      return linked == null ? ownId(candidate) : linked;
    }

    private String ownId(Candidate candidate) {
      Mapping mapping = candidate.mapping();
      return sync.target().remoteId(partition, candidate.key(), mapping.link().incarnation());
    }
  }
}
