package dev.lockstep.webhook;

import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.Engine;
import java.util.Collection;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** The engine's running syncs. */
@Component
class EngineSyncs implements PushedSyncs {

  private final Engine engine;

  EngineSyncs(@Lazy Engine engine) {
    this.engine = engine;
  }

  @Override
  public Collection<SyncDefinition> running() {
    return engine.running();
  }
}
