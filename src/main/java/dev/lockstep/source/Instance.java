package dev.lockstep.source;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who this installation is, and whether the database around it is still the one it was made in: a
 * clone or a restored backup must not write (PROTOCOL 11.5).
 */
public final class Instance {

  private static final String MAKE =
      """
      INSERT INTO lockstep.instance (system_identifier, database_oid, public_url)
      SELECT s.system_identifier::text, d.oid, :url
      FROM pg_control_system() s, pg_database d
      WHERE d.datname = current_database()
      ON CONFLICT ON CONSTRAINT instance_pk DO NOTHING
      """;

  private static final String COMPARE =
      """
      SELECT i.instance_id, i.public_url,
        i.system_identifier = s.system_identifier::text AND i.database_oid = d.oid AS same_database
      FROM lockstep.instance i, pg_control_system() s, pg_database d
      WHERE d.datname = current_database()
      """;

  private static final String ACCEPT =
      """
      UPDATE lockstep.instance i
      SET system_identifier = s.system_identifier::text, database_oid = d.oid, public_url = :url
      FROM pg_control_system() s, pg_database d
      WHERE d.datname = current_database()
      """;

  private final JdbcClient jdbc;

  public Instance(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param id fingerprint that our stamps at Google carry
   * @param doubt why nothing may be written until a person says so; null: nothing is wrong
   */
  public record Identity(UUID id, @Nullable String doubt) {}

  /** Who this is; made at the first start. */
  public Identity identify(String publicUrl) {
    return known(publicUrl)
        .orElseGet(
            () -> {
              jdbc.sql(MAKE).param("url", publicUrl).update();
              return known(publicUrl).orElseThrow();
            });
  }

  private Optional<Identity> known(String publicUrl) {
    return jdbc.sql(COMPARE)
        .query(
            (row, n) ->
                new Identity(
                    row.getObject("instance_id", UUID.class),
                    doubt(row.getBoolean("same_database"), row.getString("public_url"), publicUrl)))
        .optional();
  }

  private static @Nullable String doubt(boolean sameDatabase, String known, String publicUrl) {
    if (!sameDatabase) {
      return "this database is a copy of the one in which the installation was made";
    }
    return publicUrl.equals(known)
        ? null
        : "the public URL is %s, it was %s".formatted(publicUrl, known);
  }

  /** A person says that this database goes on as the installation it was copied from. */
  public void moveHere(String publicUrl) {
    jdbc.sql(ACCEPT).param("url", publicUrl).update();
  }
}
