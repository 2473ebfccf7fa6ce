package dev.lockstep.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

  private static final Path PAGE = Path.of("docs/metrics.md");

  @Test
  void thePageListsEveryMetricAsTheCodeDescribesIt() throws IOException {
    if (Boolean.getBoolean("metrics.write")) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE))
        .as("write it anew with -Dmetrics.write=true -Dtest=MetricsPageTest")
        .isEqualTo(page());
  }

  /** A meter that nobody described would be missing from the page in silence. */
  @Test
  void everyMeterInTheCodeIsDescribed() throws IOException {
    var meters =
        java.util.regex.Pattern.compile(
            "(?:counter|timer|gauge|builder|summary)\\(\\s*\"lockstep\\.([a-z.]+)\"");
    String known =
        Stream.of(Metric.values()).map(Metric::shown).reduce(" ", (all, one) -> all + one + " ");
    int found = 0;
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        var names = meters.matcher(Files.readString(file));
        while (names.find()) {
          found++;
          assertThat(known)
              .as("%s registers lockstep.%s", file, names.group(1))
              .containsPattern(
                  " lockstep_" + names.group(1).replace('.', '_') + "(_seconds|_total)? ");
        }
      }
    }
    assertThat(found).as("meters of ours in the code").isGreaterThan(8);
  }

  @Test
  void theDashboardShowsOnlyMetricsThatThereAre() throws IOException {
    String dashboard = Files.readString(Path.of("docs/grafana-dashboard.json"));
    String known =
        Stream.of(Metric.values()).map(Metric::shown).reduce("", (all, one) -> all + " " + one);
    var names = java.util.regex.Pattern.compile("lockstep_[a-z_]+").matcher(dashboard);
    while (names.find()) {
      String name = names.group().replaceAll("_(count|sum|max)$", "");
      assertThat(known).contains(name);
    }
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Metrics

            Served at `/actuator/prometheus`; a Grafana dashboard is in `docs/grafana-dashboard.json`.
            Queue gauges are read from the database every five seconds, records once a minute. A
            summary has `_count`, `_sum` and `_max`.

            | metric | type | labels | what it says |
            |---|---|---|---|
            """);
    for (Metric metric : Metric.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  metric.shown(),
                  metric.type(),
                  String.join(", ", metric.labels()),
                  metric.meaning()));
    }
    return page.append(
            """

            `/actuator/health` goes down for what a person must fix: changes held by the brake, an
            account that must be connected again, a calendar or tab that makes no progress, whatever else
            publishes `HealthFacts`. The probes `/actuator/health/liveness` and `/readiness` stay up meanwhile.
            """)
        .toString();
  }
}
