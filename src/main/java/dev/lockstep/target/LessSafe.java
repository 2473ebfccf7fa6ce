package dev.lockstep.target;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tabs that are kept in step with less certainty than others, for the status. */
public final class LessSafe {

  /** What a look that finds no hidden tab is remembered as. */
  public static final String SIGHTING = "unsaved:";

  public static final String REASON =
      "its spreadsheet takes no hidden tab '_lockstep': writes are verified by reading back, which"
          + " is less safe, since what they hit by mistake cannot be put back";

  private static final String OF_SYNC =
      """
      SELECT format('account %L tab %L', account, calendar)
      FROM lockstep.sheet_sighting
      WHERE sync = :sync AND what = :what
      ORDER BY account, calendar
      """;

  private final JdbcClient jdbc;

  public LessSafe(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** By account and tab, those of a sync. */
  public List<String> of(String sync) {
    return jdbc.sql(OF_SYNC).param("sync", sync).param("what", SIGHTING).query(String.class).list();
  }
}
