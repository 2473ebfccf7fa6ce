package dev.lockstep.account;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.UrlEncodedContent;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonObjectParser;
import com.google.api.client.json.gson.GsonFactory;
import dev.lockstep.google.AccessToken;
import dev.lockstep.google.GoogleSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Google's OAuth server: codes and refresh tokens become access tokens, tokens become a `sub`. */
final class TokenEndpoint {

  private static final GsonFactory JSON = GsonFactory.getDefaultInstance();

  private final GoogleSettings settings;
  private final HttpTransport transport;
  private final Clock clock;

  TokenEndpoint(GoogleSettings settings, HttpTransport transport, Clock clock) {
    this.settings = settings;
    this.transport = transport;
    this.clock = clock;
  }

  GrantedTokens refresh(String refreshToken) throws IOException {
    return tokens(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  GrantedTokens exchange(String code, String verifier, String redirectUri) throws IOException {
    return tokens(
        Map.of(
            "grant_type", "authorization_code",
            "code", code,
            "code_verifier", verifier,
            "redirect_uri", redirectUri));
  }

  Identity userinfo(AccessToken token) throws IOException {
    HttpRequest request =
        transport.createRequestFactory().buildGetRequest(new GenericUrl(settings.userinfoUrl()));
    request.getHeaders().setAuthorization("Bearer " + token.value());
    GenericJson answer = execute(request);
    return new Identity(text(answer, "sub"), text(answer, "email"));
  }

  void revoke(String token) throws IOException {
    HttpRequest request =
        transport
            .createRequestFactory()
            .buildPostRequest(
                new GenericUrl(settings.revokeUrl()),
                new UrlEncodedContent(Map.of("token", token)));
    execute(request);
  }

  /** Who a token speaks for. */
  record Identity(String subject, String email) {}

  /** Google's OAuth server said no; the error is its word (`invalid_grant`). */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;
    private final String error;

    Refused(String error, @Nullable String description) {
      super(error + (description == null ? "" : ": " + description));
      this.error = error;
    }

    String error() {
      return error;
    }
  }

  private GrantedTokens tokens(Map<String, String> grant) throws IOException {
    Map<String, String> form = new LinkedHashMap<>(grant);
    form.put("client_id", settings.clientId());
    form.put("client_secret", settings.clientSecret());
    GenericJson answer =
        execute(
            transport
                .createRequestFactory()
                .buildPostRequest(
                    new GenericUrl(settings.tokenUrl()), new UrlEncodedContent(form)));
    long seconds = answer.get("expires_in") instanceof Number number ? number.longValue() : 3599;
    AccessToken access =
        new AccessToken(text(answer, "access_token"), clock.instant().plusSeconds(seconds));
    String scope = (String) answer.get("scope");
    return new GrantedTokens(
        access,
        (String) answer.get("refresh_token"),
        scope == null || scope.isBlank() ? Set.of() : Set.of(scope.split(" +")));
  }

  private GenericJson execute(HttpRequest request) throws IOException {
    request.setConnectTimeout((int) settings.connectTimeout().toMillis());
    request.setReadTimeout((int) settings.readTimeout().toMillis());
    request.setParser(new JsonObjectParser(JSON));
    request.setThrowExceptionOnExecuteError(false);
    request.setLoggingEnabled(false);
    HttpResponse response = request.execute();
    try {
      GenericJson answer = json(response);
      if (response.isSuccessStatusCode()) {
        return answer;
      }
      if (answer.get("error") instanceof String error && response.getStatusCode() < 500) {
        throw new Refused(error, (String) answer.get("error_description"));
      }
      throw new IOException(
          "the token server answered "
              + response.getStatusCode()
              + " to "
              + request.getUrl().getRawPath());
    } finally {
      response.disconnect();
    }
  }

  private static GenericJson json(HttpResponse response) throws IOException {
    String body = response.parseAsString();
    if (body.isBlank()) {
      return new GenericJson();
    }
    try {
      return JSON.fromString(body, GenericJson.class);
    } catch (IOException | RuntimeException e) {
      // The body may hold tokens; it must not travel in a message.
      throw new IOException(
          "the token server answered %d with something that is not JSON"
              .formatted(response.getStatusCode()));
    }
  }

  private static String text(GenericJson answer, String name) throws IOException {
    if (answer.get(name) instanceof String text) {
      return text;
    }
    throw new IOException("the token server's answer has no " + name);
  }
}
