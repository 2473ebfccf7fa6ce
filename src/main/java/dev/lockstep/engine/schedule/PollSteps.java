package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.source.PollCapture;
import dev.lockstep.source.WakeUp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The steps of a poll route. */
@Component
public class PollSteps {

  private static final Logger LOG = LoggerFactory.getLogger(PollSteps.class);
  private static final String LOOK = "look";
  private static final int BATCH = 1000;

  private final Syncs syncs;
  private final PollCapture poll;
  private final WakeUp wakeUp;

  PollSteps(Syncs syncs, PollCapture poll, WakeUp wakeUp) {
    this.syncs = syncs;
    this.poll = poll;
    this.wakeUp = wakeUp;
  }

  /** One poll under way. */
  private record Look(PollCapture.Poll poll, Map<String, Long> batch) {}

  /** Puts the query into the body and its parameters into headers, for `jdbc:`. */
  public void begin(Exchange exchange) {
    RunningSync sync = syncs.running(exchange.getMessage().getBody(String.class));
    SyncDefinition definition = sync.definition();
    PollCapture.Poll begun =
        poll.begin(
            definition.name(),
            sync.source(),
            definition.source().modified(),
            definition.timing().fullCompare());
    PollCapture.Query query = poll.query(begun, definition.source().modified());
    String sql = query.sql();
    for (String name : query.parameters().keySet()) {
      // Camel's named parameters look like :?name.
      sql = sql.replaceAll("(?<![:\\w]):" + name + "\\b", ":?" + name);
    }
    exchange.setProperty(LOOK, new Look(begun, new LinkedHashMap<>()));
    exchange.getMessage().setHeaders(new LinkedHashMap<>(query.parameters()));
    exchange.getMessage().setBody(sql);
  }

  /** Notes one row that is not as it was seen last. */
  public void saw(Exchange exchange) {
    Look look = look(exchange);
    Map<?, ?> row = exchange.getMessage().getBody(Map.class);
    look.batch()
        .put(
            String.valueOf(row.get("key")),
            ((Number) Objects.requireNonNull(row.get("hash"))).longValue());
    if (look.batch().size() >= BATCH) {
      flush(look);
    }
  }

  /** Looks for rows that are gone, and wakes a worker. */
  public void finish(Exchange exchange) {
    Look look = look(exchange);
    int last = flush(look);
    int gone = 0;
    if (look.poll().isFull() || poll.isSomethingMissing(look.poll().sync())) {
      gone = poll.sweep(look.poll());
    }
    poll.finish(look.poll());
    if (last + gone > 0) {
      LOG.debug("sync={} polled changed={} gone={}", look.poll().sync(), last, gone);
    }
    wakeUp.wake();
  }

  private int flush(Look look) {
    int size = look.batch().size();
    poll.captured(look.poll(), look.batch());
    look.batch().clear();
    return size;
  }

  private static Look look(Exchange exchange) {
    return Objects.requireNonNull(exchange.getProperty(LOOK, Look.class));
  }
}
