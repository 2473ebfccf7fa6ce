package dev.lockstep.google;

import com.google.api.client.http.HttpTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The module's parts, put together. */
@Configuration(proxyBeanMethods = false)
class GoogleBeans {

  @Bean
  HttpTransport googleTransport(GoogleSettings settings) {
    return GoogleTransport.open(settings);
  }

  @Bean
  GoogleClients googleClients(
      GoogleSettings settings,
      HttpTransport transport,
      Credentials credentials,
      RateLimits limits,
      MeterRegistry metrics,
      Tracer tracer) {
    return new GoogleClients(settings, transport, credentials, limits, metrics, tracer);
  }

  @Bean
  RateLimits rateLimits(DataSource dataSource, GoogleSettings settings, MeterRegistry metrics) {
    SharedRateLimits limits = new SharedRateLimits(dataSource, settings.limits());
    limits.show(metrics);
    return limits;
  }
}
