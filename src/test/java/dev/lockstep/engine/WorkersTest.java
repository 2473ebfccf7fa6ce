package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lockstep.engine.Ledgers.Ledger;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who works is free again once it is done, however that ended. */
class WorkersTest {

  private final Ledgers ledgers = new Ledgers("lockstep.engine.workers=1");
  private final Ledger parts = ledgers.open("parts", 1, "");

  @BeforeEach
  void inStep() {
    ledgers.run();
    parts.inStep();
  }

  @AfterEach
  void close() {
    ledgers.close();
  }

  @Test
  void aLeaseThatTheDatabaseRefusedKeepsNoWorker_40() {
    Logger dispatcher = (Logger) LoggerFactory.getLogger("dev.lockstep.engine.dispatch.Dispatcher");
    ListAppender<ILoggingEvent> failures = new ListAppender<>();
    // It is read while others write.
    failures.list = new CopyOnWriteArrayList<>();
    failures.start();
    dispatcher.addAppender(failures);
    try {
      ledgers.jdbc.sql("ALTER TABLE lockstep.sync_back_off RENAME TO away").update();
      parts.insert("P2");
      soon().until(() -> failures.list.stream().anyMatch(e -> e.getMessage().contains("goes on")));
    } finally {
      dispatcher.detachAppender(failures);
      ledgers.jdbc.sql("ALTER TABLE lockstep.away RENAME TO sync_back_off").update();
    }

    parts.inStep();
  }

  @Test
  void anEngineThatWasStoppedWorksOnceItIsStartedAgain() {
    ledgers.lockstep.bean(Engine.class).stop();
    parts.insert("P2");
    ledgers.run();

    parts.inStep();
  }
}
