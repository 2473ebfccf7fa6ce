package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyTypeComesBackToTheLetter() throws JsonProcessingException {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("dec", "a key that looks like a type");
    nested.put("n", new BigDecimal("1.10"));
    nested.put("list", java.util.Arrays.asList(true, null, "text", Map.of()));
    Fields fields =
        Fields.of(
            "null", Value.NULL,
            "empty", Value.text(""),
            "text", Value.text("Grüße\n\"42\""),
            "whole", Value.decimal("12345678901234567890"),
            "int", Value.whole(42),
            "decimal", Value.decimal("1.10"),
            "tiny", Value.decimal("1E-30"),
            "bool", Value.bool(false),
            "date", new Value.Date(LocalDate.of(2026, 3, 29)),
            "time", new Value.Time(LocalTime.of(10, 0)),
            "datetime", new Value.DateTime(LocalDateTime.of(2026, 3, 29, 2, 30)),
            "instant", Value.instant(Instant.parse("2026-03-29T01:00:00.123456Z")),
            "object", Value.json(nested),
            "array", Value.json(List.of(new BigDecimal("2"))),
            "jsonNull", new Value.Json(null));
    assertThat(Tree.fields(stored(Tree.of(fields)))).isEqualTo(fields);
  }

  @Test
  void attemptsReportsAndWhatWasSeenComeBack() throws JsonProcessingException {
    Instant at = Instant.parse("2026-03-29T01:00:00Z");
    Fields fields = Fields.of("f", Value.whole(1));
    Attempt attempt = new Attempt(Attempt.Kind.INSERT, fields, "id", null, at);
    Report report = new Report(Report.Kind.CONFLICT, "f", fields, Fields.EMPTY, null, "why");
    Link.Seen seen = new Link.Seen(fields, at);
    assertThat(Tree.attempt(stored(Tree.of(attempt)))).isEqualTo(attempt);
    assertThat(Tree.report(stored(Tree.of(report)))).isEqualTo(report);
    assertThat(Tree.report(stored(Tree.of(report.wonBy(Side.TARGET)))).winner())
        .isEqualTo(Side.TARGET);
    assertThat(Tree.seen(stored(Tree.of(seen)))).isEqualTo(seen);
    assertThat(Tree.seen(stored(Tree.of(Link.Seen.NOTHING)))).isEqualTo(Link.Seen.NOTHING);
  }

  @Test
  void whatAPersonAskedComesBack() throws JsonProcessingException {
    Asked version = Asked.restore(Fields.of("f", Value.whole(1)));
    Report shown =
        new Report(
            Report.Kind.CONFLICT, "f", Fields.of("f", Value.whole(1)), Fields.EMPTY, null, "why");
    Asked resolved =
        Asked.resolve(
            Map.of(
                "f", new Resolution(Side.TARGET, shown), "g", new Resolution(Side.SOURCE, null)));
    Asked unlessChanged =
        Asked.restoreUnlessChanged(Fields.of("f", Value.whole(1)), Fields.of("f", Value.NULL));
    assertThat(Tree.asked(stored(Tree.of(unlessChanged)))).isEqualTo(unlessChanged);
    assertThat(Tree.asked(stored(Tree.of(version)))).isEqualTo(version);
    assertThat(Tree.asked(stored(Tree.of(resolved)))).isEqualTo(resolved);
    assertThat(Tree.asked(stored(Tree.of(Asked.RESTORE)))).isEqualTo(Asked.RESTORE);
    assertThat(Tree.asked(stored(Tree.of(Asked.AGAIN)))).isEqualTo(Asked.AGAIN);
  }

  @Test
  void whatIsNoStoredValueIsNamed() {
    assertThatThrownBy(() -> Tree.value(Map.of("float", "1")))
        .hasMessage("not a stored value: {float=1}");
  }

  private static Object stored(Object tree) throws JsonProcessingException {
    return JSON.readValue(JSON.writeValueAsString(tree), Object.class);
  }
}
