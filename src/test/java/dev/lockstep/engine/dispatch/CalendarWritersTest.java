package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partitions;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class CalendarWritersTest {

  private final TestDatabase database = TestDatabase.migrated();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final Partitions partitions = new Partitions(jdbc);
  private final Leases leases = new Leases(jdbc, partitions, Duration.ofMinutes(1));
  private final LiveCatalog catalog =
      new LiveCatalog(jdbc, new JdbcTransactionManager(database.dataSource()));
  private final Syncs syncs = new Syncs();
  private final CalendarWriters writers = new CalendarWriters(syncs, jdbc);

  @BeforeEach
  void anAccountAndTwoTables() {
    jdbc.sql(
            """
            INSERT INTO lockstep.user_integrations
              (owner, subject, is_current, email, scopes, status, first_connected_at,
               last_connected_at)
            VALUES ('anna', 'sub', true, 'Anna@example.com', '{}', 'active', now(), now());
            CREATE TABLE public.visits (id bigint PRIMARY KEY, name text, at timestamptz,
              until timestamptz);
            CREATE TABLE public.tours (id bigint PRIMARY KEY, name text, at timestamptz,
              until timestamptz)
            """)
        .update();
    runs("first", "visits", "primary", "both");
  }

  private void runs(String name, String table, String calendar, String direction) {
    var read =
        Definitions.parse(
            Map.of(
                name + ".yaml",
                """
                sync: %s
                source: { table: %s }
                target: { calendar: "%s", account: anna, timeZone: Europe/Berlin }
                direction: %s
                fields: { start: at, end: until, summary: name }
                """
                    .formatted(name, table, calendar, direction)));
    assertThat(read.faults()).isEmpty();
    syncs.start(
        RunningSync.of(
            read.valid().iterator().next(),
            catalog.table(table).orElseThrow(),
            (template, row) -> template,
            null));
    partitions.ensure(new PartitionKey(name, "anna", calendar));
  }

  private Optional<String> refusal(String name) {
    RunningSync sync = syncs.running(name);
    return writers
        .refusal(
            sync,
            leases.take(new PartitionKey(name, "anna", sync.fixedCalendar()), "node").orElseThrow())
        .map(Failure::message);
  }

  @Test
  void thePrimaryCalendarIsTheOneOfTheAccountsAddress_46() {
    runs("second", "visits", "anna@example.com", "to-google");

    assertThat(refusal("second").orElseThrow())
        .contains("sync 'first' keeps the rows of public.visits")
        .contains("calendar 'anna@example.com'")
        .contains("sync 'second' would make");
    assertThat(refusal("first")).as("it came first").isEmpty();
  }

  @Test
  void itGoesOnOnceTheFirstIsGone_46() {
    runs("second", "visits", "anna@example.com", "both");
    syncs.stop("first", "there is no definition of it");

    assertThat(refusal("second")).isEmpty();
  }

  @Test
  void whatMakesNoEventTwiceIsNoClash_46() {
    runs("other-table", "tours", "anna@example.com", "both");
    runs("other-calendar", "visits", "team@example.com", "both");
    runs("reader", "visits", "ANNA@example.com", "from-google");

    assertThat(refusal("other-table")).isEmpty();
    assertThat(refusal("other-calendar")).isEmpty();
    assertThat(refusal("reader")).isEmpty();
  }
}
