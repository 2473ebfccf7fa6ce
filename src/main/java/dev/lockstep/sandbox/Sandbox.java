package dev.lockstep.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.util.concurrent.CompletionException;

/** A running sandbox of Google's APIs. */
public final class Sandbox implements AutoCloseable {

  private final Vertx vertx;
  private final HttpServer server;
  private final SandboxOptions options;

  private Sandbox(Vertx vertx, HttpServer server, SandboxOptions options) {
    this.vertx = vertx;
    this.server = server;
    this.options = options;
  }

  /**
   * Starts a sandbox that answers once this returns.
   *
   * @throws IllegalStateException when the port is taken; the message names it
   */
  public static Sandbox start(SandboxOptions options) {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer(
                  new HttpServerOptions().setHost(options.host()).setPort(options.port()))
              .requestHandler(request -> request.response().setStatusCode(404).end())
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      return new Sandbox(vertx, server, options);
    } catch (CompletionException e) {
      vertx.close();
      throw e.getCause() instanceof BindException
          ? new IllegalStateException(
              "the sandbox cannot listen on port "
                  + options.port()
                  + " of "
                  + options.host()
                  + ": it is in use",
              e.getCause())
          : new IllegalStateException("the sandbox does not start", e.getCause());
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** What replaces {@code https://www.googleapis.com/} in a Google client; ends with a slash. */
  public String rootUrl() {
    return "http://" + options.host() + ":" + port() + "/";
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
