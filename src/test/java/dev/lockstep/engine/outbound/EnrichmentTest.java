package dev.lockstep.engine.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.engine.EngineSettings;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which rows a route is asked about together, and when it is taken to be asleep. */
class EnrichmentTest {

  private static final PartitionKey ANNA = new PartitionKey("visits", "anna", "primary");
  private static final String SLOW = "the enrich route direct:names did not answer within 1 s";

  private final List<List<String>> asked = new ArrayList<>();

  /** Gives no answer to a question in which one of these is. */
  private Enrichment sleepingOver(String... keys) {
    EngineSettings settings =
        new EngineSettings(
            true,
            1,
            Duration.ofMinutes(1),
            Duration.ofDays(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));
    return new Enrichment(
        new EnrichRoute(null, settings) {
          @Override
          List<?> ask(String uri, List<Map<String, @Nullable Object>> rows, Runnable meanwhile)
              throws TooSlow {
            List<String> now = rows.stream().map(row -> String.valueOf(row.get("id"))).toList();
            asked.add(now);
            if (now.stream().anyMatch(Set.of(keys)::contains)) {
              throw new TooSlow(SLOW);
            }
            return rows;
          }
        });
  }

  private static Enrichment.Answers answers(Enrichment enrichment, List<Candidate> present) {
    return enrichment.answers("direct:names", present, () -> {});
  }

  private static List<Candidate> fresh(String... keys) {
    return Stream.of(keys).map(key -> candidate(key, 0, null)).toList();
  }

  private static List<Candidate> late(int attempts, String... keys) {
    return Stream.of(keys)
        .map(key -> candidate(key, attempts, ANNA + " key " + key + ": " + SLOW))
        .toList();
  }

  private static Candidate candidate(String key, int attempts, @Nullable String error) {
    Item item =
        new Item(
            1,
            7,
            ANNA,
            Direction.TO_GOOGLE,
            key,
            Status.PROCESSING,
            Lane.LIVE,
            null,
            1,
            attempts,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            null,
            false,
            false,
            null,
            null,
            null,
            error,
            null,
            1,
            null);
    Row row = new Row(key, Map.of("id", Value.text(key)));
    return Candidate.of(item, row, Mapping.none(ANNA, key), null);
  }

  private static List<String> keys(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::key).sorted().toList();
  }

  @Test
  void rowsOfAQuestionThatTookTooLongAreAskedAboutAloneFromThenOn() {
    List<Candidate> present = new ArrayList<>(late(1, "c", "d"));
    present.addAll(fresh("a", "b"));

    Enrichment.Answers answers = answers(sleepingOver(), present);

    assertThat(asked).hasSize(3).startsWith(List.of("a", "b")).contains(List.of("c"), List.of("d"));
    assertThat(keys(answers.enriched())).containsExactly("a", "b", "c", "d");
  }

  @Test
  void theOneThatARouteSleepsOverIsFoundAmongTheOthers() {
    Enrichment.Answers answers = answers(sleepingOver("c"), late(1, "a", "b", "c", "d", "e"));

    assertThat(keys(answers.unanswered())).containsExactly("c");
    assertThat(keys(answers.enriched())).containsExactly("a", "b", "d", "e");
    assertThat(answers.why()).isEqualTo(SLOW);
  }

  @Test
  void afterTwoQuestionsInARowWithoutAnAnswerNothingMoreIsAsked() {
    Enrichment.Answers answers =
        answers(sleepingOver("a", "b", "c", "d", "e"), late(1, "a", "b", "c", "d", "e"));

    assertThat(asked).hasSize(2);
    assertThat(keys(answers.unanswered())).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void neighboursAreNoneAtTheNextAttempt() {
    String[] keys = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
    answers(sleepingOver(), late(1, keys));
    List<List<String>> first = List.copyOf(asked);
    asked.clear();
    answers(sleepingOver(), late(2, keys));

    assertThat(asked).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
  }
}
