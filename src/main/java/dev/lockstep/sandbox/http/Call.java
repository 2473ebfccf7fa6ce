package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call that has reached its endpoint, alone or out of a batch.
 *
 * @param method after X-HTTP-Method-Override
 * @param path as sent, still encoded
 * @param vars the decoded variables of the endpoint's path
 * @param rootUrl how the caller reached the sandbox, with a last slash
 */
public record Call(
    String method,
    String path,
    Map<String, String> vars,
    Params query,
    MultiMap headers,
    byte[] body,
    @Nullable Caller someone,
    String rootUrl) {

  public String var(String name) {
    String value = vars.get(name);
    if (value == null) {
      throw new IllegalStateException(path + " has no variable " + name);
    }
    return value;
  }

  public Caller caller() {
    if (someone == null) {
      throw GoogleError.loginRequired();
    }
    return someone;
  }

  public ObjectNode json() {
    return Json.readObject(body);
  }

  /**
   * Refuses with 412 when the If-Match header names another version.
   *
   * @param etag of what is there, with its quotes
   */
  public void ifMatch(String etag) {
    String wanted = headers.get("If-Match");
    if (wanted == null || wanted.isBlank()) {
      return;
    }
    for (String one : wanted.split(",")) {
      if (one.strip().equals("*") || one.strip().equals(etag)) {
        return;
      }
    }
    throw GoogleError.preconditionFailed();
  }
}
