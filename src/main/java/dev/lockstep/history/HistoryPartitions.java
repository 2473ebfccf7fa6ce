package dev.lockstep.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The days of {@code sync_audit}, one partition each (UTC): made ahead, dropped whole when they are
 * old. Statements wait for locks only briefly; what a day did not get now it gets an hour later,
 * and until then the default partition takes its lines.
 */
@Component
public class HistoryPartitions {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryPartitions.class);

  private static final String PREFIX = "sync_audit_";
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private static final String PARTITIONS =
      """
      SELECT c.relname
      FROM pg_catalog.pg_inherits i
      JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = CAST('lockstep.sync_audit' AS regclass)
      """;

  /** One node at a time. */
  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtextextended('lockstep.sync_audit', 0)),
        set_config('lock_timeout', '2s', true), now()
      """;

  private static final String DEFAULT_DAYS =
      """
      SELECT DISTINCT CAST(at AT TIME ZONE 'UTC' AS date)
      FROM lockstep.sync_audit_default
      """;

  private static final String MAKE =
      """
      CREATE TABLE lockstep.%1$s (LIKE lockstep.sync_audit INCLUDING ALL)
      """;

  /** Nothing may reach the default partition between the move and the attachment. */
  private static final String LOCK_DEFAULT =
      """
      LOCK TABLE lockstep.sync_audit_default IN ACCESS EXCLUSIVE MODE
      """;

  private static final String MOVE =
      """
      WITH moved AS (
        DELETE FROM lockstep.sync_audit_default
        WHERE at >= :from AND at < :to
        RETURNING *)
      INSERT INTO lockstep.%1$s
      SELECT *
      FROM moved
      """;

  private static final String ATTACH =
      """
      ALTER TABLE lockstep.sync_audit
      ATTACH PARTITION lockstep.%1$s
      FOR VALUES FROM ('%2$s 00:00:00+00') TO ('%3$s 00:00:00+00')
      """;

  private static final String DROP =
      """
      DROP TABLE lockstep.%1$s
      """;

  private static final String DELETE_OLD_DEFAULT =
      """
      DELETE FROM lockstep.sync_audit_default
      WHERE at < :from
      """;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final HistorySettings settings;

  HistoryPartitions(JdbcClient jdbc, TransactionOperations transaction, HistorySettings settings) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.settings = settings;
  }

  /** Makes today's partition and those of the days ahead, and of days that only the default has. */
  public void makeAhead() {
    LocalDate today = inTransaction(this::today);
    Set<LocalDate> wanted = new TreeSet<>(defaultDays());
    today.datesUntil(today.plusDays(settings.ahead().toDays() + 1)).forEach(wanted::add);
    wanted.removeAll(days());
    for (LocalDate day : wanted) {
      inTransaction(now -> days().contains(day) ? day : make(day));
    }
  }

  /** Drops the days that lie wholly before what is kept. */
  public void dropOld() {
    LocalDate first = inTransaction(now -> day(now.minus(settings.keep())));
    List<LocalDate> old = days().stream().filter(day -> day.isBefore(first)).sorted().toList();
    for (LocalDate day : old) {
      inTransaction(
          now -> {
            jdbc.sql(DROP.formatted(name(day))).update();
            return day;
          });
      LOG.info("history of {} dropped, older than {}", day, settings.keep());
    }
    jdbc.sql(DELETE_OLD_DEFAULT).param("from", start(first)).update();
  }

  private LocalDate make(LocalDate day) {
    String name = name(day);
    jdbc.sql(MAKE.formatted(name)).update();
    jdbc.sql(LOCK_DEFAULT).update();
    jdbc.sql(MOVE.formatted(name))
        .param("from", start(day))
        .param("to", start(day.plusDays(1)))
        .update();
    jdbc.sql(ATTACH.formatted(name, day, day.plusDays(1))).update();
    return day;
  }

  private List<LocalDate> defaultDays() {
    return jdbc.sql(DEFAULT_DAYS).query(LocalDate.class).list();
  }

  private Set<LocalDate> days() {
    Set<LocalDate> days = new TreeSet<>();
    for (String name : jdbc.sql(PARTITIONS).query(String.class).list()) {
      try {
        days.add(LocalDate.parse(name.substring(PREFIX.length()), DAY));
      } catch (DateTimeParseException notADay) {
        // the default partition, or one that a person attached
        continue;
      }
    }
    return days;
  }

  private LocalDate today(Instant now) {
    return day(now);
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static OffsetDateTime start(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  private static String name(LocalDate day) {
    return PREFIX + DAY.format(day);
  }

  private LocalDate inTransaction(Work work) {
    LocalDate done =
        transaction.execute(
            status ->
                work.at(
                    jdbc.sql(LOCK)
                        .query((row, n) -> row.getObject(3, OffsetDateTime.class).toInstant())
                        .single()));
    if (done == null) {
      throw new IllegalStateException("no day");
    }
    return done;
  }

  private interface Work {
    LocalDate at(Instant now);
  }
}
