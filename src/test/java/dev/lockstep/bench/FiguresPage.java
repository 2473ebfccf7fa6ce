package dev.lockstep.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** docs/BENCHMARKS.md as a text: one figure is put in its place, all else stays as it was. */
final class FiguresPage {

  private static final String HEAD = "| what | budget | figure | | load |";

  /** Where nothing was measured yet. */
  static final String EMPTY =
      """
      # Benchmarks

      Written by `./mvnw -Pbench verify -Dbench.write=true`. The budgets are the design's; a missed one
      fails no build. The last column is the machine's load average (1 min) when the figure was taken,
      the run itself included: above 2 the two cores were shared with something else or fully used.

      | | |
      |---|---|
      | last taken | |
      | machine | |
      | Java | |
      | PostgreSQL | |

      Application, sandbox of Google's APIs, PostgreSQL and the load itself share the machine and speak
      over the loopback.

      %s
      |---|---|---|---|---|
      """
          .formatted(HEAD);

  private FiguresPage() {}

  /**
   * One figure of a budget.
   *
   * @param of the case, where the budget has several; empty where it has one
   * @param load of the machine
   */
  record Row(Budget budget, String of, String figure, boolean met, double load) {
    private String what() {
      return of.isEmpty() ? budget.what() : budget.what() + ": " + of;
    }

    private String line() {
      return "| %s | %s | %s | %s | %.1f |"
          .formatted(what(), budget.promise(), figure, met ? "met" : "**missed**", load);
    }
  }

  /**
   * The page with this row in place of an older one of the same case, else behind its budget's.
   *
   * @param machine what the table at the top shows, by the names of its lines
   */
  static String with(String page, Map<String, String> machine, Row row) {
    List<String> lines = new ArrayList<>(Arrays.asList(page.stripTrailing().split("\n")));
    int head = lines.indexOf(HEAD);
    if (head < 0) {
      throw new IllegalArgumentException("the page has no table with the head " + HEAD);
    }
    List<String> before = new ArrayList<>(lines.subList(0, head + 2));
    before.replaceAll(
        line ->
            machine.containsKey(cell(line, 0))
                ? "| %s | %s |".formatted(cell(line, 0), machine.get(cell(line, 0)))
                : line);
    List<String> after = new ArrayList<>(lines.subList(head + 2, lines.size()));
    put(after, row);
    for (Budget budget : Budget.values()) {
      if (after.stream().noneMatch(line -> budget.equals(budget(line)))) {
        after.add(
            place(after, budget),
            "| %s | %s | not measured | | |".formatted(budget.what(), budget.promise()));
      }
    }
    before.addAll(after);
    return String.join("\n", before) + "\n";
  }

  private static void put(List<String> rows, Row row) {
    rows.removeIf(
        line -> row.budget().equals(budget(line)) && cell(line, 2).equals("not measured"));
    for (int i = 0; i < rows.size(); i++) {
      if (cell(rows.get(i), 0).equals(row.what().strip())) {
        rows.set(i, row.line());
        return;
      }
    }
    rows.add(place(rows, row.budget()), row.line());
  }

  /** Behind the last row of that budget or of one that comes before it. */
  private static int place(List<String> rows, Budget budget) {
    for (int i = rows.size(); i > 0; i--) {
      Budget there = budget(rows.get(i - 1));
      if (there != null && there.compareTo(budget) <= 0) {
        return i;
      }
    }
    return 0;
  }

  private static @Nullable Budget budget(String line) {
    String what = cell(line, 0);
    return Arrays.stream(Budget.values())
        .filter(budget -> (what + ": ").startsWith(budget.what() + ": "))
        .findFirst()
        .orElse(null);
  }

  private static String cell(String line, int index) {
    String[] cells = line.split("\\|");
    return cells.length > index + 1 ? cells[index + 1].strip() : "";
  }
}
