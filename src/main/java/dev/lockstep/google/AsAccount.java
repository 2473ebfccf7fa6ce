package dev.lockstep.google;

import com.google.api.client.http.HttpExecuteInterceptor;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes one request as one account: in its turn, with its token, which is renewed once on 401. */
final class AsAccount implements HttpExecuteInterceptor, HttpUnsuccessfulResponseHandler {

  private static final int UNAUTHORIZED = 401;

  private final String owner;
  private final Credentials credentials;
  private final RateLimits limits;
  private final Turn turn;
  private @Nullable AccessToken token;
  private boolean isRenewed;

  AsAccount(String owner, Credentials credentials, RateLimits limits, Turn turn) {
    this.owner = owner;
    this.credentials = credentials;
    this.limits = limits;
    this.turn = turn;
  }

  @Override
  public void intercept(HttpRequest request) throws IOException {
    AccessToken current = token == null ? credentials.accessToken(owner) : token;
    token = current;
    request.getHeaders().setAuthorization("Bearer " + current.value());
    limits.take(turn.api(request.getRequestMethod()), owner, request.getRequestMethod());
  }

  @Override
  public boolean handleResponse(HttpRequest request, HttpResponse response, boolean supportsRetry) {
    if (response.getStatusCode() != UNAUTHORIZED || isRenewed || !supportsRetry || token == null) {
      return false;
    }
    token = credentials.renewed(owner, token);
    isRenewed = true;
    return true;
  }
}
