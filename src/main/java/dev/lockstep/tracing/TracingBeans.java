package dev.lockstep.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Off, and free of cost, unless there is somewhere for spans to go. */
@Configuration(proxyBeanMethods = false)
class TracingBeans {

  private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);

  /**
   * @param exporters of the user's own, beside the configured endpoint
   */
  @Bean
  OpenTelemetry openTelemetry(TracingSettings settings, ObjectProvider<SpanExporter> exporters) {
    List<SpanExporter> all = new ArrayList<>(exporters.orderedStream().toList());
    String endpoint = settings.endpoint();
    if (endpoint != null) {
      OtlpHttpSpanExporterBuilder otlp = OtlpHttpSpanExporter.builder().setEndpoint(endpoint);
      settings.headers().forEach(otlp::addHeader);
      all.add(otlp.build());
    }
    if (all.isEmpty()) {
      return OpenTelemetry.noop();
    }
    SdkTracerProviderBuilder provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder()
                    .put(AttributeKey.stringKey("service.name"), settings.service())
                    .build())
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.probability())));
    all.forEach(
        exporter ->
            provider.addSpanProcessor(
                BatchSpanProcessor.builder(exporter).setScheduleDelay(EXPORT_EVERY).build()));
    return OpenTelemetrySdk.builder().setTracerProvider(provider.build()).build();
  }

  @Bean
  Tracer tracer(OpenTelemetry telemetry) {
    return telemetry.getTracer("lockstep");
  }
}
