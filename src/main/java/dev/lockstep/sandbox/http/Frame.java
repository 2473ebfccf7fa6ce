package dev.lockstep.sandbox.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Dispatcher.Incoming;
import dev.lockstep.sandbox.http.Dispatcher.Outcome;
import dev.lockstep.sandbox.http.Dispatcher.Printed;
import dev.lockstep.sandbox.state.Ticks;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The sockets' side of the frame: reads calls, batches included, answers or drops them, logs. */
public final class Frame {

  /** What is not Google's but the sandbox's own, under /sandbox/. */
  public interface Own {
    void handle(HttpServerRequest request, byte[] body);
  }

  /** Finds out who holds an access token. */
  public interface Tokens {
    @Nullable Caller caller(String accessToken);
  }

  private static final Logger LOG = System.getLogger(Frame.class.getName());

  private final Vertx vertx;
  private final Dispatcher dispatcher;
  private final RequestLog log;
  private final Ticks ticks;
  private final Own own;

  public Frame(
      Vertx vertx,
      List<Endpoint> endpoints,
      Tokens tokens,
      Faults faults,
      Quotas quotas,
      RequestLog log,
      Ticks ticks,
      Own own) {
    this.vertx = vertx;
    this.dispatcher = new Dispatcher(endpoints, tokens::caller, faults, quotas, ticks);
    this.log = log;
    this.ticks = ticks;
    this.own = own;
  }

  public void accept(HttpServerRequest request) {
    long nanos = System.nanoTime();
    request
        .body()
        .onSuccess(
            body -> {
              try {
                handle(request, body.getBytes(), nanos);
              } catch (RuntimeException | Error e) {
                failed(request, e);
              }
            });
  }

  /** Nobody is left waiting, whatever went wrong. */
  private static void failed(HttpServerRequest request, Throwable e) {
    LOG.log(Level.ERROR, "the sandbox failed on " + request.method() + " " + request.path(), e);
    if (!request.response().ended() && !request.response().headWritten()) {
      request
          .response()
          .setStatusCode(500)
          .putHeader("Content-Type", "application/json; charset=UTF-8")
          .end(
              Buffer.buffer(
                  Json.bytes(
                      GoogleError.global(500, "backendError", "Backend Error").json(), true)));
    }
  }

  private void handle(HttpServerRequest request, byte[] body, long nanos) {
    String path = request.path() == null ? "/" : request.path();
    if (path.startsWith("/sandbox/") || path.equals("/sandbox") || path.equals("/")) {
      own.handle(request, body);
      return;
    }
    Instant at = ticks.now();
    String query = request.query() == null ? "" : request.query();
    Incoming in =
        new Incoming(
            request.method().name(), path, query, request.headers(), body, rootUrl(request));
    Printed preflight = Transport.preflight(in);
    if (preflight != null) {
      finish(
          request, in, new Outcome(in.method(), null, preflight, 0, false), at, nanos, List.of());
      return;
    }
    if (request.method().name().equals("POST")
        && (path.equals("/batch") || path.startsWith("/batch/"))) {
      batch(request, in, at, nanos);
      return;
    }
    Outcome outcome = dispatcher.handle(in);
    finish(request, in, outcome, at, nanos, List.of());
  }

  private static String rootUrl(HttpServerRequest request) {
    return request.scheme() + "://" + request.authority() + "/";
  }

