package dev.lockstep.account;

import dev.lockstep.google.AccessToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table `user_integrations`: one row per owner and Google identity, one of them current. */
final class Integrations {

  private static final String COLUMNS =
      """
      SELECT owner, subject, email, scopes, access_token, access_expires_at, refresh_token,
             status, reason, first_connected_at, last_connected_at
        FROM lockstep.user_integrations
      """;

  private static final String FIND = COLUMNS + " WHERE owner = :owner AND is_current";

  private static final String LOCK = FIND + " FOR NO KEY UPDATE";

  private static final String ALL = COLUMNS + " WHERE is_current ORDER BY owner";

  private static final String WITH_SECRETS =
      COLUMNS
          + " WHERE access_token IS NOT NULL OR refresh_token IS NOT NULL ORDER BY owner, subject FOR NO KEY UPDATE";

  private static final String RETIRE =
      """
      UPDATE lockstep.user_integrations
         SET is_current = false
       WHERE owner = :owner
         AND subject <> :subject
         AND is_current
      """;

  /** Google gives a refresh token on the first consent only: a missing one never replaces ours. */
  private static final String CONNECT =
      """
      INSERT INTO lockstep.user_integrations AS known
             (owner, subject, is_current, email, scopes, access_token, access_expires_at,
              refresh_token, status, first_connected_at, last_connected_at)
      VALUES (:owner, :subject, true, :email, :scopes, :access, :expires, :refresh, 'active',
              now(), now())
      ON CONFLICT (owner, subject) DO UPDATE
         SET is_current = true,
             email = excluded.email,
             scopes = excluded.scopes,
             access_token = excluded.access_token,
             access_expires_at = excluded.access_expires_at,
             refresh_token = coalesce(excluded.refresh_token, known.refresh_token),
             status = 'active',
             reason = NULL,
             last_connected_at = excluded.last_connected_at
      """;

  private static final String BE_PATIENT =
      """
      SELECT set_config('idle_in_transaction_session_timeout', '2min', true)
      """;

  private static final String SAVE =
      """
      UPDATE lockstep.user_integrations
         SET access_token = :access,
             access_expires_at = :expires,
             refresh_token = coalesce(:refresh, refresh_token),
             scopes = CASE WHEN cardinality(:scopes::text[]) > 0 THEN :scopes ELSE scopes END,
             status = CASE status WHEN 'delayed' THEN 'active' ELSE status END
       WHERE owner = :owner
         AND subject = :subject
      """;

  private static final String LOSE =
      """
      UPDATE lockstep.user_integrations
         SET status = 'reconnect-required',
             reason = :reason,
             access_token = NULL,
             access_expires_at = NULL
       WHERE owner = :owner
         AND is_current
      """;

  private static final String STOP =
      """
      UPDATE lockstep.user_integrations
         SET status = :status,
             reason = :reason,
             access_token = NULL,
             access_expires_at = NULL,
             refresh_token = CASE :status WHEN 'disconnected' THEN NULL ELSE refresh_token END
       WHERE owner = :owner
         AND is_current
         AND status <> :status
      """;

  private static final String MOVE =
      """
      UPDATE lockstep.user_integrations
         SET status = :to,
             reason = :reason
       WHERE owner = :owner
         AND is_current
         AND status = :from
      """;

  private static final String REWRITE =
      """
      UPDATE lockstep.user_integrations
         SET access_token = :access,
             refresh_token = :refresh
       WHERE owner = :owner
         AND subject = :subject
      """;

  private final JdbcClient jdbc;
  private final Vault vault;

