package dev.lockstep.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Accounts;
import dev.lockstep.engine.Engine;
import dev.lockstep.history.History;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pulls;
import dev.lockstep.target.Spreadsheets;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.function.SingletonSupplier;

/** The module's parts, put together. */
@Configuration(proxyBeanMethods = false)
class WebhookBeans {

  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Bean
  KnownChannels knownChannels(ChannelTable table) {
    return new KnownChannels(table, System::nanoTime);
  }

  @Bean
  PullStore pullStore(
      ChannelTable table,
      SignatureTable signatures,
      ObjectProvider<Pulls> pulls,
      ObjectProvider<Spreadsheets> spreadsheets,
      JdbcClient jdbc,
      TransactionOperations transaction) {
    return new PullStore(
        table,
        signatures,
        SingletonSupplier.of(pulls::getObject)::obtain,
        SingletonSupplier.of(spreadsheets::getObject)::obtain,
        jdbc,
        transaction);
  }

  @Bean
  PullRequests pullRequests(PullStore store) {
    return new PullRequests(store, System::nanoTime, PATIENCE);
  }

  @Bean
  Doorkeeper doorkeeper(KnownChannels known, ChannelTable table) {
    return new Doorkeeper(known, table, System::nanoTime);
  }

  @Bean
  SheetDoorkeeper sheetDoorkeeper(
      WebhookSettings settings,
      SignatureTable table,
      ObjectProvider<Spreadsheets> spreadsheets,
      ObjectMapper json) {
    return new SheetDoorkeeper(
        new Signatures(settings.secrets()), table, spreadsheets::getObject, json);
  }

  @Bean
  FilterRegistrationBean<WebhookDoor> webhookDoor() {
    FilterRegistrationBean<WebhookDoor> door =
        new FilterRegistrationBean<>(new WebhookDoor(SheetDoorkeeper.LONGEST));
    door.addUrlPatterns(WebhookAddress.BASE + "*");
    door.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return door;
  }

  @Bean
  Notifications notifications(PullRequests pulls, PullStore store, MeterRegistry metrics) {
    Alarm alarm =
        new Alarm(
            System::nanoTime,
            count ->
                LOG.warn(
                    "webhook: {} notifications within a minute that are forged or not ours",
                    count));
    return new Notifications(pulls, store, alarm, new OnceAMinute(System::nanoTime), metrics);
  }

  @Bean
  PushedSyncs engineSyncs(ObjectProvider<Engine> engine) {
    return () -> engine.stream().flatMap(running -> running.running().stream()).toList();
  }

  @Bean
  Watch watch(
      ObjectProvider<PushedSyncs> syncs,
      ObjectProvider<Partitions> partitions,
      ObjectProvider<Spreadsheets> spreadsheets,
      Accounts accounts) {
    return Watch.of(
        () -> syncs.stream().flatMap(some -> some.running().stream()).toList(),
        partitions::getObject,
        spreadsheets::getObject,
        accounts);
  }

  @Bean
  Channels channels(
      ChannelTable table,
      KnownChannels known,
      Watch watch,
      ChannelSettings settings,
      Environment environment,
      ObjectProvider<Engine> engine,
      @Lazy ProducerTemplate routes) {
    return new Channels(
        table,
        known,
        watch,
        settings,
        address(environment),
        routes,
        () -> engine.stream().allMatch(Engine::isInCharge));
  }

  @Bean
  ChannelOpening channelOpening(
      ChannelTable table,
      KnownChannels known,
      PullRequests pulls,
      History history,
      Watch watch,
      ChannelSettings settings,
      Environment environment,
      TransactionOperations transaction,
      MeterRegistry metrics) {
    return new ChannelOpening(
        table,
        known,
        pulls,
        history,
        watch,
        settings,
        address(environment),
        transaction,
        metrics,
        UUID::randomUUID,
        new SecureRandom(),
        System::nanoTime);
  }

  @Bean
  ChannelClosing channelClosing(ChannelTable table, KnownChannels known, MeterRegistry metrics) {
    return new ChannelClosing(table, known, metrics);
  }

  /**
   * Read when it is needed: a port chosen at start is known only then. The sandbox calls back to
   * this machine; Google needs to be told where we are.
   */
  private static WebhookAddress address(Environment environment) {
    return () -> {
      String url = environment.getProperty("lockstep.public-url", "");
      if (url.isBlank() && environment.acceptsProfiles(Profiles.of("sandbox"))) {
        String port = environment.getProperty("server.port", "8080");
        url = "http://localhost:" + environment.getProperty("local.server.port", port);
      }
      return url;
    };
  }
}
