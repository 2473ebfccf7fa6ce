package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Situation;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.PlannedRecord;
import dev.lockstep.engine.PlannedRecord.Action;
import dev.lockstep.engine.PlannedRecord.Change;
import dev.lockstep.engine.PlannedRecord.Diff;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTextTest {

  private static final PartitionKey PARTITION = new PartitionKey("goods", "finance", "Products");

  private final StringWriter page = new StringWriter();
  private final PlanText text = new PlanText(new PrintWriter(page));

  @Test
  void eachFieldIsOnALineOfItsOwnAndConflictsShowBothValues() {
    text.record(
        new PlannedRecord(
            PARTITION,
            "7",
            "7",
            Situation.BOTH_CHANGED,
            new Change(
                Action.UPDATE,
                List.of(new Diff("Name", Value.text("Bolt"), Value.NULL)),
                "too many at once"),
            new Change(
                Action.UPDATE,
                List.of(new Diff("Price", Value.decimal("1.50"), Value.decimal("2.00"))),
                null),
            List.of(
                new Report(
                    Report.Kind.CONFLICT,
                    "Stock",
                    Fields.of("Stock", Value.whole(1)),
                    Fields.of("Stock", Value.whole(2)),
                    null,
                    ""),
                new Report(
                    Report.Kind.CONFLICT,
                    "Size",
                    Fields.of("Size", Value.whole(3)),
                    Fields.of("Size", Value.whole(4)),
                    null,
                    "the route direct:decide is asked about it")),
            Map.of("Size", "direct:decide"),
            null));

    assertThat(shown())
        .isEqualTo(
            """
            key 7, Products of account 'finance'
              the row: changes, held: too many at once
                Name: 'Bolt' -> (blank)
              at Google: changes
                Price: '1.5' -> '2'
              conflict: Stock: the row has '1', Google '2'; a person must decide
              conflict: Size: the row has '3', Google '4'; the route direct:decide will decide, a plan does not ask it
            """);
  }

  @Test
  void theCountsCloseAPlanHoweverManyRecordsWereLeftOut() {
    text.leftOut();
    text.end(
        new Plan(
            "goods",
            Instant.EPOCH,
            1200,
            new Plan.Counts(1, 2, 3, 4, 0, 5),
            new Plan.Counts(0, 0, 0, 0, 0, 0),
            3,
            1,
            2,
            1,
            Map.of(Situation.OUTSIDE_WINDOW, 7L),
            List.of(),
            List.of("sync 'goods' is paused")));

    assertThat(shown())
        .isEqualTo(
            """
            … and 1 more records; --limit shows more
            goods: 1,200 records looked at, nothing was written
              to Google:   1 made, 2 changed (4 fields), 3 deleted; 5 held by the brake
              from Google: 0 made, 0 changed (0 fields), 0 deleted
              conflicts: 3, of which 1 wait for a person and 2 are for a route
              cannot go on: 1
              left as they are: 7 outside window
              note: sync 'goods' is paused
            """);
  }

  private String shown() {
    return page.toString().replace(System.lineSeparator(), "\n");
  }
}
