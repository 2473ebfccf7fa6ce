package dev.lockstep.account;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys that stored tokens are encrypted with.
 *
 * @param encryptionKey 32 bytes as hex (`TOKENS_ENCRYPTION_KEY`); new secrets are written with it
 * @param keyFile where a key is kept that is made at the first start, if none is set; for trying
 *     things out
 * @param oldEncryptionKeys earlier keys (`TOKENS_OLD_ENCRYPTION_KEYS`), accepted for reading
 */
@ConfigurationProperties("tokens")
public record TokenSettings(
    @Nullable String encryptionKey,
    @Nullable Path keyFile,
    @DefaultValue List<String> oldEncryptionKeys) {

  public TokenSettings {
    oldEncryptionKeys = List.copyOf(oldEncryptionKeys);
  }

  @Override
  public String toString() {
    return "TokenSettings[…]";
  }
}
