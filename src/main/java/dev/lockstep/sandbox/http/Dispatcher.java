package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.http.Faults.Effect;
import dev.lockstep.sandbox.http.Faults.Verdict;
import dev.lockstep.sandbox.state.Ticks;
import io.vertx.core.MultiMap;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes one call from its path to its printed answer: method override, fault, route, caller, quota,
 * scope, endpoint, field mask. Runs to the end without waiting, so each call sees and leaves the
 * sandbox whole.
 */
final class Dispatcher {

  /** Finds out who holds an access token. */
  interface Authenticator {
    @Nullable Caller caller(String accessToken);
  }

  record Incoming(
      String method, String path, String query, MultiMap headers, byte[] body, String rootUrl) {}

  record Printed(int status, MultiMap headers, byte[] body) {}

  /**
   * @param drop the connection is to be reset instead of answered
   */
  record Outcome(
      String method, @Nullable String account, Printed printed, long delayMillis, boolean drop) {}

  private static final Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final Set<String> COMMON =
      Set.of(
          "alt",
          "fields",
          "key",
          "quotaUser",
          "userIp",
          "prettyPrint",
          "access_token",
          "oauth_token",
          "$.xgafv",
          "uploadType",
          "upload_protocol");
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Routes routes;
  private final Authenticator authenticator;
  private final Faults faults;
  private final Quotas quotas;
  private final Ticks ticks;
  private long dateSecond;
  private String date = "";

  Dispatcher(
      List<Endpoint> endpoints,
      Authenticator authenticator,
      Faults faults,
      Quotas quotas,
      Ticks ticks) {
    this.routes = new Routes(endpoints);
    this.authenticator = authenticator;
    this.faults = faults;
    this.quotas = quotas;
    this.ticks = ticks;
  }

  Outcome handle(Incoming in) {
    String method = in.method;
    Params query = Params.parse("");
    Caller caller = null;
    Verdict verdict = Verdict.NONE;
    Answer answer;
    try {
      query = Params.parse(in.query);
      method = effectiveMethod(in);
      if (!method.equals(in.method) && method.equals("GET") && isForm(in)) {
        query = query.with(new String(in.body, StandardCharsets.UTF_8));
      }
      String token = token(in, query);
      caller = token == null ? null : authenticator.caller(token);
      if (!isPageLooking(query)) {
        verdict = faults.judge(method, in.path, caller == null ? null : caller.email());
      }
      answer =
          switch (verdict.effect()) {
            case Effect.Drop drop -> Answer.noContent();
            case Effect.Status status -> {
              applyFirst(status.applied(), in, method, query, token, caller);
              yield failure(in, status.error());
            }
            case Effect.HtmlError html -> {
              applyFirst(html.applied(), in, method, query, token, caller);
              yield Answer.html(html.code(), HtmlPages.error(html.code()));
            }
            case Effect.ApplyThenDrop applied -> answer(in, method, query, token, caller);
            case null -> answer(in, method, query, token, caller);
          };
    } catch (GoogleError error) {
      answer = Answer.error(error, Dialect.of(in.path));
    } catch (RuntimeException | Error e) {
      // Even a class that does not load must not leave a caller waiting.
      LOG.log(Level.ERROR, "the sandbox failed on " + method + " " + in.path, e);
      answer =
          Answer.error(
              GoogleError.global(500, "backendError", "Backend Error"), Dialect.of(in.path));
    }
    return new Outcome(
        method,
        caller == null ? null : caller.email(),
        print(method, in, query, answer),
        verdict.delayMillis(),
        verdict.effect() instanceof Effect.Drop
            || verdict.effect() instanceof Effect.ApplyThenDrop);
  }

  /** What the caller is told afterwards is the fault's answer, whatever came of the call. */
  private void applyFirst(
      boolean applied,
      Incoming in,
      String method,
      Params query,
      @Nullable String token,
      @Nullable Caller caller) {
    if (applied) {
      try {
        answer(in, method, query, token, caller);
      } catch (GoogleError refused) {
        LOG.log(Level.DEBUG, "refused under a fault", refused);
      }
    }
  }

  private Answer answer(
      Incoming in, String method, Params query, @Nullable String token, @Nullable Caller caller) {
    Routes.Match match = routes.find(method, in.path);
    if (match == null) {
      return Answer.html(404, HtmlPages.notFound(in.path));
    }
    Endpoint endpoint = match.endpoint();
    if (!endpoint.scopes().isEmpty()) {
      if (token == null) {
        throw GoogleError.loginRequired();
      }
      if (caller == null) {
        throw GoogleError.invalidCredentials();
      }
      GoogleError refused =
          isPageLooking(query)
              ? null
              : quotas.take(
                  endpoint.api(), query.get("quotaUser", caller.email()), endpoint.cost());
      if (refused != null) {
        // Drive's front end answers some of these before the API does.
        if (endpoint.api().equals("drive") && refused.status() == 429) {
          return Answer.html(429, HtmlPages.sorry());
        }
        throw refused;
      }
      if (!caller.hasAnyOf(endpoint.scopes())) {
        return Answer.error(GoogleError.insufficientPermissions())
            .with(
                "WWW-Authenticate",
                "Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\", scope=\""
                    + String.join(" ", new TreeSet<>(endpoint.scopes()))
                    + "\"");
      }
    }
    checkParameters(endpoint, query, Dialect.of(in.path));
    return endpoint
        .handler()
        .handle(
            new Call(
                method, in.path, match.vars(), query, in.headers, in.body, caller, in.rootUrl));
  }

