package dev.lockstep.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.Failure;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.QueueJson;
import dev.lockstep.queue.QueueEntry;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.queue.QueueList;
import dev.lockstep.queue.Status;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Records that were given up; each method is the step of one operation. */
@Component
final class DeadLetterCalls {

  private static final Set<Status> DEAD = Set.of(Status.FAILED, Status.SKIPPED);

  private final ByHand byHand;
  private final QueueList queue;
  private final TransactionTemplate transaction;

  DeadLetterCalls(JdbcClient jdbc, TransactionTemplate transaction) {
    this.byHand = new ByHand(jdbc);
    this.queue = new QueueList(jdbc);
    this.transaction = transaction;
  }

  public Answer list(ApiRequest request) {
    request.find("sync").ifPresent(byHand::known);
    return QueueCalls.page(
        queue,
        request,
        new QueueFilter(
            request.orNull("sync"),
            request.orNull("account"),
            null,
            request.isSet("skipped") ? DEAD : Set.of(Status.FAILED),
            Words.of(Failure.Kind.class, request.orNull("kind")),
            request.orNull("text")));
  }

  public Answer get(ApiRequest request) {
    return Answer.ok(QueueJson.of(find(request.number("id"))));
  }

  public Answer replay(ApiRequest request) {
    JsonNode ids = request.body().path("ids");
    Long replayed =
        transaction.execute(
            status -> {
              if (ids.isMissingNode()) {
                return byHand.replay(filter(request), request.who());
              }
              ids.forEach(id -> byHand.replay(id.asLong(), request.who()));
              return (long) ids.size();
            });
    return Answer.count(200, replayed);
  }

  /** With {@code all} nothing else is said, and everything passes. */
  private static QueueFilter filter(ApiRequest request) {
    return new QueueFilter(
        request.said("sync"),
        request.said("account"),
        null,
        Set.of(),
        Words.of(Failure.Kind.class, request.said("kind")),
        request.said("text"));
  }

  public Answer skip(ApiRequest request) {
    long id = request.number("id");
    transaction.executeWithoutResult(
        status -> byHand.skip(id, String.valueOf(request.said("reason"))));
    return Answer.ok(QueueJson.of(find(id)));
  }

  private QueueEntry find(long id) {
    return queue
        .find(id)
        .filter(entry -> DEAD.contains(entry.item().status()))
        .orElseThrow(
            () ->
                ApiProblem.notFound(
                    "%d is not the number of a dead letter, or is none any more".formatted(id)));
  }
}
