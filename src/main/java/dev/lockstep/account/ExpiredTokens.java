package dev.lockstep.account;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Action tokens that nobody can use any more, table {@code action_token}. */
@Component("expiredTokens")
public class ExpiredTokens {

  /** A day later than it ended, so that a late click is still told what is wrong. */
  private static final String FORGET =
      """
      DELETE FROM lockstep.action_token
      WHERE expires_at < now() - INTERVAL '1 day'
      """;

  private final JdbcClient jdbc;

  ExpiredTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A step of route {@code housekeeping}. */
  public void forgetOld() {
    jdbc.sql(FORGET).update();
  }
}
