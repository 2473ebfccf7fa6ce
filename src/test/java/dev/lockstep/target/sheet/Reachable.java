package dev.lockstep.target.sheet;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that is away for a while. */
final class Reachable extends DelegatingDataSource {

  volatile boolean isAway;

  Reachable(DataSource database) {
    super(database);
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (isAway) {
      throw new SQLException("the database system is shutting down", "57P03");
    }
    return super.getConnection();
  }
}
