package dev.lockstep.engine.sync;

import java.time.temporal.Temporal;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.SimpleTypeConverter;
import org.springframework.stereotype.Component;

/**
 * In expressions and routes a day or a time becomes text in ISO form, as everywhere. Else Spring's
 * converters do it, by the process's language, and otherwise where there is no web server.
 */
@Component
class TimesAsText implements CamelContextConfiguration {

  @Override
  public void beforeApplicationStart(CamelContext camel) {
    camel
        .getTypeConverterRegistry()
        .addTypeConverter(
            String.class,
            Temporal.class,
            new SimpleTypeConverter(false, (type, exchange, value) -> value.toString()));
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {}
}
