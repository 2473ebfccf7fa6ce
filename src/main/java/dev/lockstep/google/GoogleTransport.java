package dev.lockstep.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v5.Apache5HttpTransport;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;

/**
 * One pool of connections for all accounts; it knows PATCH and never follows or repeats by itself.
 */
final class GoogleTransport {

  private GoogleTransport() {}

  static HttpTransport open(GoogleSettings settings) {
    return new Apache5HttpTransport(
        Apache5HttpTransport.newDefaultHttpClientBuilder()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(settings.connections())
                    .setMaxConnPerRoute(settings.connections())
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .build());
  }
}
