package dev.lockstep.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import org.slf4j.LoggerFactory;

/** What holds for every test, whichever comes first. */
public final class BeforeAnyTest implements TestExecutionListener {

  @Override
  public void testPlanExecutionStarted(TestPlan all) {
    // A machine that is busy is slow, and no fault.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
    // The first application to start may be one that leaves the log as it is.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
  }
}
