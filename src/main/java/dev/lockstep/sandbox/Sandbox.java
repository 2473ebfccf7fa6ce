package dev.lockstep.sandbox;

import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.util.concurrent.CompletionException;

/** A running sandbox of Google's APIs. */
public final class Sandbox implements AutoCloseable {

  private final Vertx vertx;
  private final HttpServer server;
  private final Journal journal;
  private final SandboxOptions options;

  private Sandbox(Vertx vertx, HttpServer server, Journal journal, SandboxOptions options) {
    this.vertx = vertx;
    this.server = server;
    this.journal = journal;
    this.options = options;
  }

  /**
   * Starts a sandbox that answers once this returns.
   *
   * @throws IllegalStateException when the port is taken; the message names it
   */
  public static Sandbox start(SandboxOptions options) {
    Journal journal = Journal.open(options.store());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
    World world = new World(vertx, journal, new Ticks(options.clock()));
    try {
      HttpServer server =
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setHost(options.host())
                      .setPort(options.port())
                      .setDecompressionSupported(true)
                      .setHandle100ContinueAutomatically(true)
                      .setHttp2ClearTextEnabled(false)
                      .setMaxInitialLineLength(64 * 1024)
                      .setMaxHeaderSize(64 * 1024))
              .requestHandler(world.frame()::accept)
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      return new Sandbox(vertx, server, journal, options);
    } catch (CompletionException e) {
      vertx.close();
      journal.close();
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
    journal.close();
  }
}
