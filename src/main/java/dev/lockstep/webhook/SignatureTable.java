package dev.lockstep.webhook;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code webhook_signature}: posts that were taken once are not taken again. */
@Repository
public class SignatureTable {

  /** How far a post's time may be off PostgreSQL's, either way. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final String IS_TIMELY =
      """
      SELECT abs(extract(epoch FROM lockstep.clock()) * 1000 - :millis) <= :tolerance
      """;

  private static final String REMEMBER =
      """
      INSERT INTO lockstep.webhook_signature (signature)
      VALUES (:signature)
      ON CONFLICT ON CONSTRAINT webhook_signature_pk DO NOTHING
      """;

  /** A post may be dated ahead as far as it may be late. */
  private static final String FORGET =
      """
      DELETE FROM lockstep.webhook_signature
      WHERE seen_at < lockstep.clock() - 3 * :tolerance * INTERVAL '1 millisecond'
      """;

  private final JdbcClient jdbc;

  SignatureTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Whether a post of that time may be taken now.
   *
   * @param millis since 1970
   */
  boolean isTimely(long millis) {
    return jdbc.sql(IS_TIMELY)
        .param("millis", millis)
        .param("tolerance", TOLERANCE.toMillis())
        .query(Boolean.class)
        .single();
  }

  /** False where it is known already, to this node or another. */
  boolean remember(byte[] signature) {
    return jdbc.sql(REMEMBER).param("signature", signature).update() == 1;
  }

  /** Forgets what is too old to be taken anyway; a step of route `housekeeping`. */
  public void forgetOld() {
    jdbc.sql(FORGET).param("tolerance", TOLERANCE.toMillis()).update();
  }
}
