package dev.lockstep.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** Time passes here when the test says so. */
class RepeatedFailuresTest {

  private static final String ROUTES =
      "org.apache.camel.processor.errorhandler.DefaultErrorHandler";
  private static final String JOBS = "org.apache.camel.component.quartz.CamelJob";

  private final AtomicBoolean answers = new AtomicBoolean();
  private final AtomicLong now = new AtomicLong(17);
  private final AtomicInteger watches = new AtomicInteger();
  private final DatabaseOutage outage =
      new DatabaseOutage(answers::get, now::get, watches::incrementAndGet);

  /** A log of the test's own behind the filter. */
  private final LoggerContext context = new LoggerContext();

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** What the outage itself says goes to the log of all. */
  private final Logger outagesOwn = (Logger) LoggerFactory.getLogger(DatabaseOutage.class);

  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  @BeforeEach
  void listen() {
    context.addTurboFilter(new RepeatedFailures(outage, now::get));
    log.start();
    context.getLogger("ROOT").addAppender(log);
    told.start();
    outagesOwn.addAppender(told);
  }

  @AfterEach
  void leave() {
    outagesOwn.detachAppender(told);
  }

  private static Exception refused() {
    return new CannotGetJdbcConnectionException(
        "no connection",
        new SQLTransientConnectionException(
            "timed out",
            null,
            0,
            new SQLException("Connection to db:5432 refused.\nmore", "08001")));
  }

  private void aJobFails() {
    context.getLogger(ROUTES).error("Failed delivery for (X)\n\nMessage History", refused());
    context
        .getLogger(JOBS)
        .error("Error processing exchange. Exchange[X]. Caused by: [no connection]");
    context.getLogger("dev.lockstep.engine").error("the dispatcher goes on", refused());
  }

  @Test
  void aDatabaseThatIsAwayIsToldOnceAMinuteAndItsReturnToo() {
    for (int second = 0; second < 90; second++) {
      aJobFails();
      assertThat(outage.look()).isTrue();
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    answers.set(true);
    assertThat(outage.look()).isFalse();

    assertThat(watches).hasValue(1);
    assertThat(log.list).isEmpty();
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "the database does not answer, everything waits for it: Connection to db:5432 refused.",
            "the database has not answered for 60 s: Connection to db:5432 refused.",
            "the database answers again after 90 s; 180 messages about it were kept back");
    assertThat(told.list).allMatch(event -> event.getThrowableProxy() == null);
    context.getLogger(JOBS).error("Error processing exchange. Exchange[Y]. Caused by: [a bug]");
    assertThat(log.list).as("what is said afterwards").hasSize(1);
  }

  @Test
  void aConnectionThatWasLostOnlyIsToldOnce() {
    answers.set(true);
    for (int i = 0; i < 10; i++) {
      aJobFails();
      outage.look();
    }
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "a connection to a database failed, and ours answers: Connection to db:5432 refused.");
  }

  @Test
  void aBugKeepsItsStackTraceWhileTheDatabaseIsAway() {
    aJobFails();
    outage.look();
    context
        .getLogger("dev.lockstep.engine")
        .error("a pass failed", new IllegalStateException("bug"));
    context.getLogger(ROUTES).error("Failed delivery for (Y)", new SQLException("bug", "42601"));

    assertThat(log.list).hasSize(2).allMatch(event -> event.getThrowableProxy() != null);
  }

  @Test
  void aPoolThatGivesNothingIsNoOutageByItself() {
    context
        .getLogger("dev.lockstep.engine")
        .error("a pass failed", new SQLTransientConnectionException("timed out after 10000ms"));

    assertThat(log.list).hasSize(1);
    assertThat(watches).hasValue(0);
  }

  @Test
  void aRouteThatFailsAgainForTheSameReasonIsALineAndAfterAnHourATrace() {
    Exception thrown = new IllegalStateException("no idea");
    for (int i = 0; i < 3; i++) {
      context.getLogger(ROUTES).error("Failed delivery for (" + i + ")\n\nHistory", thrown);
    }
    context
        .getLogger(ROUTES)
        .error("Failed delivery for (other)", new IllegalStateException("another"));
    now.addAndGet(Duration.ofHours(1).toNanos());
    context.getLogger(ROUTES).error("Failed delivery for (late)", thrown);

    assertThat(log.list)
        .extracting(event -> event.getThrowableProxy() != null)
        .containsExactly(true, false, false, true, true);
    assertThat(log.list.get(1).getFormattedMessage())
        .isEqualTo("Failed delivery for (1) (again; its stack trace stands where it came first)");
  }

  @Test
  void whereTheCallerTellsTheFailureTheRouteRepeatsNothing() {
    Exception thrown = new IllegalStateException("no idea");
    try (MDC.MDCCloseable told = Told.byCaller("direct:decide")) {
      context.getLogger(ROUTES).error("Failed delivery for (1)", thrown);
      context.getLogger(ROUTES).error("Failed delivery for (2)", thrown);
    }
    assertThat(log.list).hasSize(1);
  }

  @Test
  void aTransactionOfAPassSaysNothingOfTheFailureThatThePassTells() {
    String transactions = "org.apache.camel.spring.spi.TransactionErrorHandler";
    Exception thrown = new IllegalStateException("no idea");
    try (MDC.MDCCloseable told = Told.byCaller("direct:inbound")) {
      context.getLogger(transactions).warn("Transaction rollback (1), caught: no idea");
      context.getLogger(transactions).error("Failed delivery for (1)", thrown);
    }
    assertThat(log.list).isEmpty();
    context.getLogger(transactions).error("Failed delivery for (2)", thrown);
    assertThat(log.list).as("a transaction of somebody else's route").hasSize(1);
  }
}
