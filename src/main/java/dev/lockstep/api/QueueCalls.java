package dev.lockstep.api;

import dev.lockstep.core.Direction;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.QueueJson;
import dev.lockstep.queue.QueueEntry;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.queue.QueueList;
import dev.lockstep.queue.Status;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The queue; the method is the step of its operation. */
@Component
final class QueueCalls {

  private final ByHand byHand;
  private final QueueList queue;

  QueueCalls(JdbcClient jdbc) {
    this.byHand = new ByHand(jdbc);
    this.queue = new QueueList(jdbc);
  }

  public Answer list(ApiRequest request) {
    Status status = Words.of(Status.class, request.orNull("status"));
    request.find("sync").ifPresent(byHand::known);
    return page(
        queue,
        request,
        new QueueFilter(
            request.orNull("sync"),
            request.orNull("account"),
            Words.of(Direction.class, request.orNull("direction")),
            status == null ? Set.of() : Set.of(status),
            null,
            null));
  }

  static Answer page(QueueList queue, ApiRequest request, QueueFilter filter) {
    List<QueueEntry> page = queue.page(filter, request.afterNumber(0), request.limit() + 1);
    return Answer.page(
        request,
        page,
        entry -> List.of(QueueJson.of(entry)),
        entry -> String.valueOf(entry.item().id()));
  }
}
