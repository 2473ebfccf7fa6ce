package dev.lockstep.metrics;

import dev.lockstep.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the engine knows to be waiting for a person. */
@Component
class EngineFacts implements HealthFacts {

  private final Engine engine;

  EngineFacts(Engine engine) {
    this.engine = engine;
  }

  @Override
  public List<Fact> open() {
    List<Fact> facts = new ArrayList<>();
    String doubt = engine.doubt();
    if (doubt != null) {
      facts.add(new Fact("database", "nothing is written until it is accepted: " + doubt));
    }
    engine
        .stopped()
        .forEach((sync, reason) -> facts.add(new Fact("sync " + sync, "is stopped: " + reason)));
    return facts;
  }
}
