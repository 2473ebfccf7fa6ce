package dev.lockstep.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.TransactionSystemException;

class DatabaseFailureTest {

  private static final String STATEMENT = "SELECT p.*, d.due_at,\n  CASE WHEN d.pull\nFROM a";

  private static final SQLException LOST =
      new SQLException("An I/O error occurred while sending to the backend.", "08006");

  @Test
  void theServersMessageAloneSaysIt() {
    PSQLException server =
        new PSQLException(
            new ServerErrorMessage(
                "SERROR\0C42P01\0Mrelation \"a\" does not exist\0DTold in detail\0"
                    + "WSQL statement \"SELECT 1 FROM a\"\0"));

    assertThat(DatabaseFailure.words(new BadSqlGrammarException("task", STATEMENT, server)))
        .isEqualTo("relation \"a\" does not exist");
  }

  @Test
  void aStatementAndManyLinesAreNoWords() {
    assertThat(DatabaseFailure.words(new DataAccessResourceFailureException(STATEMENT, LOST)))
        .isEqualTo("An I/O error occurred while sending to the backend.");
    assertThat(DatabaseFailure.words(new DataAccessResourceFailureException(STATEMENT)))
        .isEqualTo("DataAccessResourceFailureException");
    assertThat(DatabaseFailure.words(new IllegalStateException("one\n  two\r\nthree\n")))
        .isEqualTo("one two three");
    assertThat(DatabaseFailure.words(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
  }

  @Test
  void whoSaysMoreThanTheDatabaseIsHeard() {
    assertThat(DatabaseFailure.words(new IllegalStateException("the demo cannot be made", LOST)))
        .isEqualTo("the demo cannot be made");
    assertThat(
            DatabaseFailure.words(
                new RuntimeException(new DataAccessResourceFailureException(STATEMENT, LOST))))
        .isEqualTo("An I/O error occurred while sending to the backend.");
  }

  @Test
  void whatCouldNotBeRolledBackFailedForAnotherReason() {
    TransactionSystemException both = new TransactionSystemException("JDBC rollback failed", LOST);
    both.initApplicationException(
        new UncategorizedSQLException("task", STATEMENT, new SQLException("first", "57014")));

    assertThat(DatabaseFailure.words(both)).isEqualTo("first");
    assertThat(DatabaseFailure.away(both)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04"})
  void aSessionThatEndedIsADatabaseThatIsAway(String state) {
    assertThat(
            DatabaseFailure.away(
                new UncategorizedSQLException("task", STATEMENT, new SQLException("why", state))))
        .contains("why");
  }

  @Test
  void soIsAConnectionThatThePoolHasClosed() {
    assertThat(DatabaseFailure.away(new SQLException("Connection is closed")))
        .contains("Connection is closed");
    assertThat(DatabaseFailure.away(new SQLException("timed out after 10000ms"))).isEmpty();
    assertThat(DatabaseFailure.away(new SQLException("no such column", "42703"))).isEmpty();
  }

  @Test
  void thatItIsAwayIsLeftToWhoTellsItForAllAndTheRestIsALine() {
    LoggerContext context = new LoggerContext();
    context.addTurboFilter(
        new RepeatedFailures(new DatabaseOutage(() -> false, () -> 0, () -> {}), () -> 0));
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    Logger log = context.getLogger("log");
    log.addAppender(told);

    DatabaseFailure.warn(log, "not stored", new DataAccessResourceFailureException("x", LOST));
    DatabaseFailure.warn(log, "not stored", new SQLException("no room", "53100"));
    DatabaseFailure.warn(log, "not stored", new IllegalStateException("a\nbug"));

    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("not stored: no room", "not stored: a bug");
    assertThat(told.list).allMatch(event -> event.getThrowableProxy() == null);
  }
}
