package dev.lockstep.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.Lockstep;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.GrantedTokens;
import dev.lockstep.core.Direction;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.Engine;
import dev.lockstep.google.AccessToken;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.source.WakeUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application on a database and a sandbox of the test's own, on random ports. */
public final class RunningLockstep implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final AtomicInteger COUNT = new AtomicInteger();

  static {
    GoogleThreads.keep();
  }

  private final TestDatabase database;
  private final TestSandbox sandbox;
  private final ConfigurableApplicationContext context;
  private final List<String> arguments;

  private RunningLockstep(
      TestDatabase database,
      TestSandbox sandbox,
      ConfigurableApplicationContext context,
      List<String> arguments) {
    this.database = database;
    this.sandbox = sandbox;
    this.context = context;
    this.arguments = List.copyOf(arguments);
  }

  /** Starts without any sync; {@code settings} are `name=value`. */
  public static RunningLockstep start(
      TestDatabase database, TestSandbox sandbox, String... settings) {
    return start(database, sandbox, List.of(), settings);
  }

  /** The same with beans of the test's own. */
  public static RunningLockstep start(
      TestDatabase database, TestSandbox sandbox, List<Class<?>> beside, String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--lockstep.database.url=" + database.url(),
                "--lockstep.database.username=postgres",
                "--lockstep.database.password=",
                "--lockstep.google.root-url=" + sandbox.rootUrl(),
                "--lockstep.demo.enabled=false",
                "--lockstep.engine.enabled=false",
                "--tokens.encryption-key=" + "0f".repeat(32)));
    for (String setting : settings) {
      arguments.add("--" + setting);
    }
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--server.port="))) {
      arguments.add("--server.port=0");
    }
    // By it Quartz finds the clocks of an application in the process.
    arguments.add("--camel.main.name=lockstep-" + COUNT.incrementAndGet());
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(Lockstep.class)
            .sources(beside.toArray(Class<?>[]::new))
            .profiles("sandbox");
    OthersLog.leave(application);
    ConfigurableApplicationContext context = application.run(arguments.toArray(String[]::new));
    return new RunningLockstep(database, sandbox, context, arguments);
  }

  /** Makes the identity at the sandbox and connects it. */
  public void connect(String owner, String email) {
    JsonNode granted = sandbox.account(email);
    try {
      bean(Accounts.class)
          .connect(
              owner,
              new GrantedTokens(
                  new AccessToken(
                      granted.path("access_token").asText(),
                      Instant.now().plus(Duration.ofMinutes(50))),
                  granted.path("refresh_token").asText(),
                  Set.of("https://www.googleapis.com/auth/calendar")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes up a definition and begins to work. */
  public void run(String yaml) {
    bean(Engine.class).start(Definitions.parse(Map.of("test.yaml", yaml)));
  }

  /** Nothing of that sync flows any more when this returns. */
  public void pause(String sync) {
    bean(Pauses.class).set(Pause.Scope.ofSync(sync), Direction.BOTH, PauseCause.BY_HAND, "a test");
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                jdbc()
                    .sql(
                        "SELECT NOT EXISTS (SELECT FROM lockstep.sync_partition"
                            + " WHERE lease_holder IS NOT NULL AND sync = ?)")
                    .param(sync)
                    .query(Boolean.class)
                    .single());
  }

  public void resume(String sync) {
    bean(Pauses.class).lift(Pause.Scope.ofSync(sync), Direction.BOTH, PauseCause.BY_HAND);
    bean(WakeUp.class).wake();
  }

  /** What it was started with; another process started so works on the same database. */
  public List<String> arguments() {
    return arguments;
  }

  /** Where it listens. */
  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Every bean of that type. */
  public <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  public JdbcClient jdbc() {
    return JdbcClient.create(database.dataSource());
  }

  public TestSandbox sandbox() {
    return sandbox;
  }

  /** The events of an account's primary calendar, tombstones left out. */
  public List<JsonNode> events(String email) {
    List<JsonNode> events = new ArrayList<>();
    JsonNode answer =
        google(email, "GET", "calendar/v3/calendars/primary/events?maxResults=2500", "");
    answer.path("items").forEach(events::add);
    return events;
  }

  /** A call to the sandbox as that account; anything but 2xx fails the test. */
  public JsonNode google(String email, String method, String path, String body, String... headers) {
    HttpResponse<String> response =
        sandbox.call(method, path, sandbox.accessToken(email), body, headers);
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          method + " " + path + " answered " + response.statusCode() + ": " + response.body());
    }
    try {
      return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    GoogleThreads.check();
    context.close();
  }
}
