package dev.lockstep.google;

import dev.lockstep.google.camel.AccountCalendarComponent;
import dev.lockstep.google.camel.AccountCalendarStreamComponent;
import dev.lockstep.google.camel.AccountDriveComponent;
import dev.lockstep.google.camel.AccountSheetsComponent;
import dev.lockstep.google.camel.AccountSheetsStreamComponent;
import dev.lockstep.testing.GoogleThreads;
import dev.lockstep.testing.TestSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Clients and routes over a sandbox, where the owner `anna` is `anna@example.com`. */
public final class TestGoogle implements Credentials, AutoCloseable {

  private final TestSandbox sandbox;
  private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();
  private final GoogleClients clients;
  private final CamelContext camel = new DefaultCamelContext();
  private final AtomicInteger renewals = new AtomicInteger();

  public TestGoogle(TestSandbox sandbox) {
    this(sandbox, RateLimits.NONE);
  }

  public TestGoogle(TestSandbox sandbox, RateLimits limits) {
    GoogleThreads.keep();
    this.sandbox = sandbox;
    GoogleSettings settings = settings(sandbox);
    this.clients = new GoogleClients(settings, GoogleTransport.open(settings), this, limits);
    camel.addComponent("google-calendar", new AccountCalendarComponent(clients));
    camel.addComponent("google-calendar-stream", new AccountCalendarStreamComponent(clients));
    camel.addComponent("google-sheets", new AccountSheetsComponent(clients));
    camel.addComponent("google-sheets-stream", new AccountSheetsStreamComponent(clients));
    camel.addComponent("google-drive", new AccountDriveComponent(clients));
  }

  public static GoogleSettings settings(TestSandbox sandbox) {
    return new GoogleSettings(
        sandbox.rootUrl(),
        "client",
        "secret",
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        100,
        2500,
        new RateSettings(
            600, 10_000, 1_000_000, 60, 300, 600, 10_000, 1, 0.97, 0.2, Duration.ofSeconds(5)));
  }

  public GoogleClients clients() {
    return clients;
  }

  public CamelContext camel() {
    return camel;
  }

  /** Starts Camel with this route file. */
  public TestGoogle withRoutes(String file) {
    try {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "file:" + Path.of(file)));
      camel.start();
      return this;
    } catch (Exception e) {
      throw new IllegalStateException("the routes of " + file + " do not start", e);
    }
  }

  @Override
  public AccessToken accessToken(String owner) {
    return tokens.computeIfAbsent(owner, this::fresh);
  }

  @Override
  public AccessToken renewed(String owner, AccessToken refused) {
    return tokens.compute(
        owner,
        (name, token) -> {
          if (token != null && !token.value().equals(refused.value())) {
            return token;
          }
          renewals.incrementAndGet();
          return fresh(name);
        });
  }

  /** How often a token was renewed because it was refused. */
  public int renewals() {
    return renewals.get();
  }

  private AccessToken fresh(String owner) {
    return new AccessToken(
        sandbox.accessToken(owner.contains("@") ? owner : owner + "@example.com"),
        Instant.now().plusSeconds(3600));
  }

  @Override
  public void close() {
    camel.stop();
  }
}
