package dev.lockstep.target.sheet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tab at one moment.
 *
 * @param rows in the tab's order, those that are blank in every mapped column left out
 * @param batch the number that the hidden tab shows of the last batch; -1 where there is none
 * @param height rows that hold anything at all, the header included
 */
record Look(Columns columns, List<SheetRow> rows, long batch, int height) {

  static Look of(List<? extends List<?>> values, Columns columns, TabShape shape, long batch) {
    List<SheetRow> rows = new ArrayList<>();
    for (int i = 1; i < values.size(); i++) {
      SheetRow row = SheetRow.of(i, values.get(i), columns, shape);
      if (!row.isBlank()) {
        rows.add(row);
      }
    }
    return new Look(columns, rows, batch, values.size());
  }

  /** By key the rows that show it, in the tab's order. */
  Map<String, List<SheetRow>> byKey() {
    Map<String, List<SheetRow>> byKey = new LinkedHashMap<>();
    for (SheetRow row : rows) {
      if (row.key() != null) {
        byKey.computeIfAbsent(row.key(), key -> new ArrayList<>(1)).add(row);
      }
    }
    return byKey;
  }

  /**
   * The same as long as no mapped cell changes, wherever the rows stand, and the hidden tab neither
   * goes nor comes.
   */
  String digest() {
    byte[] sum = new byte[32];
    MessageDigest digest = TabShape.sha256();
    for (SheetRow row : rows) {
      digest.update(String.valueOf(row.key()).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(String.valueOf(row.keyFault()).getBytes(StandardCharsets.UTF_8));
      byte[] one = digest.digest(row.version().getBytes(StandardCharsets.UTF_8));
      int carry = 0;
      for (int i = 0; i < sum.length; i++) {
        int added = (sum[i] & 0xff) + (one[i] & 0xff) + carry;
        sum[i] = (byte) added;
        carry = added >>> 8;
      }
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sum)
        + "."
        + rows.size()
        + (batch < 0 ? ".unsaved" : "");
  }
}