  Integrations(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  Optional<Account> find(String owner) {
    return jdbc.sql(FIND).param("owner", owner).query(Integrations::account).optional();
  }

  Account require(String owner) {
    return find(owner).orElseThrow(() -> new IllegalStateException("account '" + owner + "' went"));
  }

  List<Account> all() {
    return jdbc.sql(ALL).query(Integrations::account).list();
  }

  /** The row with its secrets, locked until the transaction ends. */
  Optional<Stored> lock(String owner) {
    return jdbc.sql(LOCK).param("owner", owner).query(this::stored).optional();
  }

  /** The transaction is going to wait for Google: no other session of ours is idle that long. */
  void waitForGoogle() {
    jdbc.sql(BE_PATIENT).query(String.class).single();
  }

  void connect(String owner, String subject, String email, GrantedTokens tokens) {
    jdbc.sql(RETIRE).param("owner", owner).param("subject", subject).update();
    jdbc.sql(CONNECT)
        .param("owner", owner)
        .param("subject", subject)
        .param("email", email)
        .param("scopes", tokens.scopes().toArray(String[]::new))
        .param("access", sealed(tokens.access().value(), owner, subject, "access"))
        .param("expires", Timestamp.from(tokens.access().expiresAt()))
        .param("refresh", sealed(tokens.refreshToken(), owner, subject, "refresh"))
        .update();
  }

  void save(Account account, GrantedTokens tokens) {
    String owner = account.owner();
    String subject = account.subject();
    jdbc.sql(SAVE)
        .param("owner", owner)
        .param("subject", subject)
        .param("scopes", tokens.scopes().toArray(String[]::new))
        .param("access", sealed(tokens.access().value(), owner, subject, "access"))
        .param("expires", Timestamp.from(tokens.access().expiresAt()))
        .param("refresh", sealed(tokens.refreshToken(), owner, subject, "refresh"))
        .update();
  }

  void lose(String owner, String reason) {
    jdbc.sql(LOSE).param("owner", owner).param("reason", reason).update();
  }

  boolean stop(String owner, Account.Status status, String reason) {
    return jdbc.sql(STOP)
            .param("owner", owner)
            .param("status", status.word())
            .param("reason", reason)
            .update()
        > 0;
  }

  boolean move(String owner, Account.Status from, Account.Status to, @Nullable String reason) {
    return jdbc.sql(MOVE)
            .param("owner", owner)
            .param("from", from.word())
            .param("to", to.word())
            .param("reason", reason)
            .update()
        > 0;
  }

  /** Reads every secret with whatever key it has and writes it with the current one. */
  int reencrypt() {
    List<Stored> all = jdbc.sql(WITH_SECRETS).query(this::stored).list();
    for (Stored stored : all) {
      String owner = stored.account().owner();
      String subject = stored.account().subject();
      jdbc.sql(REWRITE)
          .param("owner", owner)
          .param("subject", subject)
          .param(
              "access",
              sealed(
                  stored.accessToken().map(AccessToken::value).orElse(null),
                  owner,
                  subject,
                  "access"))
          .param("refresh", sealed(stored.refreshToken().orElse(null), owner, subject, "refresh"))
          .update();
    }
    return all.size();
  }

  /** Fails when a stored secret cannot be read with the keys at hand. */
  void checkKeys() {
    jdbc.sql(ALL).query(this::stored).list();
  }

  /** An account with its secrets. */
  record Stored(Account account, Optional<AccessToken> accessToken, Optional<String> refreshToken) {

    @Override
    public String toString() {
      return "Stored[" + account.owner() + "]";
    }
  }

  private static Account account(ResultSet row, int number) throws SQLException {
    return new Account(
        row.getString("owner"),
        row.getString("subject"),
        row.getString("email"),
        Set.of((String[]) row.getArray("scopes").getArray()),
        Account.Status.of(row.getString("status")),
        row.getTimestamp("first_connected_at").toInstant(),
        row.getTimestamp("last_connected_at").toInstant(),
        row.getString("reason"));
  }

  private Stored stored(ResultSet row, int number) throws SQLException {
    Account account = account(row, number);
    String access = opened(row.getString("access_token"), account, "access");
    Timestamp expires = row.getTimestamp("access_expires_at");
    return new Stored(
        account,
        access == null
            ? Optional.empty()
            : Optional.of(
                new AccessToken(access, expires == null ? Instant.EPOCH : expires.toInstant())),
        Optional.ofNullable(opened(row.getString("refresh_token"), account, "refresh")));
  }

  private @Nullable String sealed(
      @Nullable String secret, String owner, String subject, String what) {
    return secret == null ? null : vault.encrypt(secret, context(owner, subject, what));
  }

  private @Nullable String opened(@Nullable String sealed, Account account, String what) {
    return sealed == null
        ? null
        : vault.decrypt(sealed, context(account.owner(), account.subject(), what));
  }

  private static String context(String owner, String subject, String what) {
    return "account " + owner + " (" + subject + ") " + what + " token";
  }
}
