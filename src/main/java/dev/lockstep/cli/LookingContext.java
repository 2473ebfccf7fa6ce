package dev.lockstep.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application's parts in the process of a command, with its settings, definitions, routes and
 * tokens. Nothing runs: no engine, no schedule, no web server, no part that a bare machine gets;
 * only routes that are called are there. The schema is taken as it is.
 */
final class LookingContext implements AutoCloseable {

  /** Says that this process is a command's. */
  static final String SETTING = "lockstep.command";

  /** What it means, over whatever else is set. */
  static final Map<String, Object> SETTINGS =
      Map.ofEntries(
          Map.entry("lockstep.engine.enabled", false),
          Map.entry("lockstep.engine.accept-database", false),
          Map.entry("lockstep.demo.enabled", false),
          Map.entry("spring.flyway.enabled", false),
          // It is no node.
          Map.entry(
              "spring.datasource.hikari.data-source-properties.ApplicationName", "lockstep-plan"),
          Map.entry("camel.main.route-filter-include-pattern", "direct:*"),
          Map.entry("camel.main.startup-summary-level", "off"),
          Map.entry("logging.level.root", "off"),
          Map.entry("logging.level.org.springframework", "off"),
          Map.entry("logging.level.dev.lockstep", "off"));

  private final ConfigurableApplicationContext context;

  private LookingContext(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * @throws IllegalStateException saying what of the environment is at fault
   */
  static LookingContext start(Class<?> application, List<String> arguments) {
    SpringApplication spring = new SpringApplication(application);
    spring.setWebApplicationType(WebApplicationType.NONE);
    spring.setLogStartupInfo(false);
    spring.setDefaultProperties(
        Map.of("spring.config.additional-location", "optional:file:${LOCKSTEP_HOME:.}/config/"));
    // Else the first part that asks the database would say so, in words of its own.
    spring.addInitializers(context -> CommandDatabase.installed(context.getEnvironment()).close());
    try {
      return new LookingContext(
          spring.run(
              Stream.concat(Stream.of("--" + SETTING + "=true"), arguments.stream())
                  .toArray(String[]::new)));
    } catch (RuntimeException e) {
      throw new IllegalStateException(reason(e), e);
    }
  }

  /** What is at the bottom of it; Spring wraps that in how it came there. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof IllegalStateException)) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).strip();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
