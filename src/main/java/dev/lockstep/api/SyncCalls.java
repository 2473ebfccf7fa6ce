package dev.lockstep.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Direction;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.SyncStates;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Syncs; each method is the step of one operation. */
@Component
final class SyncCalls {

  private final ByHand byHand;
  private final SyncStates states;
  private final TransactionTemplate transaction;

  SyncCalls(JdbcClient jdbc, TransactionTemplate transaction) {
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

  public Answer approve(ApiRequest request) {
    return Answer.count(
        200,
        transaction.execute(
            status -> byHand.approve(request.text("sync"), request.said("account"))));
  }

  public Answer discard(ApiRequest request) {
    return Answer.count(
        200,
        transaction.execute(
            status -> byHand.discard(request.text("sync"), request.said("account"))));
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
    ObjectNode json = json(sync);
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
