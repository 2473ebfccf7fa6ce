package dev.lockstep.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Side;
import dev.lockstep.core.Value;
import java.math.BigDecimal;
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
        new Ruling.Both(Fields.of("Price", new Value.Decimal(new BigDecimal("12345678901234.10"))));
    assertThat(
            RouteAnswer.of(
                PRICE, Map.of("Price", new BigDecimal("12345678901234.10"), "beside", "it")))
        .isEqualTo(both);
    assertThat(RouteAnswer.of(PRICE, " {\"Price\": 12345678901234.10}")).isEqualTo(both);
    assertThat(RouteAnswer.of(PRICE, "{\"Price\": null}"))
        .isEqualTo(new Ruling.Both(Fields.of("Price", Value.NULL)));
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

  private static String why(Object answer) {
    return ((Ruling.Undecided) RouteAnswer.of(PRICE, answer)).why();
  }
}
