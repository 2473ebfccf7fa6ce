package dev.lockstep.metrics;

import dev.lockstep.engine.Engine;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Every cause that keeps a direction from running. */
@Component
class PauseFacts implements HealthFacts {

  private final Pauses pauses;
  private final Engine engine;

  PauseFacts(Pauses pauses, Engine engine) {
    this.pauses = pauses;
    this.engine = engine;
  }

  @Override
  public List<Fact> open() {
    return facts(PauseFacts::needsAPerson);
  }

  @Override
  public List<Fact> wanted() {
    return facts(pause -> !needsAPerson(pause));
  }

  private List<Fact> facts(Predicate<Pause> wanted) {
    // Why a sync that is stopped here does not run is said with the definition's own fault.
    return pauses.standing().stream()
        .filter(wanted)
        .filter(
            pause ->
                pause.cause() != PauseCause.STOPPED
                    || !engine.stopped().containsKey(pause.scope().sync()))
        .map(pause -> new Fact(subject(pause.scope()), pause.words()))
        .toList();
  }

  private static boolean needsAPerson(Pause pause) {
    return switch (pause.cause()) {
      case REWOUND -> true;
      case BY_HAND, STOPPED, DISCONNECTED -> false;
    };
  }

  private static String subject(Pause.Scope scope) {
    return scope.toString().replace("'", "");
  }
}
