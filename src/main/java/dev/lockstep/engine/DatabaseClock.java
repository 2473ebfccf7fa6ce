package dev.lockstep.engine;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Now, by the one clock that nodes compare times by: PostgreSQL's. */
@Component
public class DatabaseClock {

  private final JdbcClient jdbc;

  DatabaseClock(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Instant now() {
    return jdbc.sql("SELECT lockstep.clock()").query(OffsetDateTime.class).single().toInstant();
  }
}
