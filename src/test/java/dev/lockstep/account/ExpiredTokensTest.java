package dev.lockstep.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ExpiredTokensTest {

  private final JdbcClient jdbc = JdbcClient.create(TestDatabase.migrated().dataSource());

  @Test
  void linksThatEndedADayAgoAreForgotten() {
    issued("old", "-25 hours");
    issued("late", "-23 hours");
    issued("good", "30 minutes");
    new ExpiredTokens(jdbc).forgetOld();
    assertThat(
            jdbc.sql("SELECT subject FROM lockstep.action_token ORDER BY expires_at")
                .query(String.class)
                .list())
        .containsExactly("late", "good");
  }

  private void issued(String subject, String ends) {
    jdbc.sql(
            """
            INSERT INTO lockstep.action_token (hash, action, subject, expires_at)
            VALUES (sha256(CAST(:subject AS bytea)), 'connect', :subject, now() + CAST(:ends AS interval))
            """)
        .param("subject", subject)
        .param("ends", ends)
        .update();
  }
}