  private static void checkParameters(Endpoint endpoint, Params query, Dialect dialect) {
    if (endpoint.params().contains("*")) {
      return;
    }
    for (String name : query.names()) {
      boolean known = COMMON.contains(name) || endpoint.params().contains(name);
      if (!known && !endpoint.refused().contains(name) && dialect == Dialect.RPC) {
        throw cannotBind(name);
      }
      if (!known || endpoint.refused().contains(name)) {
        throw GoogleError.unsupported("the parameter " + name).atParameter(name);
      }
    }
    String fields = query.get("fields");
    if (fields != null && !fields.isBlank()) {
      FieldMask.parse(fields, dialect).check(endpoint.shape());
    }
    if (!query.get("alt", "json").equals("json")) {
      throw GoogleError.unsupported("alt=" + query.get("alt")).atParameter("alt");
    }
  }

  private static GoogleError cannotBind(String name) {
    String text =
        "Invalid JSON payload received. Unknown name \""
            + name
            + "\": Cannot bind query parameter. Field '"
            + name
            + "' could not be found in request message.";
    return GoogleError.invalid(text)
        .withDetails(
            RpcDetails.badRequest(Json.array().add(Json.object().put("description", text))));
  }

  /** The sandbox's own page sees what is there while clients suffer, and uses up nothing of it. */
  private static boolean isPageLooking(Params query) {
    return query.get("quotaUser", "").equals("sandbox-page");
  }

  private static String effectiveMethod(Incoming in) {
    String override = in.headers.get("X-HTTP-Method-Override");
    if (in.method.equals("HEAD")) {
      return "GET";
    }
    return override != null && in.method.equals("POST")
        ? override.strip().toUpperCase(Locale.ROOT)
        : in.method;
  }

  private static boolean isForm(Incoming in) {
    String type = in.headers.get("Content-Type");
    return type != null && type.startsWith("application/x-www-form-urlencoded");
  }

  private static @Nullable String token(Incoming in, Params query) {
    String header = in.headers.get("Authorization");
    if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return header.substring(7).strip();
    }
    return query.get("access_token", "").isEmpty()
        ? query.get("oauth_token")
        : query.get("access_token");
  }

  /** The token endpoint speaks RFC 6749, not the envelope of the APIs. */
  private static Answer failure(Incoming in, GoogleError error) {
    if (in.path.endsWith("/token") || in.path.endsWith("/revoke")) {
      return Answer.json(
          error.status(),
          Json.object()
              .put("error", error.reason())
              .put(
                  "error_description",
                  error.reason().equals("invalid_grant")
                      ? "Token has been expired or revoked."
                      : error.getMessage()));
    }
    return Answer.error(error, Dialect.of(in.path));
  }

  private Printed print(String method, Incoming in, Params query, Answer answer) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    Answer shown = answer;
    String etag = answer.headers().get("ETag");
    String known = in.headers.get("If-None-Match");
    if (method.equals("GET")
        && etag != null
        && known != null
        && (known.strip().equals("*") || known.contains(etag))) {
      shown = new Answer(304, answer.headers(), null, null);
    }
    Dialect dialect = Dialect.of(in.path);
    byte[] body = body(query, shown, dialect);
    if (body.length > 0) {
      headers.set("Content-Type", "application/json; charset=UTF-8");
    }
    headers.set("Vary", "Origin, X-Origin, Referer");
    headers.set("Date", date());
    headers.set("Server", "ESF");
    if (dialect == Dialect.RPC) {
      headers.set("Cache-Control", "private");
    } else if (method.equals("GET") && shown.status() < 400) {
      headers.set("Cache-Control", "private, max-age=0, must-revalidate, no-transform");
      headers.set("Expires", date());
    } else if (shown.status() < 400) {
      headers.set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
      headers.set("Pragma", "no-cache");
      headers.set("Expires", "Mon, 01 Jan 1990 00:00:00 GMT");
    } else {
      headers.set("Cache-Control", "private");
    }
    shown.headers().forEach(headers::set);
    return new Printed(shown.status(), headers, body);
  }

  private static byte[] body(Params query, Answer answer, Dialect dialect) {
    JsonNode json = answer.json();
    if (json == null) {
      String text = answer.text();
      return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }
    boolean pretty = !query.get("prettyPrint", "true").equals("false");
    String fields = query.get("fields");
    return fields == null || fields.isBlank() || answer.status() >= 300
        ? Json.bytes(json, pretty)
        : Json.bytes(FieldMask.parse(fields, dialect).apply(json), pretty);
  }

  private String date() {
    long second = ticks.millis() / 1_000;
    if (second != dateSecond) {
      dateSecond = second;
      date = HTTP_DATE.format(ticks.now());
    }
    return date;
  }
}
