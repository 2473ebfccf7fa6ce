package dev.lockstep.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {

  private static final String KEY = "0f".repeat(32);
  private static final String OTHER = "1e".repeat(32);

  @Test
  void aSecretIsStoredWithItsKeyIdAndAFreshIvFirst() {
    Vault vault = new Vault(new TokenSettings(KEY, null, List.of()));

    String one = vault.encrypt("secret", "account 1");
    String two = vault.encrypt("secret", "account 1");

    assertThat(one).isNotEqualTo(two).matches("[0-9a-f]{8}:[A-Za-z0-9+/]+=*");
    // 12 bytes of IV, the text, 16 bytes of tag.
    assertThat(Base64.getDecoder().decode(one.substring(9))).hasSize(12 + 6 + 16);
    assertThat(vault.decrypt(one, "account 1")).isEqualTo("secret");
  }

  /** FAULTS 39. */
  @Test
  void anOldKeyStillOpensAndTheNewOneWrites_39() {
    String old = new Vault(new TokenSettings(KEY, null, List.of())).encrypt("secret", "a");
    Vault rotated = new Vault(new TokenSettings(OTHER, null, List.of(KEY)));

    assertThat(rotated.decrypt(old, "a")).isEqualTo("secret");
    assertThat(rotated.isCurrent(old)).isFalse();
    assertThat(rotated.isCurrent(rotated.encrypt("secret", "a"))).isTrue();
  }

  /** FAULTS 39. */
  @Test
  void aWrongKeyNamesItselfAndOpensNothing_39() {
    String stored = new Vault(new TokenSettings(KEY, null, List.of())).encrypt("secret", "a");
    Vault wrong = new Vault(new TokenSettings(OTHER, null, List.of()));

    assertThatThrownBy(() -> wrong.decrypt(stored, "a"))
        .hasMessageContaining("TOKENS_ENCRYPTION_KEY")
        .hasMessageContaining(stored.substring(0, 8));
  }

  @Test
  void aSecretMovedToAnotherAccountDoesNotOpen() {
    Vault vault = new Vault(new TokenSettings(KEY, null, List.of()));
    String stored = vault.encrypt("secret", "account 1");

    assertThatThrownBy(() -> vault.decrypt(stored, "account 2")).hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0f0f", "zz0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f", "0f0", " "})
  void aMalformedKeyIsRefusedWithoutShowingIt(String key) {
    assertThatThrownBy(() -> new Vault(new TokenSettings(key, null, List.of())))
        .hasMessageContaining("TOKENS_ENCRYPTION_KEY")
        .hasMessageContaining("64 hex digits")
        .satisfies(
            e -> {
              if (!key.isBlank()) {
                assertThat(e).hasMessageNotContaining(key).hasNoCause();
              }
            });
  }

  @Test
  void aKeyThatNobodySetIsDrawnOnceAndKeptForItsOwnerOnly(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("data/key");
    String stored = new Vault(new TokenSettings(null, file, List.of())).encrypt("secret", "a");

    assertThat(new Vault(new TokenSettings(null, file, List.of())).decrypt(stored, "a"))
        .isEqualTo("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
