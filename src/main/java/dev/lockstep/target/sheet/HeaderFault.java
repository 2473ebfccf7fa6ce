package dev.lockstep.target.sheet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The header row does not name the columns that the definition wants: the tab pauses. */
final class HeaderFault extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Set<String> missing;

  private HeaderFault(String message, Set<String> missing) {
    super(message);
    this.missing = Set.copyOf(missing);
  }

  Set<String> missing() {
    return missing;
  }

  static HeaderFault of(
      String tab,
      List<?> header,
      Set<String> missing,
      Map<String, Integer> found,
      Map<String, Integer> twice,
      @Nullable Columns known) {
    List<String> faults = new ArrayList<>();
    for (String field : missing) {
      faults.add(missing(field, header, found, known));
    }
    twice.forEach(
        (field, position) ->
            faults.add(
                "the header '%s' stands in columns %s and %s: rename one of them"
                    .formatted(field, Cells.letters(found.get(field)), Cells.letters(position))));
    return new HeaderFault("tab '%s': %s".formatted(tab, String.join("; ", faults)), missing);
  }

  private static String missing(
      String field, List<?> header, Map<String, Integer> found, @Nullable Columns known) {
    Integer was = known == null ? null : known.positions().get(field);
    String now =
        was != null && was < header.size() && !found.containsValue(was)
            ? String.valueOf(header.get(was)).strip()
            : "";
    if (now.isEmpty()) {
      return "no column has the header '%s': write it into the first row again".formatted(field);
    }
    return ("column %s was '%s' and is '%s' now: name it '%s' again, or write '%s' instead of '%s'"
            + " under fields: in the definition")
        .formatted(Cells.letters(was), field, now, field, now, field);
  }
}
