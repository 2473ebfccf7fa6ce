package dev.lockstep.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.account.AccessTokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits the contract.
 *
 * @param rawPath as it was asked for, for links
 * @param given every parameter of path and query that was given or has a default
 * @param body an empty object where none was sent
 * @param caller whose token it came with
 */
record ApiRequest(
    Contract.Operation operation,
    String rawPath,
    Map<String, JsonNode> given,
    JsonNode body,
    AccessTokens.@Nullable Holder caller,
    @Nullable String ifNoneMatch) {

  /** A parameter that the path or a default always gives. */
  String text(String name) {
    return find(name)
        .orElseThrow(
            () -> new IllegalStateException("no parameter '" + name + "' in the contract"));
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(given.get(name)).map(JsonNode::asText);
  }

  @Nullable String orNull(String name) {
    return find(name).orElse(null);
  }

  long number(String name) {
    return Long.parseLong(text(name));
  }

  boolean isSet(String name) {
    return given.containsKey(name) && given.get(name).asBoolean();
  }

  int limit() {
    return Integer.parseInt(text("limit"));
  }

  /** Where the page before ended, of pages that end with a number. */
  long afterNumber(long otherwise) {
    String after = orNull("after");
    if (after == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw ApiProblem.badRequest("'%s' is not where a page ends".formatted(after));
    }
  }

  @Nullable Instant time(String name) {
    return find(name).map(text -> OffsetDateTime.parse(text).toInstant()).orElse(null);
  }

  /** With this said too, where it was not. */
  ApiRequest with(String name, String text) {
    Map<String, JsonNode> more = new LinkedHashMap<>(given);
    more.putIfAbsent(name, TextNode.valueOf(text));
    return new ApiRequest(operation, rawPath, more, body, caller, ifNoneMatch);
  }

  /** Where the same goes on after this place. */
  String next(String cursor) {
    StringBuilder next = new StringBuilder(rawPath).append('?');
    for (Contract.Parameter parameter : operation.parameters()) {
      if (parameter.in().equals("query") && !parameter.name().equals("after")) {
        find(parameter.name())
            .ifPresent(
                text ->
                    next.append(parameter.name()).append('=').append(encoded(text)).append('&'));
      }
    }
    return next.append("after=").append(encoded(cursor)).toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Who calls, as the history names them. */
  String who() {
    return caller == null ? "api" : "token '%s'".formatted(caller.name());
  }

  /** A text of the body. */
  @Nullable String said(String name) {
    return body.hasNonNull(name) ? body.get(name).asText() : null;
  }
}
