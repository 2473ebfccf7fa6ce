package dev.lockstep.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Direction;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.PlanTree;
import dev.lockstep.engine.Plans;
import dev.lockstep.engine.Resync;
import dev.lockstep.engine.SyncStates;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Syncs; each method is the step of one operation. */
@Component
final class SyncCalls {

  private final ByHand byHand;
  private final SyncStates states;
  private final Plans plans;
  private final TransactionTemplate transaction;

  SyncCalls(JdbcClient jdbc, Plans plans, TransactionTemplate transaction) {
    this.plans = plans;
    this.byHand = new ByHand(jdbc);
    this.states = new SyncStates(jdbc);
    this.transaction = transaction;
  }

  public Answer list(ApiRequest request) {
    String after = request.find("after").orElse("");
    List<String> syncs =
        byHand.syncs().stream()
            .filter(sync -> sync.compareTo(after) > 0)
            .sorted()
            .limit(request.limit() + 1L)
            .toList();
    return Answer.page(request, syncs, sync -> List.of(json(sync)), sync -> sync);
  }

  public Answer get(ApiRequest request) {
    String sync = request.text("sync");
    byHand.known(sync);
    return whole(sync);
  }

  public Answer pause(ApiRequest request) {
    String sync = request.text("sync");
    transaction.executeWithoutResult(status -> byHand.pause(sync, direction(request)));
    return whole(sync);
  }

  public Answer resume(ApiRequest request) {
    String sync = request.text("sync");
    transaction.executeWithoutResult(status -> byHand.resume(sync, direction(request)));
    return whole(sync);
  }

  /** As it runs here; a definition that was changed and not taken up yet is the command's. */
  public Answer plan(ApiRequest request) {
    String sync = request.text("sync");
    byHand.known(sync);
    ArrayNode shown = Answer.JSON.createArrayNode();
    AtomicLong leftOut = new AtomicLong();
    Plan plan =
        plans.of(
            sync,
            record -> {
              if (shown.size() < request.limit()) {
                shown.add(Answer.JSON.<JsonNode>valueToTree(PlanTree.of(record)));
              } else {
                leftOut.incrementAndGet();
              }
            });
    ObjectNode json = Answer.JSON.valueToTree(PlanTree.of(plan));
    json.set("records", shown);
    json.put("left_out", leftOut.get());
    return Answer.ok(json);
  }

  /** Asks for it, and does not wait: the queue and the history tell how far it is. */
  public Answer resync(ApiRequest request) {
    String mode = request.said("mode");
    Resync.Wanted wanted =
        new Resync.Wanted(
            request.text("sync"),
            request.said("account"),
            request.said("key"),
            "incremental".equals(mode) ? Resync.Mode.INCREMENTAL : Resync.Mode.FULL);
    return Answer.count(
        202, transaction.execute(status -> byHand.resync(wanted, request.who())).places().size());
  }

  public Answer approve(ApiRequest request) {
    return Answer.count(
        200,
        transaction.execute(
            status ->
                byHand.approve(request.text("sync"), request.said("account"), request.who())));
  }

  public Answer discard(ApiRequest request) {
    return Answer.count(
        200,
        transaction.execute(
            status ->
                byHand.discard(request.text("sync"), request.said("account"), request.who())));
  }

  private static Direction direction(ApiRequest request) {
    String word = request.said("direction");
    return word == null ? Direction.BOTH : Words.direction(word);
  }

  private ObjectNode json(String sync) {
    ObjectNode json = Answer.JSON.createObjectNode().put("name", sync);
    json.put("href", Contract.BASE + "/syncs/" + PathText.encode(sync));
    json.setAll(Answer.JSON.<ObjectNode>valueToTree(states.of(sync)));
    return json;
  }

  private Answer whole(String sync) {
    ObjectNode json = json(sync).put("conflicts", states.conflicts(sync));
    states
        .definition(sync)
        .ifPresent(
            definition -> {
              try {
                json.set("definition", Answer.JSON.readTree(definition));
              } catch (JsonProcessingException e) {
                throw new IllegalStateException("the stored definition is not JSON", e);
              }
            });
    return Answer.ok(json);
  }
}
