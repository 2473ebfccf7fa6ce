package dev.lockstep.logs;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What a failure says, where a database is behind it: its own words, never the statement. */
public final class DatabaseFailure {

  /**
   * Connection failures, what a server says that goes down or comes up, and what it says to who
   * kept it waiting too long, as a process that was stopped for a while.
   */
  private static final List<String> AWAY =
      List.of("08", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

  /** What the pool says of a connection that it has closed since it was lost. */
  private static final String CLOSED = "Connection is closed";

  private DatabaseFailure() {}

  /** Why the database cannot be reached, if that is what was thrown. */
  public static Optional<String> away(Throwable thrown) {
    return refusals(thrown).filter(DatabaseFailure::isAway).findFirst().map(DatabaseFailure::said);
  }

  /** Why something failed, in one line. */
  public static String words(Throwable thrown) {
    Throwable said = thrown;
    while (isWrapping(said) && cause(said) != null) {
      said = cause(said);
    }
    return said instanceof SQLException refused ? said(refused) : inALine(ownWords(said));
  }

  /** It has only a statement to add, or nothing at all. */
  private static boolean isWrapping(Throwable thrown) {
    return thrown instanceof DataAccessException
        || thrown instanceof TransactionException
        || String.valueOf(thrown.getCause()).equals(thrown.getMessage());
  }

  /**
   * Tells in one line that something failed and why; that the database is away is left to who tells
   * it for all.
   */
  public static void warn(Logger log, String what, Throwable thrown) {
    if (away(thrown).isPresent()) {
      log.warn(what, thrown);
    } else {
      log.warn("{}: {}", what, words(thrown));
    }
  }

  /** What a pool or a driver threw, from the outside in. */
  static Stream<SQLException> refusals(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, DatabaseFailure::cause)
        .limit(20)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast);
  }

  /** What could not be rolled back failed before for the reason that counts. */
  private static @Nullable Throwable cause(Throwable thrown) {
    return thrown instanceof TransactionSystemException both
            && both.getApplicationException() != null
        ? both.getApplicationException()
        : thrown.getCause();
  }

  private static boolean isAway(SQLException refused) {
    String state = refused.getSQLState();
    return state == null
        ? CLOSED.equals(refused.getMessage())
        : AWAY.stream().anyMatch(state::startsWith);
  }

  /** The server's message; where it stands in which function, and its statements, are not in it. */
  static String said(SQLException refused) {
    return refused instanceof PSQLException server
            && server.getServerErrorMessage() != null
            && server.getServerErrorMessage().getMessage() != null
        ? inALine(server.getServerErrorMessage().getMessage())
        : String.valueOf(refused.getMessage()).lines().findFirst().orElse("").strip();
  }

  private static String ownWords(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() || isWrapping(thrown)
        ? thrown.getClass().getSimpleName()
        : message;
  }

  private static String inALine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
