package dev.lockstep.target;

import dev.lockstep.core.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record as the target shows it.
 *
 * @param version the etag; null where the target has none
 * @param updated when the target says it changed
 * @param created when it was made there
 * @param stamp our own mark on it, null where it has none
 * @param fields every mapped field; empty for a tombstone
 */
public record Remote(
    String remoteId,
    @Nullable String version,
    @Nullable Instant updated,
    @Nullable Instant created,
    Set<Trait> traits,
    @Nullable Stamp stamp,
    Fields fields) {

  public Remote {
    traits = Set.copyOf(traits);
  }

  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** What else is to be known about a record before it may be touched. */
  public enum Trait {
    /** Cancelled or deleted: a tombstone. */
    DELETED,
    /** The master of a series. */
    RECURRING,
    /** One changed or cancelled occurrence of a series. */
    EXCEPTION,
    /** Marked private or confidential by a person. */
    PRIVATE,
    /** Organised by somebody else than the account. */
    FOREIGN_ORGANIZER,
    /** Not an ordinary event (birthday, out of office, working location …). */
    SPECIAL,
    /** It shows its own key: where no row has it, a person made the record. */
    KEYED,
    /** It has not been there long enough to be taken up. */
    FRESH,
    /** Nobody can tell yet what it is: gone or only moved, or one of several with its key. */
    UNSETTLED,
    /** What was sent there and never answered may still arrive, whatever it shows by now. */
    AWAITED
  }

  /**
   * The mark that we leave on what we make (PROTOCOL 6.1).
   *
   * @param instance fingerprint of the installation that made it
   * @param key the record's key as {@link #keyText} shows it
   * @param remoteId the id it was made with; another one means a copy
   * @param writeNumber the number of the write that last touched it, 0 where the target keeps none
   */
  public record Stamp(String instance, String sync, String key, String remoteId, long writeNumber) {

    /** Longest value that Google keeps in a property. */
    public static final int LONGEST = 1024;

    private static final String HASHED = "sha256:";
    private static final int HASH_DIGITS = 64;

    public boolean isOn(Remote remote) {
      return remoteId.equals(remote.remoteId());
    }

    /** Whether this is the mark of the record with this key. */
    public boolean isOf(String recordKey) {
      return key.equals(keyText(recordKey));
    }

    /** The SHA-256 in hex that stands there in place of a key that is too long; null for a key. */
    public @Nullable String keyHash() {
      return key.startsWith(HASHED) && key.length() == HASHED.length() + HASH_DIGITS
          ? key.substring(HASHED.length())
          : null;
    }

    /** A key as it stands in a mark: itself, or its SHA-256 where it is too long. */
    public static String keyText(String key) {
      if (key.length() <= LONGEST) {
        return key;
      }
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return HASHED + HexFormat.of().formatHex(hash);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this JVM has no SHA-256", e);
      }
    }
  }
}
