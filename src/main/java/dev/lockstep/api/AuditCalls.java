package dev.lockstep.api;

import dev.lockstep.engine.ByHand;
import dev.lockstep.history.HistoryFilter;
import dev.lockstep.history.Timeline;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The history of everything; the method is the step of its operation. */
@Component
final class AuditCalls {

  private final Timeline timeline;
  private final ByHand byHand;

  AuditCalls(JdbcClient jdbc) {
    this.timeline = new Timeline(jdbc);
    this.byHand = new ByHand(jdbc);
  }

  public Answer list(ApiRequest request) {
    HistoryFilter.Kind kind = Words.of(HistoryFilter.Kind.class, request.orNull("kind"));
    return RecordCalls.lines(
        timeline,
        request,
        new HistoryFilter(
            request.orNull("sync"),
            request.orNull("account"),
            key(request),
            kind == null ? Set.of() : Set.of(kind),
            request.time("since")));
  }

  /** Several columns are one key of the sync that is named with it. */
  private @Nullable String key(ApiRequest request) {
    String given = request.orNull("key");
    String sync = request.orNull("sync");
    return given == null || sync == null ? given : byHand.key(sync, given);
  }
}
