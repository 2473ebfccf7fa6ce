package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The misbehaviour that was asked for: which calls suffer what. */
public final class Faults {

  /** What happens to one call. */
  sealed interface Effect {
    /** The connection is reset and nothing is applied. */
    record Drop() implements Effect {}

    /** The call is applied, then the connection is reset. */
    record ApplyThenDrop() implements Effect {}

    /** A status of Google's; what was asked for is applied all the same, or not. */
    record Status(GoogleError error, boolean applied) implements Effect {}

    /** A front end's page instead of JSON. */
    record HtmlError(int code, boolean applied) implements Effect {}
  }

  /** At most one effect, and how long the answer is held back. */
  record Verdict(long delayMillis, @Nullable Effect effect) {
    static final Verdict NONE = new Verdict(0, null);
  }

  private record Fault(
      ObjectNode json,
      @Nullable String method,
      @Nullable Pattern path,
      @Nullable String account,
      double rate,
      long delayMillis,
      @Nullable Effect effect) {

    boolean concerns(String calledMethod, String calledPath, @Nullable String caller) {
      return (method == null || method.equalsIgnoreCase(calledMethod))
          && (path == null || path.matcher(calledPath).find())
          && (account == null || account.equalsIgnoreCase(caller));
    }
  }

  private final RandomGenerator random;
  private final Map<String, Fault> faults = new LinkedHashMap<>();
  private final Map<String, Long> left = new LinkedHashMap<>();
  private int count;

  public Faults(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @return the fault's id
   * @throws GoogleError 400 naming what is wrong with it
   */
  public String add(ObjectNode json) {
    Fault fault = read(json);
    String id = "fault-" + ++count;
    faults.put(id, fault);
    if (json.has("times")) {
      left.put(id, json.path("times").asLong());
    }
    return id;
  }

  public ArrayNode list() {
    ArrayNode list = Json.array();
    faults.forEach(
        (id, fault) -> {
          ObjectNode one = Json.object().put("id", id);
          one.setAll(fault.json);
          if (left.containsKey(id)) {
            one.put("left", left.get(id));
          }
          list.add(one);
        });
    return list;
  }

  public void clear() {
    faults.clear();
    left.clear();
  }

  public boolean remove(String id) {
    left.remove(id);
    return faults.remove(id) != null;
  }

  /** Counts the call against every fault that concerns it; the first effect is the call's. */
  Verdict judge(String method, String path, @Nullable String caller) {
    if (faults.isEmpty()) {
      return Verdict.NONE;
    }
    long delay = 0;
    Effect effect = null;
    for (String id : faults.keySet().toArray(new String[0])) {
      Fault fault = faults.get(id);
      if (fault == null
          || !fault.concerns(method, path, caller)
          || (effect != null && fault.effect != null)
          || (fault.rate < 1 && random.nextDouble() >= fault.rate)) {
        continue;
      }
      if (left.containsKey(id)) {
        long rest = left.get(id) - 1;
        left.put(id, rest);
        if (rest <= 0) {
          remove(id);
        }
      }
      delay += fault.delayMillis;
      effect = effect == null ? fault.effect : effect;
    }
    return new Verdict(delay, effect);
  }

  private static Fault read(ObjectNode json) {
    String kind = json.path("kind").asText();
    long millis = json.path("millis").asLong(0);
    boolean applied = json.path("applied").asBoolean();
    Effect effect =
        switch (kind) {
          case "latency" -> null;
          case "drop" -> new Effect.Drop();
          case "apply-then-drop" -> new Effect.ApplyThenDrop();
          case "html-error" -> new Effect.HtmlError(json.path("code").asInt(502), applied);
          case "status" -> new Effect.Status(error(json), applied);
          default ->
              throw GoogleError.invalid(
                  "kind '"
                      + kind
                      + "' is none of latency, status, drop, apply-then-drop, html-error");
        };
    if (kind.equals("latency") && !json.path("millis").isNumber()) {
      throw GoogleError.required("latency needs millis");
    }
    if (json.has("applied") && !kind.equals("status") && !kind.equals("html-error")) {
      throw GoogleError.invalid("applied goes with status and html-error only");
    }
    if (json.has("times") && json.path("times").asLong() < 1) {
      throw GoogleError.invalid("times is less than 1: " + json.path("times"));
    }
    double rate = json.path("rate").asDouble(1);
    if (rate < 0 || rate > 1) {
      throw GoogleError.invalid("rate is not between 0 and 1: " + json.path("rate"));
    }
    return new Fault(
        json,
        text(json, "method"),
        pattern(text(json, "path")),
        text(json, "account"),
        rate,
        millis,
        effect);
  }

  private static @Nullable Pattern pattern(@Nullable String regex) {
    try {
      return regex == null ? null : Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw GoogleError.invalid("path is not a regular expression: " + e.getMessage());
    }
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.get(name).asText() : null;
  }

  private static GoogleError error(ObjectNode json) {
    int code = json.path("code").asInt(0);
    if (code < 400 || code > 599) {
      throw GoogleError.invalid("status needs a code between 400 and 599");
    }
    String reason = text(json, "reason");
    GoogleError known = Reasons.error(code, reason);
    String message = text(json, "message");
    return message == null
        ? known
        : GoogleError.global(code, reason == null ? known.reason() : reason, message);
  }
}
