package dev.lockstep.engine.outbound;

import dev.lockstep.core.Failure;
import dev.lockstep.logs.DatabaseFailure;
import dev.lockstep.mapping.Row;
import dev.lockstep.target.TargetException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets the loaded rows pass the route that the definition names. The route gets a {@code
 * List<Map<String, Object>>}, one map of column values per row, and answers the same list with
 * entries added; what it adds can stand in expressions as {@code ${row[name]}}. Rows that it gives
 * no answer for in time fail by themselves, and are asked about one by one from then on.
 */
@Component
class Enrichment {

  /** So many questions in a row without an answer in time, and nothing more is asked in a pass. */
  private static final int ASLEEP = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Enrichment.class);

  private final EnrichRoute route;

  Enrichment(EnrichRoute route) {
    this.route = route;
  }

  /**
   * @param meanwhile is run now and then while the route is waited for
   */
  Loaded enrich(Loaded loaded, Runnable meanwhile) {
    String uri = loaded.pass().sync().definition().enrich();
    List<Candidate> present =
        loaded.candidates().stream().filter(candidate -> candidate.row() != null).toList();
    if (uri == null || present.isEmpty()) {
      return loaded;
    }
    Map<String, Candidate> byKey = new LinkedHashMap<>();
    loaded.candidates().forEach(candidate -> byKey.put(candidate.key(), candidate));
    Answers answers = answers(uri, present, meanwhile);
    answers.enriched().forEach(candidate -> byKey.put(candidate.key(), candidate));
    if (!answers.unanswered().isEmpty()) {
      LOG.warn(
          "{} rows={} wait: {}",
          loaded.pass().lease().partition(),
          answers.unanswered().size(),
          answers.why());
    }
    for (Candidate candidate : answers.unanswered()) {
      byKey.put(candidate.key(), candidate.failing(late(loaded, candidate, answers.why())));
    }
    return new Loaded(loaded.pass(), List.copyOf(byKey.values()), loaded.round());
  }

  /**
   * @param why the others have no answer
   */
  record Answers(List<Candidate> enriched, List<Candidate> unanswered, String why) {}

  Answers answers(String uri, List<Candidate> present, Runnable meanwhile) {
    List<Candidate> enriched = new ArrayList<>();
    List<Candidate> unanswered = new ArrayList<>();
    String why = "";
    int inARow = 0;
    for (List<Candidate> asked : questions(uri, present)) {
      if (inARow >= ASLEEP) {
        unanswered.addAll(asked);
        continue;
      }
      try {
        enriched.addAll(ask(uri, asked, meanwhile));
        inARow = 0;
      } catch (EnrichRoute.TooSlow slow) {
        why = String.valueOf(slow.getMessage());
        unanswered.addAll(asked);
        inARow++;
      }
    }
    return new Answers(enriched, unanswered, why);
  }

  /** All at once, but those alone that were among the rows of a question that took too long. */
  private static List<List<Candidate>> questions(String uri, List<Candidate> present) {
    List<Candidate> together = new ArrayList<>();
    List<Candidate> alone = new ArrayList<>();
    present.forEach(candidate -> (wasLate(uri, candidate) ? alone : together).add(candidate));
    // In another order at each attempt: those that it sleeps over may be neighbours.
    alone.sort(
        Comparator.comparingInt(
            one -> (one.key() + ' ' + one.item().attempts()).hashCode() * 0x9E3779B9));
    List<List<Candidate>> questions = new ArrayList<>();
    if (!together.isEmpty()) {
      questions.add(together);
    }
    alone.forEach(candidate -> questions.add(List.of(candidate)));
    return questions;
  }

  private static boolean wasLate(String uri, Candidate candidate) {
    String error = candidate.item().lastError();
    return error != null && error.contains(EnrichRoute.named(uri));
  }

  private static Failure late(Loaded loaded, Candidate candidate, String why) {
    return new Failure(
        Failure.Kind.TRANSIENT,
        Failure.Scope.RECORD,
        "enrich",
        "%s key %s: %s".formatted(loaded.pass().lease().partition(), candidate.key(), why),
        null);
  }

  private List<Candidate> ask(String uri, List<Candidate> asked, Runnable meanwhile)
      throws EnrichRoute.TooSlow {
    List<Map<String, @Nullable Object>> rows =
        new ArrayList<>(asked.stream().map(candidate -> objects(candidate.row())).toList());
    List<?> enriched = answer(uri, rows, meanwhile);
    if (enriched.size() != asked.size()) {
      throw wrong(
          uri,
          "it answered %d rows for %d".formatted(enriched.size(), asked.size()),
          new IllegalStateException());
    }
    List<Candidate> answered = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Candidate candidate = asked.get(i);
      answered.add(candidate.enriched(added(enriched.get(i), candidate.row())));
    }
    return answered;
  }

  private List<?> answer(String uri, List<Map<String, @Nullable Object>> rows, Runnable meanwhile)
      throws EnrichRoute.TooSlow {
    try {
      return route.ask(uri, rows, meanwhile);
    } catch (CamelExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw wrong(uri, DatabaseFailure.words(cause), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw wrong(uri, "the pass was ended", e);
    }
  }

  private static TargetException wrong(String uri, String what, Throwable cause) {
    return new TargetException(
        new Failure(
            Failure.Kind.TRANSIENT,
            Failure.Scope.PARTITION,
            "enrich",
            "%s failed: %s".formatted(EnrichRoute.named(uri), what),
            null),
        List.of(),
        cause);
  }

  private static Map<String, @Nullable Object> objects(@Nullable Row row) {
    return row == null ? new LinkedHashMap<>() : row.objects();
  }

  private static Map<String, @Nullable Object> added(@Nullable Object answer, @Nullable Row row) {
    Map<String, @Nullable Object> added = new LinkedHashMap<>();
    if (answer instanceof Map<?, ?> map) {
      map.forEach((name, value) -> added.put(String.valueOf(name), value));
    }
    if (row != null) {
      added.keySet().removeAll(row.columns().keySet());
    }
    return added;
  }
}
