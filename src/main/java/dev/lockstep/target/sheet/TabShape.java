package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.KeyCells;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a definition wants of its tab.
 *
 * @param fields headers, in the definition's order
 * @param keyFields those that hold the key, in the key's order
 */
record TabShape(List<String> fields, List<String> keyFields, KeyCells keys) {

  /** Below it every whole number is a double of its own. */
  private static final double LARGEST_EXACT = 1L << 53;

  TabShape {
    fields = List.copyOf(fields);
    keyFields = List.copyOf(keyFields);
  }

  /**
   * The key that these cells show; null where one of its cells is blank.
   *
   * @throws dev.lockstep.mapping.ConversionException where a key cell does not convert
   */
  @Nullable String key(Fields cells) {
    return keys.key(cells);
  }

  Set<String> otherFields() {
    Set<String> others = new LinkedHashSet<>(fields);
    keyFields.forEach(others::remove);
    return others;
  }

  /**
   * What stands for a version: a hash of the row's mapped cells but its key, which is its identity.
   * Two rows that show the same other cells have the same.
   */
  String version(Fields cells) {
    MessageDigest digest = sha256();
    for (String field : fields) {
      if (keyFields.contains(field)) {
        continue;
      }
      byte[] text = tagged(cells.get(field)).getBytes(StandardCharsets.UTF_8);
      digest.update((byte) (text.length >>> 16));
      digest.update((byte) (text.length >>> 8));
      digest.update((byte) text.length);
      digest.update(text);
    }
    byte[] hash = new byte[15];
    System.arraycopy(digest.digest(), 0, hash, 0, hash.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  /** Whether the row shows nothing but its key. */
  boolean isOtherwiseBlank(Fields cells) {
    return otherFields().stream().allMatch(field -> cells.get(field).isNull());
  }

  private static String tagged(Value value) {
    return switch (value.canonical()) {
      case Value.Null n -> "-";
      case Value.Text t -> "t" + t.text();
      case Value.Decimal d -> "n" + plain(d.number());
      case Value.Bool b -> "b" + b.truth();
      default -> throw new IllegalArgumentException("no cell holds a " + value);
    };
  }

  private static String plain(BigDecimal number) {
    double value = number.doubleValue();
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT) {
      return Long.toString((long) value); // The same digits, and most numbers are whole.
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
