package dev.lockstep.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Side;
import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteAnswerTest {

  private static final RouteQuestion PRICE =
      new RouteQuestion(
          new PartitionKey("products", "finance", "Products"),
          "7",
          "Price",
          "direct:decide",
          Fields.EMPTY,
          Fields.of("Price", Value.whole(1)),
          Fields.of("Price", Value.whole(2)));

  @Test
  void aWordNamesTheSideWhoseValueStands() {
    assertThat(RouteAnswer.of(PRICE, "source")).isEqualTo(new Ruling.Wins(Side.SOURCE));
    assertThat(RouteAnswer.of(PRICE, " Google\n")).isEqualTo(new Ruling.Wins(Side.TARGET));
  }

  @Test
  void aMapOrTheTextOfAJsonObjectGivesValuesForBothSides() {
    Ruling both =
        new Ruling.Both(
            Fields.of("Price", new Value.Decimal(new BigDecimal("12345678901234.10"))),
            "the route direct:decide answered Price '12345678901234.1'");
    assertThat(
            RouteAnswer.of(
                PRICE, Map.of("Price", new BigDecimal("12345678901234.10"), "beside", "it")))
        .isEqualTo(both);
    assertThat(RouteAnswer.of(PRICE, " {\"Price\": 12345678901234.10}")).isEqualTo(both);
    assertThat(RouteAnswer.of(PRICE, "{\"Price\": null}"))
        .isEqualTo(
            new Ruling.Both(
                Fields.of("Price", Value.NULL), "the route direct:decide answered Price null"));
  }

  @Test
  void anythingElseDecidesNothingAndIsQuoted() {
    assertThat(why("dunno"))
        .isEqualTo(
            "the route direct:decide answered 'dunno', which is neither source nor google nor"
                + " values by field");
    assertThat(why(null)).isEqualTo("the route direct:decide answered nothing");
    assertThat(why("{\"Price\": 1"))
        .startsWith("the route direct:decide answered '{\"Price\": 1', which is no JSON: ");
    assertThat(why(Map.of("price", 1)))
        .isEqualTo("the route direct:decide answered values for [price] and none for Price");
    assertThat(why("x".repeat(1000))).hasSizeLessThan(250);
  }

  @Test
  void timesOfAnyKindArePointsInTime() {
    Value at = Value.instant(Instant.parse("2026-12-24T10:00:00Z"));
    OffsetDateTime offset = OffsetDateTime.parse("2026-12-24T11:00:00+01:00");
    assertThat(((Ruling.Both) RouteAnswer.of(PRICE, Map.of("Price", offset))).values().get("Price"))
        .isEqualTo(at);
    assertThat(
            ((Ruling.Both) RouteAnswer.of(PRICE, Map.of("Price", offset.toZonedDateTime())))
                .values()
                .get("Price"))
        .isEqualTo(at);
  }

  private static String why(Object answer) {
    return ((Ruling.Undecided) RouteAnswer.of(PRICE, answer)).why();
  }
}
