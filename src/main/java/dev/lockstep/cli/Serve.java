package dev.lockstep.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import picocli.CommandLine.Command;

/** Starts the application and stays until it is told to stop. */
@Command(name = "serve", description = "Runs the application; this is the default.")
final class Serve implements Callable<Integer> {

  private final Class<?> application;
  private final List<String> settings;

  Serve(Class<?> application, List<String> settings) {
    this.application = application;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    CountDownLatch closed = new CountDownLatch(1);
    SpringApplication spring = new SpringApplication(application);
    spring.setDefaultProperties(
        Map.of("spring.config.additional-location", "optional:file:${LOCKSTEP_HOME:.}/config/"));
    spring.addListeners(
        (ApplicationListener<ContextClosedEvent>)
            event -> {
              if (event.getApplicationContext().getParent() == null) {
                closed.countDown();
              }
            });
    try {
      spring.run(settings.toArray(String[]::new));
      closed.await();
      return Commands.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Commands.DONE;
    } catch (RuntimeException e) {
      // Spring has said why.
      return Commands.ENVIRONMENT_AT_FAULT;
    }
  }
}
