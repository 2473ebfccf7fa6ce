package dev.lockstep.demo;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.account.Accounts;
import dev.lockstep.google.GoogleSettings;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says in the log what is in step and what to try. */
@Component
@Profile("sandbox")
@ConditionalOnProperty(name = "lockstep.demo.enabled", matchIfMissing = true)
final class Welcome {

  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

  private final Accounts accounts;
  private final GoogleSettings google;
  private final HikariDataSource database;
  private final Environment environment;

  Welcome(
      Accounts accounts,
      GoogleSettings google,
      HikariDataSource database,
      Environment environment) {
    this.accounts = accounts;
    this.google = google;
    this.database = database;
    this.environment = environment;
  }

  @EventListener(ApplicationReadyEvent.class)
  void greet() {
    LOG.info(
        """

        Lockstep keeps appointments in step with calendars, and products, events and others with sheets, of {}.
          change a row   {} -c "UPDATE appointments SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' WHERE id = 1"
                         or "UPDATE products SET price = price + 1 WHERE sku = '01001'"
          see it at      {}sandbox/   (move the event there, or edit the cell, and the row follows)
          API token      {}/sandbox-token
          start page     http://localhost:{}/
        """
            .stripTrailing(),
        accounts.all().stream().map(account -> account.email()).collect(Collectors.joining(", ")),
        psql(),
        google.calendarRoot(),
        environment.getProperty("lockstep.embedded.data"),
        environment.getProperty("local.server.port"));
  }

  private String psql() {
    var url = org.postgresql.Driver.parseURL(database.getJdbcUrl(), null);
    return url == null
        ? "psql"
        : "psql -h %s -p %s -U %s %s"
            .formatted(
                PGProperty.PG_HOST.getOrDefault(url),
                PGProperty.PG_PORT.getOrDefault(url),
                database.getUsername(),
                PGProperty.PG_DBNAME.getOrDefault(url));
  }
}
