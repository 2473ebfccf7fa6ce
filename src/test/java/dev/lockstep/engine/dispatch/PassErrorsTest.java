package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Failure;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;

/** What nobody foresaw, as it stands in the log, in the history and in what waits. */
class PassErrorsTest {

  private static final String STATEMENT = "SELECT p.*,\n  d.due_at\nFROM lockstep.sync_partition";

  @Test
  void theDatabasesAbsenceIsKnownAgainAndBearsNoStatement() {
    Failure failure =
        PassErrors.unforeseen(
            new DataAccessResourceFailureException(STATEMENT, new SQLException("gone", "08006")));

    assertThat(failure.message()).isEqualTo("the database was away: gone");
    assertThat(PassErrors.isDatabaseAway(failure.message())).isTrue();
  }

  @Test
  void whatTheDatabaseRefusesIsToldInItsWords() {
    Failure failure =
        PassErrors.unforeseen(
            new UncategorizedSQLException("load", STATEMENT, new SQLException("full", "53100")));

    assertThat(failure.reason()).isEqualTo("UncategorizedSQLException");
    assertThat(failure.message()).isEqualTo("full");
    assertThat(PassErrors.isDatabaseAway(failure.message())).isFalse();
    assertThat(PassErrors.isDatabaseAway(null)).isFalse();
  }
}
