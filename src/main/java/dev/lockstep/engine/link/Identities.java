package dev.lockstep.engine.link;

import dev.lockstep.queue.Findings;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Whose the mappings of an owner are: those of another Google identity are kept aside. */
@Component
public class Identities {

  private static final String SET_ASIDE =
      """
      WITH moved AS (
          DELETE FROM lockstep.sync_mapping
          WHERE account = :account AND google_sub IS DISTINCT FROM :sub
          RETURNING *)
      INSERT INTO lockstep.sync_mapping_aside SELECT * FROM moved
      """;

  private static final String BRING_BACK =
      """
      WITH moved AS (
          DELETE FROM lockstep.sync_mapping_aside
          WHERE account = :account AND google_sub = :sub
          RETURNING *)
      INSERT INTO lockstep.sync_mapping OVERRIDING SYSTEM VALUE SELECT * FROM moved
      ON CONFLICT ON CONSTRAINT sync_mapping_key DO NOTHING
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final Findings findings;

  Identities(NamedParameterJdbcTemplate jdbc, Findings findings) {
    this.jdbc = jdbc;
    this.findings = findings;
  }

  /** Puts aside what belongs to another Google identity of this owner; brings back this one's. */
  public void switchTo(String account, String subject) {
    Map<String, String> who = Map.of("account", account, "sub", subject);
    jdbc.update(SET_ASIDE, who);
    jdbc.update(BRING_BACK, who);
    findings.putAside(account);
  }
}
