package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.queue.Pauses;
import dev.lockstep.source.Instance;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OwnOutput.class)
class InstanceGuardTest {

  /** Channels are looked after by a clock of their own, which may be first. */
  @Test
  void aCopyIsInDoubtForWhoeverAsksFirst_47_64() {
    TestDatabase original = TestDatabase.migrated();
    assertThat(guard(original).reason()).isNull();

    assertThat(guard(original.copy()).reason()).contains("is a copy");
  }

  /** It is in doubt until the engine accepts it, and nobody is told that everything is paused. */
  @Test
  void aStartThatAcceptsTheDatabaseSaysSoWhoeverAsksFirst(CapturedOutput output) {
    TestDatabase original = TestDatabase.migrated();
    assertThat(guard(original).reason()).isNull();
    InstanceGuard accepting = guard(original.copy(), true);

    assertThat(accepting.reason()).contains("is a copy");
    assertThat(output).contains("this start accepts the database").doesNotContain("is paused");

    accepting.accept();
    assertThat(accepting.reason()).isNull();
    accepting.rewound("Google shows write 9");
    assertThat(output).contains("every sync is paused, nothing is written: Google shows write 9");
  }

  private static InstanceGuard guard(TestDatabase database) {
    return guard(database, false);
  }

  private static InstanceGuard guard(TestDatabase database, boolean isToBeAccepted) {
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    return new InstanceGuard(
        new Instance(jdbc), new Pauses(jdbc), "http://127.0.0.1:9", isToBeAccepted);
  }
}
