package dev.lockstep.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tokens of our own API: 256 random bits, of which only the SHA-256 is stored. */
@Component
public class AccessTokens {

  private static final String INSERT =
      """
      INSERT INTO lockstep.access_token (id, name, hash, scopes, expires_at)
      VALUES (:id, :name, :hash, :scopes, now() + CAST(:lifetime AS interval))
      RETURNING id, name, scopes, expires_at
      """;

  private static final String IS_GOOD =
      """
      revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
      """;

  private static final String FIND =
      """
      SELECT id, name, scopes, hash,
        last_used_at IS NULL OR last_used_at < now() - INTERVAL '1 minute' AS is_news
      FROM lockstep.access_token
      WHERE hash = :hash AND\s"""
          + IS_GOOD;

  private static final String BY_ID =
      """
      SELECT id, name, scopes
      FROM lockstep.access_token
      WHERE id = :id AND\s"""
          + IS_GOOD;

  // To the minute: a busy client does not write a row with each call.
  private static final String USED =
      """
      UPDATE lockstep.access_token
      SET last_used_at = now()
      WHERE id = :id
      """;

  private static final String ROTATE =
      """
      UPDATE lockstep.access_token
      SET hash = :hash
      WHERE id = :id AND\s"""
          + IS_GOOD
          + " RETURNING id, name, scopes, expires_at";

  private static final String REVOKE =
      """
      UPDATE lockstep.access_token
      SET revoked_at = now()
      WHERE id = :id AND revoked_at IS NULL
      """;

  private static final String REVOKE_BY_NAME =
      """
      UPDATE lockstep.access_token
      SET revoked_at = now()
      WHERE name = :name AND revoked_at IS NULL
      """;

  private final JdbcClient jdbc;
  private final SecureRandom random = new SecureRandom();

  public AccessTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Makes a token.
   *
   * @param lifetime null: it does not expire
   */
  public Made create(String name, Collection<String> scopes, @Nullable Duration lifetime) {
    String token = draw();
    return jdbc.sql(INSERT)
        .param("id", UUID.randomUUID())
        .param("name", name)
        .param("hash", hash(token))
        .param("scopes", scopes.toArray(String[]::new))
        .param("lifetime", lifetime == null ? null : lifetime.toString())
        .query((row, n) -> made(row, token))
        .single();
  }

  /** Whose token that is, if it is good. */
  public Optional<Holder> find(UUID id) {
    return jdbc.sql(BY_ID).param("id", id).query((row, n) -> holder(row)).optional();
  }

  /** The same token anew: what was handed out before is worth nothing from now on. */
  public Optional<Made> rotate(UUID id) {
    String token = draw();
    return jdbc.sql(ROTATE)
        .param("id", id)
        .param("hash", hash(token))
        .query((row, n) -> made(row, token))
        .optional();
  }

  /** Whose token this is, if it is good; its last use is noted. */
  public Optional<Holder> use(String token) {
    byte[] hash = hash(token);
    Optional<Found> found =
        jdbc.sql(FIND)
            .param("hash", hash)
            .query(
                (row, n) -> new Found(holder(row), row.getBytes("hash"), row.getBoolean("is_news")))
            .optional()
            // The index has compared hashes already, and a hash tells nothing of its token.
            .filter(known -> MessageDigest.isEqual(known.hash(), hash));
    found
        .filter(Found::isNews)
        .ifPresent(known -> jdbc.sql(USED).param("id", known.holder().id()).update());
    return found.map(Found::holder);
  }

  private record Found(Holder holder, byte[] hash, boolean isNews) {}

  /** Ends one token; false where there is none, or it was ended before. */
  public boolean revoke(UUID id) {
    return jdbc.sql(REVOKE).param("id", id).update() == 1;
  }

  /** Ends every token of this name. */
  public int revoke(String name) {
    return jdbc.sql(REVOKE_BY_NAME).param("name", name).update();
  }

  /**
   * A token as it is handed out; this is the only time that it can be read.
   *
   * @param expiresAt null: never
   */
  public record Made(
      UUID id, String name, Set<String> scopes, @Nullable Instant expiresAt, String token) {
    @Override
    public String toString() {
      return "token " + id + " of '" + name + "'";
    }
  }

  /** The bearer of a token and what it may do. */
  public record Holder(UUID id, String name, Set<String> scopes) {

    public boolean may(String scope) {
      return scopes.contains(Scope.EVERY) || scopes.contains(scope);
    }

    /** Whether these are no more than it has itself. */
    public boolean mayHandOn(Collection<String> wanted) {
      return scopes.contains(Scope.EVERY) || scopes.containsAll(wanted);
    }
  }

  private static Made made(ResultSet row, String token) throws SQLException {
    OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
    return new Made(
        row.getObject("id", UUID.class),
        row.getString("name"),
        scopes(row),
        expires == null ? null : expires.toInstant(),
        token);
  }

  private static Holder holder(ResultSet row) throws SQLException {
    return new Holder(row.getObject("id", UUID.class), row.getString("name"), scopes(row));
  }

  private static Set<String> scopes(ResultSet row) throws SQLException {
    return Set.of((String[]) row.getArray("scopes").getArray());
  }

  private String draw() {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return "ls_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
