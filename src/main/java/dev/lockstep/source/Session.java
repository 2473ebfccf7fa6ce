package dev.lockstep.source;

/** How every session of ours stands, whatever the database's or role's defaults are. */
public final class Session {

  /**
   * For the pool to run on each new connection. A row that row security hides must be an error, not
   * an absence; texts of values are those that {@link dev.lockstep.mapping.ColumnType} reads. A
   * node that is stopped inside a transaction keeps nobody from the rows it has locked for long.
   */
  public static final String INIT_SQL =
      """
      SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
      SET row_security = off;
      SET lock_timeout = '2s';
      SET idle_in_transaction_session_timeout = '10s';
      SET standard_conforming_strings = on;
      SET TimeZone = 'UTC';
      SET DateStyle = 'ISO, YMD';
      SET IntervalStyle = 'iso_8601';
      SET extra_float_digits = 3;
      SET bytea_output = 'hex'
      """;

  /** The value of the setting {@code lockstep.origin} in transactions that bring Google's edits. */
  public static final String ORIGIN_GOOGLE = "google";

  private Session() {}
}
