package dev.lockstep.google;

import com.google.api.client.http.HttpExecuteInterceptor;
import com.google.api.client.http.HttpIOExceptionHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseInterceptor;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes one request as one account: in its turn, with its token, which is renewed once on 401. Each
 * try is timed from its turn to its answer.
 */
final class AsAccount
    implements HttpExecuteInterceptor,
        HttpUnsuccessfulResponseHandler,
        HttpResponseInterceptor,
        HttpIOExceptionHandler {

  private static final int UNAUTHORIZED = 401;

  private final String owner;
  private final Credentials credentials;
  private final RateLimits limits;
  private final Turn turn;
  private final CallTimes times;
  private @Nullable AccessToken token;
  private boolean isRenewed;
  private long startedAt;
  private Span span = Span.getInvalid();

  AsAccount(String owner, Credentials credentials, RateLimits limits, Turn turn, CallTimes times) {
    this.owner = owner;
    this.credentials = credentials;
    this.limits = limits;
    this.turn = turn;
    this.times = times;
  }

  @Override
  public void intercept(HttpRequest request) throws IOException {
    AccessToken current = token == null ? credentials.accessToken(owner) : token;
    token = current;
    request.getHeaders().setAuthorization("Bearer " + current.value());
    String method = request.getRequestMethod();
    Api api = turn.api(method, request.getUrl().getRawPath());
    if (!Prepaid.use(api, owner)) {
      limits.take(api, owner, method);
    }
    startedAt = System.nanoTime();
    span = times.begin(turn.name().toLowerCase(Locale.ROOT), method(request));
  }

  @Override
  public boolean handleResponse(HttpRequest request, HttpResponse response, boolean supportsRetry) {
    if (response.getStatusCode() != UNAUTHORIZED || isRenewed || !supportsRetry || token == null) {
      return false;
    }
    answered(request, String.valueOf(UNAUTHORIZED));
    token = credentials.renewed(owner, token);
    isRenewed = true;
    return true;
  }

  /** The answer that the caller gets, whatever it says. */
  @Override
  public void interceptResponse(HttpResponse response) {
    answered(response.getRequest(), String.valueOf(response.getStatusCode()));
  }

  @Override
  public boolean handleIOException(HttpRequest request, boolean supportsRetry) {
    answered(request, CallTimes.NO_ANSWER);
    return false;
  }

  private void answered(HttpRequest request, String status) {
    times.took(
        turn.name().toLowerCase(Locale.ROOT),
        method(request),
        status,
        Duration.ofNanos(System.nanoTime() - startedAt));
    times.end(span, status);
  }

  private static String method(HttpRequest request) {
    return CallTimes.name(request.getRequestMethod(), List.copyOf(request.getUrl().getPathParts()));
  }
}
