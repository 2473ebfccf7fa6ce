package dev.lockstep.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Makes the demo's tables after the migrations, so that they stand before anything looks at them;
 * only ever in an empty schema.
 */
@Component
@Profile("sandbox")
@ConditionalOnProperty(name = "lockstep.demo.enabled", matchIfMissing = true)
final class DemoTables implements Callback {

  private static final Logger LOG = LoggerFactory.getLogger(DemoTables.class);

  private static final String SCHEMA = "public";

  private static final String COUNT_RELATIONS =
      """
      SELECT count(*)
        FROM pg_class
       WHERE relnamespace = 'public'::regnamespace
         AND relkind IN ('r', 'p', 'v', 'm', 'f')
      """;

  private static final String IS_OURS =
      """
      SELECT coalesce(
               obj_description(to_regclass('public.appointments'), 'pg_class') LIKE 'Lockstep demo%',
               false)
      """;

  /** Those of a demo that is older than its sheets. */
  private static final String LACKS_SHEETS =
      """
      SELECT count(*) = 0
        FROM unnest(ARRAY['events', 'products', 'low_stock', 'design_tokens']) AS relation
       WHERE to_regclass('public.' || relation) IS NOT NULL
      """;

  private static final String APPOINTMENTS = "demo/appointments.sql";
  private static final String SHEETS = "demo/sheets.sql";

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      setUp(context.getConnection());
    } catch (SQLException e) {
      throw new IllegalStateException("the demo's tables cannot be made: " + e.getMessage(), e);
    }
  }

  @Override
  public String getCallbackName() {
    return "demo tables";
  }

  static void setUp(Connection connection) throws SQLException {
    if (ask(connection, IS_OURS).equals("t")) {
      if (ask(connection, LACKS_SHEETS).equals("t")) {
        run(connection, SHEETS);
      }
      return;
    }
    if (!ask(connection, COUNT_RELATIONS).equals("0")) {
      LOG.info("no demo tables are made: the schema public holds tables of its own");
      return;
    }
    run(connection, APPOINTMENTS, SHEETS);
  }

  private static void run(Connection connection, String... scripts) throws SQLException {
    boolean committing = connection.getAutoCommit();
    String path = ask(connection, "SHOW search_path");
    connection.setAutoCommit(false);
    connection.setSchema(SCHEMA);
    try {
      for (String script : scripts) {
        make(connection, script);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(committing);
      ask(connection, "SELECT set_config('search_path', '%s', false)".formatted(path));
    }
  }

  private static void make(Connection connection, String script) throws SQLException {
    // Not split into statements: a function's body has semicolons of its own.
    try (Statement statement = connection.createStatement()) {
      statement.execute(new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ask(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        var answer = statement.executeQuery(question)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
