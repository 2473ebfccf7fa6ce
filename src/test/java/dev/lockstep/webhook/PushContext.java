package dev.lockstep.webhook;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Policies;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.definition.SyncDefinition.CalendarChoice;
import dev.lockstep.definition.SyncDefinition.CalendarTarget;
import dev.lockstep.definition.SyncDefinition.Capture;
import dev.lockstep.definition.SyncDefinition.Notice;
import dev.lockstep.definition.SyncDefinition.Recipient;
import dev.lockstep.definition.SyncDefinition.SendUpdates;
import dev.lockstep.definition.SyncDefinition.SheetTarget;
import dev.lockstep.definition.SyncDefinition.Source;
import dev.lockstep.definition.SyncDefinition.Spreadsheet;
import dev.lockstep.definition.SyncDefinition.Timing;
import dev.lockstep.queue.Cursors;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pulls;
import dev.lockstep.target.Spreadsheets;
import dev.lockstep.testing.TestDatabase;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;

/** This module with what it stands on, a database of its own, and one running sync. */
@EnableAutoConfiguration
@ComponentScan({
  "dev.lockstep.webhook",
  "dev.lockstep.history",
  "dev.lockstep.account",
  "dev.lockstep.google"
})
@ConfigurationPropertiesScan({
  "dev.lockstep.webhook",
  "dev.lockstep.history",
  "dev.lockstep.account",
  "dev.lockstep.google"
})
class PushContext {

  static final PartitionKey ANNA = new PartitionKey("appointments", "anna", "primary");

  static final PartitionKey PRODUCTS = new PartitionKey("products", "finance", "Products");
  static final String SPREADSHEET = "the-id-of-the-spreadsheet";

  @Bean
  DataSource dataSource() {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(TestDatabase.migrated().dataSource());
    pool.setMaximumPoolSize(5);
    pool.setConnectionTimeout(2_000);
    return pool;
  }

  @Bean
  Tracer tracer() {
    return OpenTelemetry.noop().getTracer("test");
  }

  @Bean
  Partitions partitions(JdbcClient jdbc) {
    return new Partitions(jdbc);
  }

  @Bean
  Leases leases(JdbcClient jdbc, Partitions partitions) {
    return new Leases(jdbc, partitions, Duration.ofMinutes(1));
  }

  @Bean
  Pulls pulls(JdbcClient jdbc, Partitions partitions) {
    return new Pulls(jdbc, partitions);
  }

  @Bean
  Cursors cursors(JdbcClient jdbc) {
    return new Cursors(jdbc);
  }

  @Bean
  PushedSyncs running() {
    return () -> List.of(appointments(), products());
  }

  @Bean
  Spreadsheets spreadsheets() {
    return new Spreadsheets() {
      @Override
      public Map<PartitionKey, String> connected() {
        return Map.of(PRODUCTS, SPREADSHEET);
      }

      @Override
      public Set<PartitionKey> in(String spreadsheetId, @Nullable Integer sheetId) {
        return spreadsheetId.equals(SPREADSHEET) && (sheetId == null || sheetId == 7)
            ? Set.of(PRODUCTS)
            : Set.of();
      }

      @Override
      public void heard(Collection<PartitionKey> partitions) {}

      @Override
      public Optional<String> file(String account, String title) {
        return Optional.of(SPREADSHEET);
      }

      @Override
      public void adopt(String account, String title, String spreadsheetId) {
        throw new UnsupportedOperationException("no webhook makes a spreadsheet");
      }
    };
  }

  static SyncDefinition appointments() {
    return new SyncDefinition(
        "appointments",
        null,
        new Source("appointments", List.of("id"), "trainer_id", null, null, Capture.TRIGGER),
        new CalendarTarget(
            new CalendarChoice.Fixed("primary"), null, null, SendUpdates.NONE, List.of()),
        Direction.BOTH,
        List.of(),
        null,
        Policies.DEFAULT,
        new Timing(
            Duration.ZERO, null, null, Duration.ofMinutes(5), null, null, null, Duration.ofDays(1)),
        Map.of(Notice.CHANNEL_LOST, List.of(Recipient.OWNER)));
  }

  static SyncDefinition products() {
    SyncDefinition calendar = appointments();
    return new SyncDefinition(
        "products",
        null,
        new Source("products", List.of("sku"), null, null, null, Capture.TRIGGER),
        new SheetTarget(
            "Products", "finance", new Spreadsheet.Id(SPREADSHEET), null, List.of(), false),
        Direction.BOTH,
        List.of(),
        null,
        Policies.DEFAULT,
        calendar.timing(),
        Map.of());
  }
}
