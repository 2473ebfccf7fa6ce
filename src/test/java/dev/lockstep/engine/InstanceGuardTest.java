package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.queue.Pauses;
import dev.lockstep.source.Instance;
import dev.lockstep.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class InstanceGuardTest {

  /** Channels are looked after by a clock of their own, which may be first. */
  @Test
  void aCopyIsInDoubtForWhoeverAsksFirst_47_64() {
    TestDatabase original = TestDatabase.migrated();
    assertThat(guard(original).reason()).isNull();

    assertThat(guard(original.copy()).reason()).contains("is a copy");
  }

  private static InstanceGuard guard(TestDatabase database) {
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    return new InstanceGuard(new Instance(jdbc), new Pauses(jdbc), "http://127.0.0.1:9");
  }
}
