package dev.lockstep.definition;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The known name that somebody probably meant, by edit distance or by its last part. */
final class Nearest {

  private Nearest() {}

  /** {@code did you mean 'address'?}, or the names there are where none is near. */
  static @Nullable String suggestion(String written, Collection<String> known) {
    return name(written, known)
        .map("did you mean '%s'?"::formatted)
        .orElseGet(
            () ->
                known.isEmpty() || known.size() > 20 ? null : "known: " + String.join(", ", known));
  }

  static Optional<String> name(String written, Collection<String> known) {
    String lower = written.toLowerCase(Locale.ROOT);
    int bound = Math.max(1, (written.length() + 1) / 3);
    return known.stream()
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= bound)
        .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))))
        .or(
            () ->
                known.stream()
                    .filter(name -> lastPart(name).equals(lastPart(written)))
                    .min(Comparator.naturalOrder()));
  }

  /** {@code visits} of {@code public.Visits}, {@code berlin} of {@code Europe/Berlin}. */
  private static String lastPart(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1)
        .toLowerCase(Locale.ROOT);
  }

  /** Insertions, deletions, replacements and swaps of neighbours that make one of the other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
