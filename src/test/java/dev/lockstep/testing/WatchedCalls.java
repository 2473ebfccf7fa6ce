package dev.lockstep.testing;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v5.Apache5HttpTransport;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.HttpResponseInterceptor;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Lets a test see, and hold back, what the application calls at Google. */
public final class WatchedCalls {

  private WatchedCalls() {}

  /**
   * In place of the application's way to Google.
   *
   * @param before runs before a request goes out
   * @param after runs where an answer is there that nobody has looked at
   */
  public static BeanPostProcessor by(HttpRequestInterceptor before, HttpResponseInterceptor after) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof HttpTransport ? watched(before, after) : bean;
      }
    };
  }

  private static HttpTransport watched(
      HttpRequestInterceptor before, HttpResponseInterceptor after) {
    return new Apache5HttpTransport(
        Apache5HttpTransport.newDefaultHttpClientBuilder()
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .addRequestInterceptorFirst(before)
            .addResponseInterceptorFirst(after)
            .build());
  }
}
