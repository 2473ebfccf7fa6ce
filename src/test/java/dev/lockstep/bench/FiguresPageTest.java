package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresPageTest {

  private static final String PAGE =
      """
      # Benchmarks

      | | |
      |---|---|
      | last taken | long ago |
      | machine | another |

      What a person wrote | about it.

      | what | budget | figure | | load |
      |---|---|---|---|---|
      | webhook intake: 100 channels | fast | 17064/s | met | 2.9 |
      | webhook intake: 5 channels | fast | 3/s | **missed** | 0.1 |
      | 10,000 notifications for one partition | ≤ 3 pulls | 3 pulls | met | 3.5 |
      | an hour at steady load | flat | not measured | | |
      """;

  @Test
  void aFigureReplacesTheOneOfItsCaseAlone() {
    assertThat(page(Budget.WEBHOOK_INTAKE, "5 channels"))
        .contains("| webhook intake: 100 channels | fast | 17064/s | met | 2.9 |\n")
        .contains(
            "| webhook intake: 5 channels | ≥ 2,000/s on 2 cores, p99 ≤ 50 ms | so much | met | 8.0 |\n")
        .doesNotContain("3/s");
  }

  @Test
  void whatWasNotMeasuredThisTimeStays() {
    assertThat(page(Budget.STEADY_LOAD, ""))
        .contains("What a person wrote | about it.\n")
        .contains("| webhook intake: 100 channels | fast | 17064/s | met | 2.9 |\n")
        .contains("| webhook intake: 5 channels | fast | 3/s | **missed** | 0.1 |\n")
        .contains("| 10,000 notifications for one partition | ≤ 3 pulls | 3 pulls | met | 3.5 |\n")
        .doesNotContain("| an hour at steady load | flat |");
  }

  @Test
  void aNewCaseStandsBehindTheOthersOfItsBudget() {
    assertThat(page(Budget.WEBHOOK_INTAKE, "1 channel"))
        .contains(
            """
            | webhook intake: 5 channels | fast | 3/s | **missed** | 0.1 |
            | webhook intake: 1 channel | ≥ 2,000/s on 2 cores, p99 ≤ 50 ms | so much | met | 8.0 |
            | 10,000 notifications""");
  }

  @Test
  void aBudgetWithoutFigureIsShownInItsPlace() {
    String page = page(Budget.STEADY_LOAD, "");
    assertThat(page.indexOf("| 10,000 idle accounts | ≤ 5 % of one core | not measured | | |"))
        .isGreaterThan(page.indexOf("10,000 notifications"))
        .isLessThan(page.indexOf("an hour at"));
  }

  @Test
  void theTopTellsWhenAndWhereItWasTaken() {
    assertThat(page(Budget.STEADY_LOAD, ""))
        .contains("| last taken | today |\n| machine | this one |\n");
  }

  @Test
  void anEmptyPageIsBegun() {
    assertThat(FiguresPage.with(FiguresPage.EMPTY, Map.of(), row(Budget.WEBHOOK_FLOOD, "")))
        .contains("| 10,000 notifications for one partition | ≤ 3 pulls | so much | met | 8.0 |\n")
        .contains("| webhook intake | ≥ 2,000/s on 2 cores, p99 ≤ 50 ms | not measured | | |\n");
  }

  private static String page(Budget budget, String of) {
    return FiguresPage.with(
        PAGE, Map.of("last taken", "today", "machine", "this one"), row(budget, of));
  }

  private static FiguresPage.Row row(Budget budget, String of) {
    return new FiguresPage.Row(budget, of, "so much", true, 8);
  }
}
