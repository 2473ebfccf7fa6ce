package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A field that an expression makes is not known to every merge. */
class ComputedFieldTest {

  private static final Rules RULES =
      Rules.of(
          List.of(
              FieldRule.of("note", Direction.TO_GOOGLE, ConflictPolicy.LATEST_WINS),
              FieldRule.of("place", Direction.BOTH, ConflictPolicy.LATEST_WINS)),
          Policies.DEFAULT);

  @Test
  void whatWasReportedOfItStandsWhereItIsNotComputed() {
    Fields agreed = fields("from the row", "Main St");
    Fields edited = fields("a person's", "Side St");
    Report inVain =
        new Report(
            Report.Kind.NOT_RESTORED,
            "note",
            agreed.only("note"::equals),
            edited.only("note"::equals),
            null,
            "");
    Link link =
        Link.NONE
            .in(Link.State.LINKED)
            .agreedOn(new Bases(agreed, agreed), Link.Seen.NOTHING)
            .at("id", "v1")
            .withReported(List.of(inVain));

    Decision decision =
        Merge.decide(
            RULES,
            RecordState.of(
                link,
                SourceSide.row(agreed.only("place"::equals)),
                new TargetSide.Present(edited, null, "v2", "id", Set.of())));

    assertThat(decision.link().reported()).containsExactly(inVain);
    assertThat(decision.reports()).as("nothing is told twice").isEmpty();
  }

  private static Fields fields(String note, String place) {
    return Fields.of("note", Value.text(note), "place", Value.text(place));
  }
}
