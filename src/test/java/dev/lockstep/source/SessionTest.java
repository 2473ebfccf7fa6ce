package dev.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SessionTest {

  @Test
  void aNodeThatIsStoppedInATransactionKeepsItsLocksTenSecondsOnly_48() throws SQLException {
    try (var connection = TestDatabase.empty().dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(Session.INIT_SQL);
      try (var shown = statement.executeQuery("SHOW idle_in_transaction_session_timeout")) {
        assertThat(shown.next()).isTrue();
        assertThat(shown.getString(1)).isEqualTo("10s");
      }
    }
  }
}
