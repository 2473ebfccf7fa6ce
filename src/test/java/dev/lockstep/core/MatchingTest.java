package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Matching.Candidate;
import dev.lockstep.core.Matching.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchingTest {

  @Test
  void equalMatchFieldsMakeAPair() {
    Matching matching =
        match(
            List.of(candidate("1", "Visit", "x"), candidate("2", "Call", "x")),
            List.of(candidate("e", "Call", "y"), candidate("f", "Lunch", "y")));
    assertThat(matching.pairs()).containsExactly(new Pair("2", "e"));
    assertThat(matching.rows()).containsExactly("1");
    assertThat(matching.remotes()).containsExactly("f");
    assertThat(matching.leftOver().rows()).isEmpty();
    assertThat(matching.leftOver().remotes()).isEmpty();
  }

  @Test
  void whatCannotBeToldApartIsPairedOneToOneWithItsMostSimilarAndTheRestReported() {
    Matching matching =
        match(
            List.of(candidate("1", "Visit", "here"), candidate("2", "Visit", "there")),
            List.of(
                candidate("e", "Visit", "there"),
                candidate("f", "Visit", "elsewhere"),
                candidate("g", "Visit", "here")));
    assertThat(matching.pairs()).containsExactlyInAnyOrder(new Pair("1", "g"), new Pair("2", "e"));
    assertThat(matching.leftOver().remotes()).containsExactly("f");
  }

  @Test
  void blankMatchFieldsAreNoLikeness() {
    Matching matching =
        match(List.of(new Candidate("1", Fields.EMPTY)), List.of(new Candidate("e", Fields.EMPTY)));
    assertThat(matching.pairs()).isEmpty();
  }

  @Test
  void whatTheTargetTrimsIsEqual() {
    Matching matching =
        match(List.of(candidate("1", "Visit ", "x")), List.of(candidate("e", "Visit", "x")));
    assertThat(matching.pairs()).containsExactly(new Pair("1", "e"));
  }

  private static Matching match(List<Candidate> rows, List<Candidate> remotes) {
    return Matching.of(rows, remotes, List.of("summary"), World::shown);
  }

  private static Candidate candidate(String id, String summary, String location) {
    return new Candidate(
        id, Fields.of("summary", Value.text(summary), "location", Value.text(location)));
  }
}
