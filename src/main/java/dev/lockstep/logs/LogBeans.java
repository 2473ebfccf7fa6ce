package dev.lockstep.logs;

import ch.qos.logback.classic.LoggerContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the filter into the log as long as the application runs. */
@Configuration(proxyBeanMethods = false)
class LogBeans {

  private static final int ANSWERS_WITHIN_SECONDS = 2;

  @Bean(destroyMethod = "stop")
  DatabaseOutage databaseOutage(DataSource database) {
    AtomicReference<DatabaseOutage> outage = new AtomicReference<>();
    outage.set(
        new DatabaseOutage(
            () -> answers(database),
            System::nanoTime,
            () -> Thread.ofVirtual().name("database-outage").start(() -> watch(outage.get()))));
    return outage.get();
  }

  private static void watch(DatabaseOutage outage) {
    try {
      while (outage.look()) {
        Thread.sleep(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answers(DataSource database) {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(ANSWERS_WITHIN_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  @Bean
  DisposableBean repeatedFailures(DatabaseOutage outage) {
    RepeatedFailures filter = new RepeatedFailures(outage, System::nanoTime);
    LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
    log.addTurboFilter(filter);
    return () -> log.getTurboFilterList().remove(filter);
  }
}