  /** Parts run one after the other and are answered in their order, each with its own status. */
  private void batch(HttpServerRequest request, Incoming in, Instant at, long nanos) {
    List<ObjectNode> lines = new ArrayList<>();
    Outcome outer = dispatcher.handle(in);
    if (outer.printed().status() != BatchEndpoint.STATUS) {
      finish(request, in, outer, at, nanos, lines);
      return;
    }
    long delay = outer.delayMillis();
    boolean drop = outer.drop();
    Printed printed;
    try {
      List<Batch.Reply> replies = new ArrayList<>();
      for (Batch.Part part : Batch.parse(in.headers().get("Content-Type"), in.body())) {
        Incoming inner = inner(in, part);
        Outcome outcome = dispatcher.handle(inner);
        delay = Math.max(delay, outcome.delayMillis());
        lines.add(line(inner, outcome, outcome.drop() ? 0 : outcome.printed().status(), at, nanos));
        if (outcome.drop()) {
          drop = true;
          break;
        }
        replies.add(
            new Batch.Reply(
                part.contentId(),
                outcome.printed().status(),
                HttpResponseStatus.valueOf(outcome.printed().status()).reasonPhrase(),
                outcome.printed().headers(),
                outcome.printed().body()));
      }
      String boundary = "batch_" + Long.toString(ThreadLocalRandom.current().nextLong(), 36);
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      headers.set("Content-Type", "multipart/mixed; boundary=" + boundary);
      headers.set("Vary", "Origin, X-Origin, Referer");
      headers.set("Cache-Control", "private, max-age=0");
      headers.set("Server", "ESF");
      printed = new Printed(200, headers, Batch.write(boundary, replies));
    } catch (GoogleError error) {
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      headers.set("Content-Type", "application/json; charset=UTF-8");
      printed = new Printed(error.status(), headers, Json.bytes(error.json(), true));
    }
    finish(
        request, in, new Outcome("POST", outer.account(), printed, delay, drop), at, nanos, lines);
  }

  /** The outer headers reach every part unless it has its own; what describes the body does not. */
  private static Incoming inner(Incoming in, Batch.Part part) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    in.headers()
        .forEach(
            (name, value) -> {
              if (!name.regionMatches(true, 0, "Content-", 0, 8)
                  && !name.equalsIgnoreCase("X-HTTP-Method-Override")) {
                headers.set(name, value);
              }
            });
    part.headers().forEach((name, value) -> headers.set(name, value));
    String uri = part.uri().replaceFirst("^https?://[^/]+", "");
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    return new Incoming(
        part.method(),
        path.startsWith("/") ? path : "/" + path,
        question < 0 ? "" : uri.substring(question + 1),
        headers,
        part.body(),
        in.rootUrl());
  }

  private void finish(
      HttpServerRequest request,
      Incoming in,
      Outcome outcome,
      Instant at,
      long nanos,
      List<ObjectNode> parts) {
    if (outcome.delayMillis() > 0) {
      vertx.setTimer(outcome.delayMillis(), timer -> send(request, in, outcome, at, nanos, parts));
    } else {
      send(request, in, outcome, at, nanos, parts);
    }
  }

  private void send(
      HttpServerRequest request,
      Incoming in,
      Outcome outcome,
      Instant at,
      long nanos,
      List<ObjectNode> parts) {
    log.add(line(in, outcome, outcome.drop() ? 0 : outcome.printed().status(), at, nanos));
    parts.forEach(log::add);
    if (outcome.drop()) {
      reset(request);
      return;
    }
    Printed printed = Transport.dressed(in, outcome.printed());
    if (request.response().closed()) {
      return;
    }
    request.response().setStatusCode(printed.status());
    request.response().headers().addAll(printed.headers());
    request.response().end(Buffer.buffer(printed.body()));
  }

  /** Closing without lingering makes the kernel send RST instead of FIN. */
  private static void reset(HttpServerRequest request) {
    Channel channel = ((ConnectionBase) request.connection()).channel();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  /** Status 0 is a connection that was reset. */
  private static ObjectNode line(Incoming in, Outcome outcome, int status, Instant at, long nanos) {
    ObjectNode line =
        Json.object()
            .put("at", at.toString())
            .put("method", outcome.method())
            .put("path", in.path());
    if (!in.query().isEmpty()) {
      line.put("query", in.query().replaceAll("(access_token|oauth_token)=[^&]*", "$1=..."));
    }
    return line.put("account", outcome.account())
        .put("status", status)
        .put("millis", (System.nanoTime() - nanos) / 1_000_000);
  }
}
