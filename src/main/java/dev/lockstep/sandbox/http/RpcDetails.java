package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What google.rpc.Status carries beside its message. */
public final class RpcDetails {

  private static final String TYPE = "type.googleapis.com/google.rpc.";

  private RpcDetails() {}

  public static ArrayNode badRequest(ArrayNode fieldViolations) {
    ObjectNode detail = Json.object().put("@type", TYPE + "BadRequest");
    detail.set("fieldViolations", fieldViolations);
    return Json.array().add(detail);
  }

  public static ArrayNode badRequest(String field, String description) {
    return badRequest(
        Json.array().add(Json.object().put("field", field).put("description", description)));
  }

  public static ArrayNode errorInfo(String reason, ObjectNode metadata) {
    ObjectNode detail =
        Json.object()
            .put("@type", TYPE + "ErrorInfo")
            .put("reason", reason)
            .put("domain", "googleapis.com");
    detail.set("metadata", metadata);
    return Json.array().add(detail);
  }

  static ObjectNode help(String description, String url) {
    ObjectNode detail = Json.object().put("@type", TYPE + "Help");
    detail.putArray("links").addObject().put("description", description).put("url", url);
    return detail;
  }
}
