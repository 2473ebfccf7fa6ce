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
      """
      greatest(
        least(least(power(2, least(%s, 20)), 300) * :jitter, CAST(:atMost AS double precision)),
        :atLeast) * interval '1 second'""";

  private static final String OF_PARTITION =
      """
      UPDATE lockstep.sync_partition p
      SET attempts = p.attempts + 1, last_error = :error, waits_for_person = :forPerson,
        back_off_until = lockstep.clock() + %s
      FROM (
        SELECT id, last_error
        FROM lockstep.sync_partition
        WHERE id = :id AND lease_token = :token
        FOR NO KEY UPDATE) before
      WHERE p.id = before.id
      RETURNING before.last_error IS DISTINCT FROM :error
      """
          .formatted(WAIT.formatted("p.attempts"));

  private static final String OF_SCOPE =
      """
      WITH before AS (
        SELECT last_error
        FROM lockstep.sync_back_off
        WHERE scope = :scope)
      INSERT INTO lockstep.sync_back_off AS b (scope, back_off_until, attempts, last_error)
      VALUES (:scope, lockstep.clock() + %s, 1, :error)
      ON CONFLICT (scope) DO UPDATE SET
        -- several workers meet the same failure at once: that is one attempt
        attempts = CASE WHEN b.back_off_until > lockstep.clock() THEN b.attempts ELSE b.attempts + 1 END,
        back_off_until = CASE
          WHEN b.back_off_until > lockstep.clock() THEN greatest(b.back_off_until, lockstep.clock() + :atLeast * interval '1 second')
          ELSE lockstep.clock() + %s END,
        last_error = excluded.last_error
      RETURNING (SELECT last_error FROM before) IS DISTINCT FROM b.last_error
      """
          .formatted(WAIT.formatted("0"), WAIT.formatted("b.attempts"));

  private static final String PARTITION_RECOVERED =
      """
      UPDATE lockstep.sync_partition
      SET attempts = 0, back_off_until = NULL, last_error = NULL, waits_for_person = false
      WHERE id = :id AND lease_token = :token AND attempts > 0
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
      SET attempts = 0, back_off_until = NULL, last_error = NULL, waits_for_person = false
      WHERE account = :account AND attempts > 0
      """;

  private static final String IS_WAITING =
      """
      SELECT EXISTS (
          SELECT FROM lockstep.sync_partition
          WHERE id = :id AND back_off_until > lockstep.clock())
        OR EXISTS (
          SELECT FROM lockstep.sync_back_off
          WHERE scope IN ('account:' || :account, 'project')
            AND back_off_until > lockstep.clock())
      """;

  private static final String IS_REMEMBERED =
      """
      SELECT EXISTS (
        SELECT FROM lockstep.sync_back_off
        WHERE scope IN ('account:' || :account, 'project'))
      """;

  /** With the jitter's room above the five minutes. */
  private static final Duration LONGEST = Duration.ofSeconds(375);

  private final JdbcClient jdbc;
  private final RandomGenerator random;

  public BackOffs(JdbcClient jdbc, RandomGenerator random) {
    this.jdbc = jdbc;
    this.random = random;
  }

  /**
   * The scope waits; no record's attempt is used. A partition that another worker has by now is
   * theirs to judge.
   *
   * @return whether that is news: it did not wait before, or for another reason
   */
  public boolean failed(BackOff scope, Failure failure) {
    return failed(scope, failure, LONGEST);
  }

  /**
   * The same, where a partition that a person must mend waits no longer than told.
   *
   * @return whether that is news: it did not wait before, or for another reason
   */
  public boolean failed(BackOff scope, Failure failure, Duration patience) {
    Duration asked = failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter();
    boolean isForPerson =
        failure.kind() == Failure.Kind.PERMANENT || failure.kind() == Failure.Kind.GONE;
    JdbcClient.StatementSpec statement =
        switch (scope) {
          case BackOff.OfPartition p ->
              jdbc.sql(OF_PARTITION)
                  .param("id", p.lease().partitionId())
                  .param("token", p.lease().token())
                  .param("forPerson", isForPerson);
          case BackOff.OfAccount a -> jdbc.sql(OF_SCOPE).param("scope", scopeOf(a));
          case BackOff.OfProject p -> jdbc.sql(OF_SCOPE).param("scope", scopeOf(p));
        };
    return statement
        .param("jitter", 0.75 + random.nextDouble() / 2)
        .param("atLeast", asked.toMillis() / 1000.0)
        .param("atMost", (isForPerson ? patience : LONGEST).toMillis() / 1000.0)
        .param("error", failure.message())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * A call of the scope succeeded: the next failure is a first one again.
   *
   * @return whether it had waited
   */
  public boolean recovered(BackOff scope) {
    return scope instanceof BackOff.OfPartition p
        ? jdbc.sql(PARTITION_RECOVERED)
                .param("id", p.lease().partitionId())
                .param("token", p.lease().token())
                .update()
            > 0
        : jdbc.sql(SCOPE_RECOVERED).param("scope", scopeOf(scope)).update() > 0;
  }

  /** The account is well, and all of its partitions may go on at once. */
  public void accountRecovered(String account) {
    jdbc.sql(ACCOUNT_RECOVERED).param("account", account).update();
  }

  /** Whether the account or everything is backing off, or did until just now. */
  public boolean isRemembered(String account) {
    return jdbc.sql(IS_REMEMBERED).param("account", account).query(Boolean.class).single();
  }

  /** Whether the partition waits, or what it is part of. */
  public boolean isWaiting(Lease lease) {
    return jdbc.sql(IS_WAITING)
        .param("id", lease.partitionId())
        .param("account", lease.partition().account())
        .query(Boolean.class)
        .single();
  }

  private static String scopeOf(BackOff scope) {
    return switch (scope) {
      case BackOff.OfPartition p -> throw new IllegalArgumentException("kept with the partition");
      case BackOff.OfAccount a -> "account:" + a.account();
      case BackOff.OfProject p -> "project";
    };
  }
}
