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
import dev.lockstep.definition.SyncDefinition.Source;
import dev.lockstep.definition.SyncDefinition.Timing;
import dev.lockstep.queue.Partitions;
import dev.lockstep.testing.TestDatabase;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
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
    return new Partitions(jdbc, Duration.ofMinutes(1));
  }

  @Bean
  PushedSyncs running() {
    return () -> List.of(appointments());
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
}
