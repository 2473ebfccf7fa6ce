package dev.lockstep.engine.sync;

import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Ruling;
import dev.lockstep.engine.EngineSettings;
import dev.lockstep.logs.DatabaseFailure;
import dev.lockstep.logs.Told;
import dev.lockstep.mapping.Row;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.WakeUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks the routes that a definition names for its conflicts (`conflict: direct:name`). A route gets
 * a map of `sync`, `key`, `field`, `base`, `source`, `google` (each a map by field) and answers as
 * {@link RouteAnswer} reads it. A merge never waits for one: the record does, in the queue, and is
 * merged again once there is an answer, which holds for the values that were asked about. A route
 * that fails, decides nothing or takes too long leaves the conflict to a person.
 */
@Component
public class ConflictRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(ConflictRoutes.class);

  /** So much longer than its routes may take a record waits in the queue, should nobody wake it. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final ProducerTemplate camel;
  private final WorkQueue queue;
  private final WakeUp wakeUp;
  private final TransactionTemplate transaction;
  private final Duration limit;
  private final ScheduledExecutorService alarm =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("conflict-routes").factory());
  private final RouteInquiries inquiries;

  ConflictRoutes(
      ProducerTemplate camel,
      WorkQueue queue,
      WakeUp wakeUp,
      TransactionTemplate transaction,
      EngineSettings settings) {
    this.camel = camel;
    this.queue = queue;
    this.wakeUp = wakeUp;
    this.transaction = transaction;
    this.limit = settings.conflictRouteLimit();
    this.inquiries =
        new RouteInquiries(
            this::request,
            limit,
            (time, work) -> alarm.schedule(work, time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * What is known of the routes' answers.
   *
   * @param rulings by unit; what is not answered yet stands as undecided
   * @param open what is still to be answered before the record can go on
   */
  public record Answers(Map<String, Ruling> rulings, List<RouteQuestion> open) {}

  /** What the routes have decided about the conflicts that wait in it; asks nothing. */
  public Answers answers(RunningSync sync, PartitionKey partition, String key, Decision decision) {
    Map<String, Ruling> rulings = new LinkedHashMap<>();
    List<RouteQuestion> open = new ArrayList<>();
    for (Report report : sync.conflictRoutes().isEmpty() ? List.<Report>of() : decision.reports()) {
      String uri = route(sync, report);
      if (uri != null) {
        Fields base = decision.link().bases().source().only(report.source()::has);
        RouteQuestion question =
            new RouteQuestion(
                partition,
                key,
                report.unit(),
                uri,
                base,
                report.source(),
                sync.fieldMap().readable(report.target()));
        Fields shown = decision.link().lastShown();
        Optional<Ruling> answer =
            inquiries.answer(question).map(ruling -> fitting(sync, question, ruling, shown));
        rulings.put(
            report.unit(),
            answer.orElseGet(() -> RouteAnswer.undecided(question, "is asked about it")));
        if (answer.isEmpty()) {
          open.add(question);
        }
      }
    }
    return new Answers(rulings, open);
  }

  private static Ruling fitting(
      RunningSync sync, RouteQuestion question, Ruling ruling, Fields shown) {
    if (!(ruling instanceof Ruling.Both both)) {
      return ruling;
    }
    Ruling fitting = RouteAnswer.fitting(both, sync.fieldMap(), sync.target(), shown);
    if (fitting instanceof Ruling.Undecided undecided) {
      RouteInquiries.tell(question, undecided);
    }
    return fitting;
  }

  /** The route that is to decide it; null where none is, or it is decided. */
  public static @Nullable String route(RunningSync sync, Report report) {
    return report.kind() == Report.Kind.CONFLICT && report.winner() == null
        ? report.source().names().stream()
            .map(sync.conflictRoutes()::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null)
        : null;
  }

  /** How long a record waits in the queue for its routes. */
  public Duration patience() {
    return limit.plus(MARGIN);
  }

  /**
   * Asks once the transaction has committed that has the record wait; the record is due again when
   * there are answers.
   *
   * @param queued the key under which it waits
   */
  public void askAfterCommit(List<RouteQuestion> questions, Direction direction, String queued) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            for (RouteQuestion question : questions) {
              inquiries.ask(question, () -> answered(question.partition(), direction, queued));
            }
          }
        });
  }

  private void answered(PartitionKey partition, Direction direction, String queued) {
    try {
      transaction.executeWithoutResult(status -> queue.hasten(partition, direction, queued));
      wakeUp.wake();
    } catch (DataAccessException | TransactionException e) {
      // The record comes by itself when its time is over.
      LOG.debug("{} {} is not hastened", partition, queued, e);
    }
  }

  private Ruling request(RouteQuestion question) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("sync", question.partition().sync());
    body.put("key", question.key());
    body.put("field", question.unit());
    body.put("base", objects(question.base()));
    body.put("source", objects(question.source()));
    body.put("google", objects(question.target()));
    Exchange answered;
    try (MDC.MDCCloseable told = Told.byCaller(question.uri())) {
      answered = camel.request(question.uri(), asked -> asked.getMessage().setBody(body));
    }
    Exception failure = answered.getException();
    return failure == null
        ? RouteAnswer.of(question, answer(answered.getMessage()))
        : RouteAnswer.undecided(question, "failed: " + DatabaseFailure.words(failure));
  }

  /** Whatever is no map is read as text: a file, a stream of bytes, what a web service sent. */
  private static @Nullable Object answer(Message message) {
    return message.getBody() instanceof Map<?, ?> map ? map : message.getBody(String.class);
  }

  private static Map<String, @Nullable Object> objects(Fields fields) {
    return new Row("", fields.values()).objects();
  }

  /** Before Camel stops, which waits for what is under way. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    inquiries.close();
    alarm.shutdownNow();
  }
}
