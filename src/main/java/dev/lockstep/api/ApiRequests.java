package dev.lockstep.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.account.AccessTokens;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/** Holds each request against the contract; what comes out is no message any more but a value. */
@Component
final class ApiRequests {

  /** Under this name the exchange keeps the request for its answer. */
  static final String REQUEST = "api-request";

  /** PostgreSQL has no place for it. */
  private static final String NO_NUL = "the character NUL stands in no text";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Contract contract;

  ApiRequests(Contract contract) {
    this.contract = contract;
  }

  /** First step of each route; every header is gone after it. */
  public ApiRequest read(Exchange exchange) {
    Message message = exchange.getMessage();
    String path = below(message.getHeader(Exchange.HTTP_PATH, "", String.class));
    Contract.Operation operation =
        contract
            .find(message.getHeader(Exchange.HTTP_METHOD, "", String.class), path)
            .orElseThrow(() -> ApiProblem.notFound("there is nothing at " + path));
    List<String> faults = new ArrayList<>();
    Map<String, JsonNode> given =
        parameters(operation, path, message.getHeader(Exchange.HTTP_QUERY, String.class), faults);
    JsonNode body = body(operation, message, faults);
    if (!faults.isEmpty()) {
      throw ApiProblem.badRequest(faults);
    }
    ApiRequest request =
        new ApiRequest(
            operation,
            Contract.BASE + path,
            given,
            body,
            caller(),
            message.getHeader("If-None-Match", String.class));
    message.removeHeaders("*");
    exchange.setProperty(REQUEST, request);
    return request;
  }

  private static String below(String path) {
    return path.startsWith(Contract.BASE) ? path.substring(Contract.BASE.length()) : path;
  }

  private static Map<String, JsonNode> parameters(
      Contract.Operation operation, String path, @Nullable String query, List<String> faults) {
    Map<String, String> segments = operation.matches(path).orElseThrow();
    Map<String, String> asked = query(query, faults);
    Map<String, JsonNode> given = new LinkedHashMap<>();
    for (Contract.Parameter parameter : operation.parameters()) {
      String text =
          parameter.in().equals("path")
              ? PathText.decode(
                  UriUtils.decode(segments.get(parameter.name()), StandardCharsets.UTF_8))
              : asked.remove(parameter.name());
      if (text != null && text.indexOf('\0') >= 0) {
        faults.add(parameter.name() + ": " + NO_NUL);
      } else if (text != null) {
        JsonNode value = value(parameter.type(), text);
        faults.addAll(Contract.faults(parameter.name(), parameter.schema(), value));
        given.put(parameter.name(), value);
      } else if (parameter.otherwise() != null) {
        given.put(parameter.name(), parameter.otherwise());
      }
    }
    asked.keySet().forEach(name -> faults.add(name + ": there is no such parameter"));
    return given;
  }

  private static Map<String, String> query(@Nullable String query, List<String> faults) {
    Map<String, String> asked = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return asked;
    }
    for (String part : query.split("&")) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      if (asked.put(name, equals < 0 ? "" : decoded(part.substring(equals + 1))) != null) {
        faults.add(name + ": it is given twice");
      }
    }
    return asked;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.badRequest("'%s' is not percent-encoded".formatted(text));
    }
  }

  /** What stands for no value of the type is left as text, which its schema refuses. */
  private static JsonNode value(String type, String text) {
    return switch (type) {
      case "integer" ->
          text.matches("-?\\d{1,18}")
              ? NODES.numberNode(Long.parseLong(text))
              : NODES.textNode(text);
      case "boolean" ->
          text.matches("true|false")
              ? NODES.booleanNode(Boolean.parseBoolean(text))
              : NODES.textNode(text);
      default -> NODES.textNode(text);
    };
  }

  private static JsonNode body(Contract.Operation operation, Message message, List<String> faults) {
    String text = message.getBody(String.class);
    if (operation.body() == null) {
      return NODES.objectNode();
    }
    if (text == null || text.isBlank()) {
      if (operation.needsBody()) {
        faults.add("body: it is needed");
      }
      return NODES.objectNode();
    }
    try {
      JsonNode body = JSON.readTree(text);
      if (body.toString().contains("\\u0000")) {
        faults.add("body: " + NO_NUL);
      }
      faults.addAll(Contract.faults("body", operation.body(), body));
      return body;
    } catch (JsonProcessingException e) {
      throw ApiProblem.badRequest("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  private static AccessTokens.@Nullable Holder caller() {
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    return known != null && known.getPrincipal() instanceof AccessTokens.Holder holder
        ? holder
        : null;
  }
}
