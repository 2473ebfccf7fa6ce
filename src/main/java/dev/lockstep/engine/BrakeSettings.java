package dev.lockstep.engine;

import dev.lockstep.core.Brake;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the brake lets pass (PROTOCOL 10).
 *
 * @param deletedAtLeast as many records may always be deleted or blanked
 * @param deletedShare and this share of all, 0 to 1
 * @param changedAtLeast as many rows may always be changed from Google
 * @param changedShare and this share of all, 0 to 1
 * @param fewest below this number of records nothing is held
 */
@ConfigurationProperties("lockstep.brake")
public record BrakeSettings(
    @DefaultValue("25") int deletedAtLeast,
    @DefaultValue("0.10") double deletedShare,
    @DefaultValue("100") int changedAtLeast,
    @DefaultValue("0.50") double changedShare,
    @DefaultValue("5") int fewest) {

  Brake brake() {
    return new Brake(deletedAtLeast, deletedShare, changedAtLeast, changedShare, fewest);
  }
}
