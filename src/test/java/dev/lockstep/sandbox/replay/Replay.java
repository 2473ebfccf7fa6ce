package dev.lockstep.sandbox.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.sandbox.replay.Recording.Exchange;
import dev.lockstep.testing.TestSandbox;
import java.net.http.HttpResponse;
import java.util.Set;

/** Makes the calls of a recording and compares status and body in full, to the order of keys. */
final class Replay {

  /** They differ from run to run. */
  private static final Set<String> LEFT_OUT = Set.of("createdTime", "modifiedTime", "version");

  private final TestSandbox sandbox;
  private final String token;
  private final PairedIds ids = new PairedIds();

  /** As the account that the recordings were made with. */
  Replay(TestSandbox sandbox) {
    this.sandbox = sandbox;
    this.token = sandbox.accessToken("robot@project.iam.gserviceaccount.com");
  }

  void run(Recording recording) {
    for (int i = 0; i < recording.exchanges().size(); i++) {
      Exchange exchange = recording.exchanges().get(i);
      String where = "call " + i + ": " + exchange.method() + " " + exchange.uri();
      HttpResponse<String> response = send(exchange);
      JsonNode answered = parse(response.body());
      ids.learn(exchange.body(), answered);
      assertThat(response.statusCode() + "\n" + shown(answered))
          .as(where)
          .isEqualTo(exchange.status() + "\n" + shown(ids.translate(exchange.body())));
    }
  }

  private HttpResponse<String> send(Exchange exchange) {
    JsonNode sent = ids.translate(exchange.sent());
    return sandbox.call(
        exchange.method(),
        ids.translate(exchange.uri()).replaceFirst("^https://[^/]+/", ""),
        token,
        sent.isNull() || sent.isMissingNode()
            ? ""
            : sent.isTextual() ? sent.asText() : sent.toString());
  }

  private static JsonNode parse(String body) {
    try {
      return body.startsWith("{") ? Recording.JSON.readTree(body) : TextNode.valueOf(body);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(body);
    }
  }

  private static String shown(JsonNode body) {
    JsonNode copy = body.deepCopy();
    leaveOut(copy);
    return copy.isTextual() ? copy.asText() : copy.toPrettyString();
  }

  private static void leaveOut(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(LEFT_OUT);
      if (object.path("kind").asText().equals("drive#file")) {
        object.remove("kind");
      }
      object.forEach(Replay::leaveOut);
    } else if (node instanceof ArrayNode array) {
      array.forEach(Replay::leaveOut);
    }
  }
}
