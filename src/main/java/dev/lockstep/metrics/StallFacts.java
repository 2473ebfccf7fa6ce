package dev.lockstep.metrics;

import dev.lockstep.engine.Stalls;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Calendars and tabs that have made no progress for long. */
@Component
class StallFacts implements HealthFacts {

  private final Stalls stalls;

  StallFacts(JdbcClient jdbc) {
    this.stalls = new Stalls(jdbc);
  }

  @Override
  public List<Fact> open() {
    return stalls.of(null).stream()
        .map(
            stall ->
                new Fact(
                    "%s of sync %s".formatted(stall.scope(), stall.sync()).replace("'", ""),
                    stall.words()))
        .toList();
  }
}
