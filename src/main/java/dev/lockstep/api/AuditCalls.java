package dev.lockstep.api;

import dev.lockstep.history.HistoryFilter;
import dev.lockstep.history.Timeline;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The history of everything; the method is the step of its operation. */
@Component
final class AuditCalls {

  private final Timeline timeline;

  AuditCalls(JdbcClient jdbc) {
    this.timeline = new Timeline(jdbc);
  }

  public Answer list(ApiRequest request) {
    HistoryFilter.Kind kind = Words.of(HistoryFilter.Kind.class, request.orNull("kind"));
    return RecordCalls.lines(
        timeline,
        request,
        new HistoryFilter(
            request.orNull("sync"),
            request.orNull("account"),
            request.orNull("key"),
            kind == null ? Set.of() : Set.of(kind),
            request.time("since")));
  }
}
