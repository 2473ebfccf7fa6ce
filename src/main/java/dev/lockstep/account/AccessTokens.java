package dev.lockstep.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tokens of our own API: 256 random bits, of which only the SHA-256 is stored. */
@Component
public class AccessTokens {

  private static final String INSERT =
      """
      INSERT INTO lockstep.access_token (id, name, hash, scopes)
      VALUES (:id, :name, :hash, :scopes)
      """;

  private static final String USE =
      """
      UPDATE lockstep.access_token
         SET last_used_at = now()
       WHERE hash = :hash
         AND revoked_at IS NULL
         AND (expires_at IS NULL OR expires_at > now())
      RETURNING name, scopes
      """;

  private static final String REVOKE_BY_NAME =
      """
      UPDATE lockstep.access_token
         SET revoked_at = now()
       WHERE name = :name
         AND revoked_at IS NULL
      """;

  private final JdbcClient jdbc;
  private final SecureRandom random = new SecureRandom();

  AccessTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Makes a token; this is the only time that it can be read. */
  public String create(String name, Collection<String> scopes) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String token = "ls_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    jdbc.sql(INSERT)
        .param("id", UUID.randomUUID())
        .param("name", name)
        .param("hash", hash(token))
        .param("scopes", scopes.toArray(String[]::new))
        .update();
    return token;
  }

  /** Whose token this is, if it is good; its last use is noted. */
  public Optional<Holder> use(String token) {
    return jdbc.sql(USE)
        .param("hash", hash(token))
        .query(
            (row, number) ->
                new Holder(
                    row.getString("name"), Set.of((String[]) row.getArray("scopes").getArray())))
        .optional();
  }

  /** Ends every token of this name. */
  public int revoke(String name) {
    return jdbc.sql(REVOKE_BY_NAME).param("name", name).update();
  }

  /** The bearer of a token and what it may do. */
  public record Holder(String name, Set<String> scopes) {}

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
