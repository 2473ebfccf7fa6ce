package dev.lockstep.queue;

import dev.lockstep.core.Failure;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Scopes that wait as a whole after a failure that no record is to blame for: one second, doubled
 * with each failure in a row up to five minutes, with jitter, or what the other side asked for.
 */
public final class BackOffs {

  private static final String WAIT =
      "greatest(least(power(2, least(%s, 20)), 300) * :jitter, :atLeast) * interval '1 second'";

  private static final String OF_PARTITION =
      """
      UPDATE lockstep.sync_partition
      SET attempts = attempts + 1, last_error = :error,
        back_off_until = lockstep.clock() + %s
      WHERE id = :id
      """
          .formatted(WAIT.formatted("attempts"));

  private static final String OF_SCOPE =
      """
      INSERT INTO lockstep.sync_back_off AS b (scope, back_off_until, attempts, last_error)
      VALUES (:scope, lockstep.clock() + %s, 1, :error)
      ON CONFLICT (scope) DO UPDATE SET
        -- several workers meet the same failure at once: that is one attempt
        attempts = CASE WHEN b.back_off_until > lockstep.clock() THEN b.attempts ELSE b.attempts + 1 END,
        back_off_until = CASE
          WHEN b.back_off_until > lockstep.clock() THEN greatest(b.back_off_until, lockstep.clock() + :atLeast * interval '1 second')
          ELSE lockstep.clock() + %s END,
        last_error = excluded.last_error
      """
          .formatted(WAIT.formatted("0"), WAIT.formatted("b.attempts"));

  private static final String PARTITION_RECOVERED =
      """
      UPDATE lockstep.sync_partition
      SET attempts = 0, back_off_until = NULL, last_error = NULL
      WHERE id = :id AND attempts > 0
      """;

  private static final String SCOPE_RECOVERED =
      """
      DELETE FROM lockstep.sync_back_off
      WHERE scope = :scope
      """;

  private static final String ACCOUNT_RECOVERED =
      """
      WITH forgotten AS (
        DELETE FROM lockstep.sync_back_off
        WHERE scope IN ('account:' || :account, 'project')
      )
      UPDATE lockstep.sync_partition
      SET attempts = 0, back_off_until = NULL, last_error = NULL
      WHERE account = :account AND attempts > 0
      """;

  private static final String IS_WAITING =
      """
      SELECT EXISTS (
        SELECT FROM lockstep.sync_back_off
        WHERE scope IN ('account:' || :account, 'project'))
      """;

  private final JdbcClient jdbc;
  private final RandomGenerator random;

  public BackOffs(JdbcClient jdbc, RandomGenerator random) {
    this.jdbc = jdbc;
    this.random = random;
  }

  /** The scope waits; no record's attempt is used. */
  public void failed(BackOff scope, Failure failure) {
    Duration asked = failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter();
    JdbcClient.StatementSpec statement =
        switch (scope) {
          case BackOff.OfPartition p -> jdbc.sql(OF_PARTITION).param("id", p.lease().partitionId());
          case BackOff.OfAccount a -> jdbc.sql(OF_SCOPE).param("scope", scopeOf(a));
          case BackOff.OfProject p -> jdbc.sql(OF_SCOPE).param("scope", scopeOf(p));
        };
    statement
        .param("jitter", 0.75 + random.nextDouble() / 2)
        .param("atLeast", asked.toMillis() / 1000.0)
        .param("error", failure.message())
        .update();
  }

  /** A call of the scope succeeded: the next failure is a first one again. */
  public void recovered(BackOff scope) {
    if (scope instanceof BackOff.OfPartition p) {
      jdbc.sql(PARTITION_RECOVERED).param("id", p.lease().partitionId()).update();
    } else {
      jdbc.sql(SCOPE_RECOVERED).param("scope", scopeOf(scope)).update();
    }
  }

  /** The account is well, and all of its partitions may go on at once. */
  public void accountRecovered(String account) {
    jdbc.sql(ACCOUNT_RECOVERED).param("account", account).update();
  }

  /** Whether the account or everything is backing off, or did until just now. */
  public boolean isRemembered(String account) {
    return jdbc.sql(IS_WAITING).param("account", account).query(Boolean.class).single();
  }

  private static String scopeOf(BackOff scope) {
    return switch (scope) {
      case BackOff.OfPartition p -> throw new IllegalArgumentException("kept with the partition");
      case BackOff.OfAccount a -> "account:" + a.account();
      case BackOff.OfProject p -> "project";
    };
  }
}
