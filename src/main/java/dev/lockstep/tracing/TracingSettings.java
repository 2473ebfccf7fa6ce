package dev.lockstep.tracing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where traces go: by OpenTelemetry's own variables, or by Spring Boot's property.
 *
 * @param base {@code OTEL_EXPORTER_OTLP_ENDPOINT}: a collector's root, `/v1/traces` is added
 * @param traces {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}: the whole address
 * @param spring {@code management.otlp.tracing.endpoint}: the whole address
 * @param headerList {@code OTEL_EXPORTER_OTLP_HEADERS}: `name=value`, comma-separated
 * @param probability share of the traces that are kept, 0 to 1
 */
@Component
record TracingSettings(
    @Value("${OTEL_EXPORTER_OTLP_ENDPOINT:}") String base,
    @Value("${OTEL_EXPORTER_OTLP_TRACES_ENDPOINT:}") String traces,
    @Value("${management.otlp.tracing.endpoint:}") String spring,
    @Value("${OTEL_EXPORTER_OTLP_HEADERS:}") String headerList,
    @Value("${OTEL_SERVICE_NAME:${spring.application.name:lockstep}}") String service,
    @Value("${management.tracing.sampling.probability:1.0}") double probability) {

  /** Null: nothing is traced. */
  @Nullable String endpoint() {
    if (!spring.isBlank()) {
      return spring;
    }
    if (!traces.isBlank()) {
      return traces;
    }
    return base.isBlank() ? null : base.replaceAll("/+$", "") + "/v1/traces";
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : headerList.split(",")) {
      int equals = header.indexOf('=');
      if (equals > 0) {
        headers.put(
            header.substring(0, equals).strip(),
            URLDecoder.decode(header.substring(equals + 1).strip(), StandardCharsets.UTF_8));
      }
    }
    return headers;
  }

  /** Never the headers: they hold what the collector takes for a password. */
  @Override
  public String toString() {
    return "TracingSettings[endpoint=" + endpoint() + "]";
  }
}
