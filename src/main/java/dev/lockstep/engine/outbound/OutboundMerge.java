package dev.lockstep.engine.outbound;

import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.Asked;
import dev.lockstep.core.Brake;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Link;
import dev.lockstep.core.Merge;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.RecordState;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Situation;
import dev.lockstep.core.SourceSide;
import dev.lockstep.core.ToSource;
import dev.lockstep.core.ToTarget;
import dev.lockstep.engine.Attempts;
import dev.lockstep.engine.Brakes;
import dev.lockstep.engine.InstanceGuard;
import dev.lockstep.engine.Reading;
import dev.lockstep.engine.RecordFaults;
import dev.lockstep.engine.link.AskedJson;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.sync.ConflictRoutes;
import dev.lockstep.engine.sync.RouteQuestion;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Sides;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides about a batch; reads from the target only what cannot be decided without. */
@Component
class OutboundMerge {

  private final Accounts accounts;
  private final InstanceGuard instance;
  private final ConflictRoutes conflictRoutes;
  private final Brakes brakes;
  private final Reading reading;

  OutboundMerge(
      Accounts accounts,
      InstanceGuard instance,
      ConflictRoutes conflictRoutes,
      Brakes brakes,
      Reading reading) {
    this.reading = reading;
    this.accounts = accounts;
    this.instance = instance;
    this.conflictRoutes = conflictRoutes;
    this.brakes = brakes;
  }

  Merged merge(Loaded loaded) {
    Claimed pass = loaded.pass();
    Merged decided = decide(loaded, ids -> reading.read(pass.sync().target(), pass.lease(), ids));
    List<Merged.Step> steps = decided.steps().stream().map(Merged.Step::waiting).toList();
    return new Merged(pass, decided.rules(), weighed(pass, steps), decided.round());
  }

  /**
   * Decides, and asks no brake.
   *
   * @param reader gives the records with these ids as they are now; one that the target does not
   *     know is missing
   */
  Merged decide(Loaded loaded, Function<Collection<String>, Map<String, Remote>> reader) {
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
      Map<String, Remote> seen = reader.apply(unread.keySet());
      unread.forEach(
          (remoteId, candidate) -> steps.add(decider.decide(candidate, seen.get(remoteId))));
    }
    return new Merged(pass, rules, steps, loaded.round() + 1);
  }

  /** Too many deletions at once are held until a person approves them (PROTOCOL 10). */
  private List<Merged.Step> weighed(Claimed pass, List<Merged.Step> steps) {
    List<Merged.Step> weighed =
        steps.stream().map(step -> step.weighing(Brakes.effect(step.decision()))).toList();
    List<Merged.Step> removals = weighed.stream().filter(OutboundMerge::mayBeHeld).toList();
    String reason =
        removals.isEmpty()
            ? null
            : brakes.reason(
                pass.lease(),
                removals.stream().map(Merged.Step::touch).flatMap(Optional::stream).toList(),
                Brake.Effect.DELETES_OR_BLANKS);
    return reason == null
        ? weighed
        : weighed.stream().map(step -> mayBeHeld(step) ? step.holding(reason) : step).toList();
  }

  private static boolean mayBeHeld(Merged.Step step) {
    return step.effect() != null && !step.candidate().item().isDecided();
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
      Mapping mapping = candidate.mapping().seen(remote, instance.id());
      Candidate seen =
          candidate
              .with(mapping)
              .with(
                  Sides.target(remote, instance.id(), strangersId(candidate), connected),
                  Attempts.arrived(mapping, remote));
      Merged.Step step = decide(seen);
      Instant limit = Attempts.limit(pass.startedAt());
      if (step.decision() instanceof Decision.Later) {
        step = decide(seen.with(mapping.with(mapping.link().forgetting(limit))));
      }
      return step.deciding(Attempts.forgetting(step.decision(), limit));
    }

    /** The id on which something that is not ours may sit; on what is linked nothing can. */
    private String strangersId(Candidate candidate) {
      Link.State state = candidate.mapping().link().state();
      return state == Link.State.NONE || state == Link.State.SENDING ? ownId(candidate) : "";
    }

    Merged.Step decide(Candidate candidate) {
      List<RouteQuestion> questions = new ArrayList<>();
      Decision decision;
      try {
        decision =
            OwedStamp.added(decision(candidate, questions), candidate.mapping(), sync, rules);
      } catch (ConversionException e) {
        questions.clear();
        decision = unconvertible(candidate, e.getMessage());
      } catch (RuntimeException e) {
        // One record that trips over a bug of ours must not keep a whole partition from going on.
        questions.clear();
        decision =
            RecordFaults.unexpected(partition, candidate.key(), candidate.mapping().link(), e);
      }
      return new Merged.Step(candidate, decision, null, 0, null, null, questions);
    }

    /**
     * @param questions where what routes have still to be asked is noted
     */
    private Decision decision(Candidate candidate, List<RouteQuestion> questions) {
      if (candidate.fault() != null) {
        return unconvertible(candidate, candidate.fault());
      }
      if (candidate.failure() != null) {
        return new Decision.Fail(
            Situation.NOTHING_FLOWS, candidate.failure(), candidate.mapping().link());
      }
      SourceSide source =
          Sides.source(
              sync,
              partition,
              sync.fieldMap(),
              candidate.row(),
              candidate.extras(),
              candidate.item().changedAt(),
              connected);
      Asked asked = AskedJson.of(candidate.item());
      Link link = Outcomes.arrived(rules, candidate.mapping().link(), candidate.arrived());
      RecordState state = new RecordState(link, source, candidate.target(), asked);
      Decision decision = Merge.decide(rules, state);
      ConflictRoutes.Answers answers =
          conflictRoutes.answers(sync, partition, candidate.key(), decision);
      questions.addAll(answers.open());
      return takingFirst(
          answers.rulings().isEmpty()
              ? decision
              : Merge.decide(rules, state.with(asked.with(answers.rulings()))));
    }

    /** What is still to be taken from a record must be in the row before the record goes. */
    private static Decision takingFirst(Decision decision) {
      return decision instanceof Decision.Write write
              && write.toTarget() instanceof ToTarget.Delete
              && !(write.toSource() instanceof ToSource.Nothing)
          ? new Decision.Write(
              write.situation(), write.toSource(), ToTarget.NOTHING, write.link(), write.reports())
          : decision;
    }

    private Decision unconvertible(Candidate candidate, @Nullable String message) {
      return RecordFaults.conversion(
          partition, candidate.key(), candidate.mapping().link(), message);
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
