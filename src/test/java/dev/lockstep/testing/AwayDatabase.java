package dev.lockstep.testing;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that is away for a while. */
public final class AwayDatabase extends DelegatingDataSource {

  private volatile boolean isAway;

  public AwayDatabase(DataSource database) {
    super(database);
  }

  public void isAway(boolean away) {
    isAway = away;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (isAway) {
      throw new SQLException("the database system is shutting down", "57P03");
    }
    return super.getConnection();
  }
}
