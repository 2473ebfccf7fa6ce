package dev.lockstep.testing;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;

/**
 * The log of this process, which an application sets up anew when it starts, dropping what another
 * one or a test has put into it.
 */
final class OthersLog {

  private OthersLog() {}

  /** The second application logs as the first one has it. */
  static void leave(SpringApplicationBuilder starting) {
    Class<?> tests = WorkOfTests.current();
    if (tests == null || !tests.isAnnotationPresent(SecondApplication.class)) {
      return;
    }
    SpringApplication application = starting.application();
    application.setListeners(
        application.getListeners().stream()
            .filter(listener -> !(listener instanceof LoggingApplicationListener))
            .toList());
    starting.initializers(
        context ->
            context.addBeanFactoryPostProcessor(
                beans ->
                    ((BeanDefinitionRegistry) beans).removeBeanDefinition("repeatedFailures")));
  }
}
